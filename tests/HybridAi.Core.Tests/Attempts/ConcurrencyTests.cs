using Microsoft.Extensions.AI;

namespace HybridAi.Attempts;

public class ConcurrencyTests
{
    [Fact]
    public async Task Conversations_AThousandAtOnce_KeepTheirOwnAnswers()
    {
        var calls = 0;
        IAsyncEnumerable<ChatResponseUpdate> Echo(IReadOnlyList<ChatMessage> messages, CancellationToken token)
        {
            // Every seventh call fails before its first content; the other target answers.
            Exception? error = Interlocked.Increment(ref calls) % 7 == 0 ? new TargetUnavailableException(TargetErrorKind.Transient, "no") : null;
            var words = error is null ? messages[^1].Text.Split(' ').Select(w => w + " ").ToArray() : [];
            return ScriptedChatClient.Words(words, error, token);
        }

        ScriptedChatClient Target() => new() { Stream = (messages, _, token) => Echo(messages, token) };
        using var client = new HybridChatClient(
            [
                new Target("local", Target(), TargetProfile.OnDevice(8192)),
                new Target("cloud", Target(), TargetProfile.Cloud()),
                new Target("spare", Target(), TargetProfile.Cloud()),
            ]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
        {
            var options = new ChatOptions().SetConversationKey($"c{i}");
            List<ChatMessage> history = [];
            for (var turn = 0; turn < 3; turn++)
            {
                var text = $"conversation {i} turn {turn} {(turn == 1 ? Ask.Hard : Ask.Easy)}";
                history.Add(new(ChatRole.User, text));
                try
                {
                    var response = await client.AskAsync(i % 2 == 0, history, options);
                    if (response.Text.Trim() != text)
                    {
                        return $"{text} became {response.Text}";
                    }

                    history.AddRange(response.Messages);
                }
                catch (TargetUnavailableException)
                {
                    // All three happened to fail; the conversation goes on.
                    history.RemoveAt(history.Count - 1);
                }
            }

            return null;
        })));

        answers.ShouldAllBe(a => a == null);
    }
}
