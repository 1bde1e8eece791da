using Microsoft.Extensions.AI;

namespace HybridAi.Testing.Tests.Conformance;

public sealed class ConformanceTests
{
    private static readonly TargetCapabilities _capabilities = TargetCapabilities.Tools | TargetCapabilities.Json;

    public static TheoryData<string> Names => [.. TargetConformance.Cases(_capabilities).Select(c => c.Name)];

    private static ConformanceCase Case(string name) => TargetConformance.Cases(_capabilities).Single(c => c.Name == name);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ScriptedTarget_OnTheDevice_Conforms(string name)
    {
        using var target = ScriptedTarget.OnDevice();
        await Case(name).RunAsync(target, default);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ScriptedTarget_ThatTakesItsTime_Conforms(string name)
    {
        using var target = ScriptedTarget.InCloud();
        (target.FirstToken, target.TokensPerSecond) = (TimeSpan.FromSeconds(1), 10);
        await Case(name).RunAsync(target, default);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task HybridClient_Conforms(string name)
    {
        using var simulation = Simulation.DeviceAndCloud();
        await Case(name).RunAsync(simulation.Client, default);
    }

    // One wrong client for each case: a case that nothing fails shows nothing.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task WrongClient_Fails(string name)
    {
        using var wrong = new WrongClient(name);
        await Should.ThrowAsync<ConformanceException>(() => Case(name).RunAsync(wrong, default));
    }

    private sealed class WrongClient(string fault) : IChatClient
    {
        private int _asked;

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            (await AnswerAsync(messages, options).ToListAsync(cancellationToken: default)).ToChatResponse();

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            AnswerAsync(messages, options);

        public object? GetService(Type serviceType, object? serviceKey = null) => fault is "offers-services" ? null : this;

        public void Dispose()
        {
        }

        private async IAsyncEnumerable<ChatResponseUpdate> AnswerAsync(IEnumerable<ChatMessage> messages, ChatOptions? options)
        {
            await Task.CompletedTask;
            if (fault is "leaves-the-input-alone")
            {
                options!.StopSequences = [];
            }

            if (fault is "answers-whole" or "answers-streamed" or "takes-a-conversation" or "takes-every-script" or "takes-empty-options" or "several-at-once"
                || (fault is "reader-stops" or "each-reading-is-a-request" && _asked++ > 0))
            {
                yield break;
            }

            for (var i = 0; i < 40; i++)
            {
                yield return new(ChatRole.Assistant, "word ") { ResponseId = fault is "one-response-id" ? $"{i}" : "1" };
            }

            var last = new ChatResponseUpdate { FinishReason = fault is "tells-why-it-ended" ? null : ChatFinishReason.Stop };
            last.Contents.Add(new UsageContent(new() { InputTokenCount = fault is "tells-usage" ? 0 : 5, OutputTokenCount = 40 }));
            if (fault is "takes-tools")
            {
                last.Contents.Add(new FunctionCallContent("1", "another"));
            }

            yield return last;
        }
    }
}
