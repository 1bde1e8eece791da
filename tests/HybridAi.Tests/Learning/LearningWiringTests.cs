using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi.Learning;

public class LearningWiringTests
{
    private static readonly string[] Usual =
        ["Name a colour.", "Translate 'good morning' into French.", "Summarise this note in one line: we meet at noon.", "Fix the grammar: he go home."];

    private static readonly string[] Changed =
        ["Prove that $\\sum 1/n^2$ converges.", "Solve $x^2 - 5x + 6 = 0$ and show each step of the derivation.", "Integrate $e^{-x^2}$ over the real line."];

    [Theory, InlineData(true), InlineData(false)]
    public async Task Configuration_LearningOn_LearnsThroughMiddlewareAndContainer(bool streaming)
    {
        using var provider = Provider(new() { ["HybridAi:Learning:Enabled"] = "true", ["HybridAi:Threshold"] = "1" });
        IChatClient client = new Wrapped(provider.GetRequiredService<IChatClient>());
        var feedback = provider.GetRequiredService<IOutcomeFeedback>();
        var first = await AskAsync(client, Usual[0], streaming);
        var second = await AskAsync(client, Usual[1], streaming);

        (await client.ReportOutcomeAsync(first, AnswerVerdict.Bad)).ShouldBe(ReportResult.Learned);
        (await feedback.ReportOutcomeAsync(second.GetRouteDecision()!.Id, AnswerVerdict.Good)).ShouldBe(ReportResult.Learned);

        feedback.GetLearning().Outcomes.ShouldBe(2, 0.01);
        client.GetService<IOutcomeFeedback>().ShouldBe(feedback);
    }

    [Fact]
    public async Task Configuration_Default_IsOff()
    {
        using var provider = Provider([]);
        var client = provider.GetRequiredService<IChatClient>();

        var response = await client.GetResponseAsync(Usual[0]);

        (await client.ReportOutcomeAsync(response, AnswerVerdict.Bad)).ShouldBe(ReportResult.NotLearning);
        provider.GetRequiredService<IOutcomeFeedback>().GetLearning().ShouldSatisfyAllConditions(
            l => l.Enabled.ShouldBeFalse(), l => l.Waiting.ShouldBe(0), l => l.Outcomes.ShouldBe(0));
    }

    [Theory]
    [InlineData("MaxShift", "5", "choose a number from 0 to 4")]
    [InlineData("Pull", "0", "choose a whole number from 1 to 1000")]
    [InlineData("ReAskWeight", "0.6", "choose a number from 0 to 0.5")]
    [InlineData("MaxAnswers", "0", "choose a whole number from 1 to 1000000")]
    public void Configuration_OutOfRange_SaysWhatToDo(string option, string value, string remedy)
    {
        using var provider = Provider(new() { [$"HybridAi:Learning:{option}"] = value });

        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IChatClient>).Message.ShouldContain($"HybridAi:Learning:{option}", Case.Sensitive);
        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IChatClient>).Message.ShouldContain(remedy);
    }

    [Fact]
    public async Task Builder_UseLearning_SwitchesItOn()
    {
        using var client = new HybridChatClientBuilder().AddTarget("local", new EchoChatClient("local"), TargetProfile.OnDevice(8192)).UseLearning(new() { Pull = 5 }).Build();

        (await client.ReportOutcomeAsync(await client.GetResponseAsync("Hi."), AnswerVerdict.Bad)).ShouldBe(ReportResult.Learned);

        (client.GetPolicy().Learning.Enabled, client.GetPolicy().Learning.Pull).ShouldBe((true, 5));
    }

    [Fact]
    public async Task TrafficChanges_WhatWasLearned_CountsAQuarter()
    {
        using var provider = Provider(new() { ["HybridAi:Learning:Enabled"] = "true", ["HybridAi:Threshold"] = "1", ["HybridAi:Learning:Memory"] = "1000000" });
        var client = provider.GetRequiredService<HybridChatClient>();
        await SendAsync(client, Usual, 600);
        await SendAsync(client, Usual, 40, AnswerVerdict.Bad);

        client.GetLearning().Outcomes.ShouldBe(40, 0.1);
        await SendAsync(client, Changed, 300);

        provider.GetRequiredService<ITrafficHealth>().GetTraffic().Alarms.ShouldBe(1);
        client.GetLearning().Outcomes.ShouldBe(10, 0.1);
    }

    // Moved scores are no other traffic.
    [Fact]
    public async Task TrafficStays_ScoresAreMovedByMuch_NoAlarm()
    {
        using var provider = Provider(new() { ["HybridAi:Learning:Enabled"] = "true", ["HybridAi:Threshold"] = "0.9" });
        var client = provider.GetRequiredService<HybridChatClient>();
        await SendAsync(client, Usual, 600);
        await SendAsync(client, Usual, 100, AnswerVerdict.Bad);

        (await client.PreviewAsync([new(ChatRole.User, Usual[0])])).Contributions!.Learned.ShouldBeGreaterThan(1);
        await SendAsync(client, Usual, 400);

        provider.GetRequiredService<ITrafficHealth>().GetTraffic().Alarms.ShouldBe(0);
    }

    private static ServiceProvider Provider(Dictionary<string, string?> values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => new EchoChatClient("cloud"), _ => TargetProfile.Cloud());
        return services.BuildServiceProvider();
    }

    private static async Task SendAsync(HybridChatClient client, string[] prompts, int count, AnswerVerdict? verdict = null)
    {
        var random = new Random(3);
        for (var i = 0; i < count; i++)
        {
            var response = await client.GetResponseAsync($"{prompts[random.Next(prompts.Length)]} ({i % 10})");
            if (verdict is { } known)
            {
                (await client.ReportOutcomeAsync(response, known)).ShouldBe(ReportResult.Learned);
            }
        }
    }

    private static async Task<ChatResponse> AskAsync(IChatClient client, string text, bool streaming) =>
        streaming ? await client.GetStreamingResponseAsync(text).ToChatResponseAsync() : await client.GetResponseAsync(text);

    private sealed class Wrapped(IChatClient inner) : DelegatingChatClient(inner);
}
