using System.Text.RegularExpressions;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Docs;

/// <summary>The request that docs/concepts/privacy.md follows from text to audit record.</summary>
public sealed class PrivacyWalkTests : IDisposable
{
    private static readonly string _page = Page();
    private readonly Sink _sink = new();
    private readonly Cloud _cloud = new();
    private readonly HybridChatClient _client;

    public PrivacyWalkTests() => _client = new(
        [
            new Target("local", new EchoChatClient("local"), TargetProfile.OnDevice(8192)),
            new Target("cloud", _cloud, TargetProfile.Cloud()),
        ],
        parts: new() { Audit = _sink, NextNonce = () => "k7f3" });

    public void Dispose()
    {
        _client.Dispose();
        _cloud.Dispose();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_OfThePage_LeavesAndIsRecordedAsItSays(bool streaming)
    {
        var blocks = Regex.Matches(_page, "```(?:text|json)\n(.*?)\n```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();

        var answer = await AskAsync(blocks[0], streaming);

        _cloud.Texts[^1].ShouldBe(blocks[1]);
        answer.Text.ShouldContain("Maria Lindqvist");
        var entry = _sink.Entries.Single();
        blocks[2].ShouldContain($"\"labels\":[{string.Join(',', entry.Labels.Select(l => $"{{\"class\":\"{l.Subject}\",\"count\":{l.Count},\"treatment\":\"{l.Treatment.ToString().ToLowerInvariant()}\"}}"))}],\"masked\":{entry.Masked}");
        (entry.Result, entry.Target, entry.Location, entry.Left).ShouldBe((AuditResult.Answered, "cloud", Location.Cloud, true));
        entry.Sent.ShouldBe([new AuditDestination("cloud", Location.Cloud, AttemptResult.Committed)]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Diagnosis_OfThePage_Stays(bool streaming)
    {
        await AskAsync("Maria Lindqvist was diagnosed with asthma. Prove step by step that the sum of her receipts is right.", streaming);

        var entry = _sink.Entries.Single();
        (entry.Left, entry.Location).ShouldBe((false, Location.Device));
        entry.Labels.ShouldContain(new TreatedLabel("health", Treatment.Forbid, 1));
    }

    private async Task<ChatResponse> AskAsync(string text, bool streaming)
    {
        ChatMessage[] messages = [new(ChatRole.User, text)];
        return streaming
            ? await _client.GetStreamingResponseAsync(messages).ToChatResponseAsync()
            : await _client.GetResponseAsync(messages);
    }

    private static string Page([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/concepts/privacy.md")).ReplaceLineEndings("\n");

    private sealed class Sink : IAuditSink
    {
        public List<AuditEntry> Entries { get; } = [];

        public bool MayLeave => true;

        public void Write(AuditEntry entry) => Entries.Add(entry);
    }

    private sealed class Cloud : IChatClient
    {
        public List<string> Texts { get; } = [];

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Texts.Add(messages.Last().Text);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "[[k7f3-PERSON-1]] paid what is right.")));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Texts.Add(messages.Last().Text);
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, "[[k7f3-PER");
            yield return new ChatResponseUpdate(ChatRole.Assistant, "SON-1]] paid what is right.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
