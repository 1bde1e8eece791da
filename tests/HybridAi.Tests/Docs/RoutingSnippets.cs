using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static HybridAi.Docs.RoutingSnippets.Judges;
using static HybridAi.Docs.RoutingSnippets.Strategies;

namespace HybridAi.Docs;

/// <summary>The code of the pages on routing, escalation, budgets and streaming.</summary>
internal static class RoutingSnippets
{
    public static async Task Routing(HybridChatClient client, List<ChatMessage> messages, ChatOptions options)
    {
        // <routing 1>
        RouteDecision plan = await client.PreviewAsync(messages, options);
        Console.WriteLine($"{plan.Target}: {plan.Explanation}");
        foreach (var target in plan.Targets.Where(t => !t.Eligible))
        {
            Console.WriteLine($"not {target.Target}: {target.Reason} {target.Detail}");
        }
        // </routing 1>
    }

    public static void SwitchOn(IHybridChatClientBuilder builder)
    {
        // <routing 7>
        builder.Configure(o => o.Learning.Enabled = true);      // or "HybridAi": { "Learning": { "Enabled": true } }, or HybridChatClientBuilder.UseLearning()
        // </routing 7>
    }

    public static async Task Learning(IChatClient client, List<ChatMessage> messages)
    {
        // <routing 8>
        ChatResponse response = await client.GetResponseAsync(messages);
        await client.ReportOutcomeAsync(response, AnswerVerdict.Good);                  // or Bad, or new AnswerVerdict(0.7)
        // </routing 8>
    }

    public static async Task<ReportResult> Learning(IOutcomeFeedback feedback, string decisionId)
    {
        // <routing 9>
        ReportResult result = await feedback.ReportOutcomeAsync(decisionId, AnswerVerdict.Bad);   // IOutcomeFeedback from the container
        // </routing 9>
        return result;
    }

    public static Target Promise(HybridChatClient hybrid)
    {
        // <routing 2>
        TargetProfile promise = hybrid.GetProfile();
        var outer = new Target("team", hybrid, promise);   // behind another router, or as a model in a list
        // </routing 2>
        return outer;
    }

    public static void Rules(IHybridChatClientBuilder builder)
    {
        // <routing 3>
        builder.ConfigurePolicy(p => p with
        {
            Rules =
            [
                new() { Name = "german goes out", Language = "de", Mode = InferenceMode.PreferCloud },
                new() { Name = "code needs more", Class = "Code", Threshold = 0.30 },
                new() { Name = "night batch", Tag = "batch", From = new(22, 0), To = new(6, 0), Mode = InferenceMode.OnlyOnDevice },
            ],
            Ramp = 0.10,
            Shadow = new() { Share = 0.02 },
        });
        // </routing 3>
    }

    public static void Override(ChatOptions options)
    {
        // <routing 6>
        options.ForceTarget("cloud");                    // this request
        options.ForceTargetForConversation("cloud");     // and the rest of its conversation
        options.ReleaseTarget();                         // the router decides again
        // </routing 6>
    }

    internal static class Strategies
    {
        // <routing 4>
        public sealed class EuropeFirst : ISelectionStrategy
        {
            public string Name => "europe-first";

            public int Compare(SelectionCandidate left, SelectionCandidate right, SelectionContext context) =>
                Rank(left, context).CompareTo(Rank(right, context));

            private static int Rank(SelectionCandidate candidate, SelectionContext context) =>
                candidate.Profile.Location == Location.Device ? (context.Score < context.Policy.Threshold ? 0 : 3)
                : candidate.Profile.Region == "eu" ? 1 : 2;
        }
        // </routing 4>
    }

    public static void Strategy(IHybridChatClientBuilder builder)
    {
        // <routing 5>
        builder.Services.AddSingleton<ISelectionStrategy, EuropeFirst>();
        builder.Configure(o => o.Strategy = "europe-first");
        // </routing 5>
    }

    internal static class Judges
    {
        // <escalation 1>
        public sealed class NoPlaceholders : IDraftJudge
        {
            public string Name => "placeholder";

            public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken) => ValueTask.FromResult(
                draft.Text.Contains("[insert", StringComparison.OrdinalIgnoreCase) ? DraftVerdict.Refuse("placeholder") : DraftVerdict.Accept);
        }
        // </escalation 1>

