using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

public partial class ParallelConversationTests
{
    [GeneratedRegex(@"\[\[[^\[\]]+\]\]")]
    private static partial Regex Token();

    /// <summary>A cloud that mixes everything up: each answer repeats the masks of its own request and of somebody else's.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task SixtyFourConversations_AtOnce_GetTheirOwnValuesBackAndNobodyElses(bool streaming)
    {
        var foreign = new ConcurrentQueue<string>();
        var cloud = new ScriptedChatClient
        {
            Stream = (messages, _, _) =>
            {
                var own = Token().Matches(messages[^1].Text).Select(m => m.Value).ToList();
                own.ForEach(foreign.Enqueue);
                var others = foreign.TryDequeue(out var a) && foreign.TryDequeue(out var b) ? $"{a} and {b}" : "";
                return ScriptedChatClient.Words(["own: ", .. own.SelectMany(t => new[] { t[..3], t[3..9], t[9..], " " }), "others: ", others]);
            },
        };
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, p => p with { Mode = InferenceMode.PreferCloud });

        await Parallel.ForEachAsync(Enumerable.Range(0, 64), async (conversation, token) =>
        {
            var options = new ChatOptions().SetConversationKey($"c{conversation}");
            var history = new List<ChatMessage>();
            for (var turn = 0; turn < 12; turn++)
            {
                var value = $"person{conversation}x{turn}@example.org";
                history.Add(new(ChatRole.User, $"Write to {value} please."));
                var answer = await client.AskAsync(streaming, history, conversation % 2 == 0 ? options : null, token);
                history.AddRange(answer.Messages);

                answer.Text.ShouldContain($"own: {value}");
                foreach (Match mail in Mail().Matches(answer.Text))
                {
                    mail.Groups[1].Value.ShouldBe($"{conversation}");
                }
            }
        });

        cloud.Requests.Count.ShouldBe(64 * 12);
        cloud.Requests.ShouldAllBe(r => !r.Messages.Any(m => m.Text.Contains("@example.org", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"person(\d+)x\d+@example\.org")]
    private static partial Regex Mail();
}