        // <escalation 2>
        public sealed class SecondOpinion(IChatClient judge) : IDraftJudge
        {
            public string Name => "second-opinion";

            public UsageAmount MostUsage => new(Money: 0.001m, Tokens: 2_000, Calls: 1);

            public async ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken)
            {
                if (!draft.IsComplete)
                {
                    return DraftVerdict.Accept;
                }

                var answer = await judge.GetResponseAsync(
                    [.. draft.Messages, new(ChatRole.User, $"Does this answer it? Say yes or no.\n{draft.Text}")], new() { MaxOutputTokens = 4 }, cancellationToken);
                var tokens = answer.Usage?.TotalTokenCount ?? MostUsage.Tokens;
                var verdict = answer.Text.Contains("no", StringComparison.OrdinalIgnoreCase) ? DraftVerdict.Refuse("second-opinion") : DraftVerdict.Accept;
                return verdict with { Used = new(tokens * 0.0000002m, tokens, 1) };
            }
        }
        // </escalation 2>
    }

    public static HybridChatClient Escalation(IChatClient local, IChatClient cloud) =>
        // <escalation 3>
        new HybridChatClientBuilder()
            .AddTarget("local", local, TargetProfile.OnDevice(contextWindow: 8192))
            .AddTarget("cloud", cloud, TargetProfile.Cloud(inputPerMillion: 0.15m, outputPerMillion: 0.60m))
            .AddJudge(new NoPlaceholders())
            .UsePolicy(p => p with { HoldBackTokens = 24, DraftHint = true })
            .Build();
        // </escalation 3>

    public static void Budgets(IHybridChatClientBuilder builder)
    {
        // <budgets 1>
        builder.ConfigurePolicy(p => p with
        {
            MaxCost = 0.05m,
            Budgets =
            [
                new() { Name = "month", Period = BudgetPeriod.Month, Money = 200m },
                new() { Name = "user", Scope = BudgetScope.User, Money = 0.50m, WhenExhausted = BudgetExhaustion.Refuse },
                new() { Name = "batch", Scope = BudgetScope.Tag, For = "batch", Tokens = 2_000_000, WhenExhausted = BudgetExhaustion.Queue },
            ],
        });
        // </budgets 1>
    }

    public static async Task<string> Exceeded(IChatClient client, List<ChatMessage> messages)
    {
        // <budgets 2>
        try
        {
            return (await client.GetResponseAsync(messages, new ChatOptions().SetUser("u-17").AddTag("batch"))).Text;
        }
        catch (BudgetExceededException e)
        {
            return e.ResetsAt is { } at ? $"'{e.Budget}' is used up until {at:u}." : $"'{e.Budget}' is used up.";
        }
        // </budgets 2>
    }

    public static TargetProfile Limits() =>
        // <budgets 3>
        TargetProfile.Cloud(inputPerMillion: 0.15m, outputPerMillion: 0.60m) with
        {
            Limits = new() { RequestsPerMinute = 500, TokensPerMinute = 200_000, MaxConcurrent = 16, MaxWait = TimeSpan.FromSeconds(5) },
        };
        // </budgets 3>

    public static async Task Streaming(IChatClient client, List<ChatMessage> messages)
    {
        // <streaming 1>
        await foreach (var update in client.GetStreamingResponseAsync(messages))
        {
            if (update.GetRouteDecision() is { } decision)
            {
                Console.WriteLine($"[{decision.Target}]");
            }

            Console.Write(update.Text);
            if (update.GetRouteOutcome() is { } outcome)
            {
                Console.WriteLine($" ({outcome.FirstTokenMilliseconds} ms, cost {outcome.Cost})");
            }
        }
        // </streaming 1>
    }

    public static void Timeouts(IHybridChatClientBuilder builder)
    {
        // <streaming 2>
        builder.Configure(o =>
        {
            o.Timeouts.FirstToken = TimeSpan.FromSeconds(10);
            o.Timeouts.BetweenTokens = TimeSpan.FromSeconds(20);
            o.Timeouts.Total = TimeSpan.FromMinutes(2);
        });
        // </streaming 2>
    }
}
