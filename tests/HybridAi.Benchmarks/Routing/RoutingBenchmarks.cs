using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace HybridAi.Benchmarks.Routing;

/// <summary>Steps 1 to 4 of a request, and what an update of a stream costs on its way through the client.</summary>
[MemoryDiagnoser]
public class RoutingBenchmarks : IDisposable
{
    private const int Updates = 1000;

    private readonly List<ChatMessage> _turns = Conversation();
    private readonly List<ChatMessage> _question = [new(ChatRole.User, "What is the capital of France?")];
    private HybridChatClient _both = null!;
    private HybridChatClient _device = null!;
    private HybridChatClient _cloud = null!;
    private Stream _bare = null!;

    /// <summary>Ten turns, the last of them of 2 KB, as in the goal.</summary>
    public static List<ChatMessage> Conversation()
    {
        const string Sentence = "The committee met to discuss the garden, and several members suggested planting apple trees along the wall. ";
        var text = string.Concat(Enumerable.Repeat(Sentence, 19))[..2048];
        List<ChatMessage> turns = [];
        for (var i = 0; i < 10; i++)
        {
            turns.Add(new(ChatRole.User, i == 9 ? text : $"Turn {i}: {text.AsSpan(0, 300)}"));
            if (i < 9)
            {
                turns.Add(new(ChatRole.Assistant, $"Answer {i}: {text.AsSpan(0, 400)}"));
            }
        }

        return turns;
    }

    /// <summary>A client over a device and a cloud target that answer at once.</summary>
    public static HybridChatClient Client() => new(
        [new("device", new Stream(1), TargetProfile.OnDevice(8192)), new("cloud", new Stream(1), TargetProfile.Cloud(0.15m, 0.60m))]);

    [GlobalSetup]
    public void Setup()
    {
        _both = Client();
        _bare = new(Updates);
        _device = new([new("only", _bare, TargetProfile.OnDevice())]);
        _cloud = new([new("only", _bare, TargetProfile.Cloud())]);
    }

    [Benchmark]
    public ValueTask<RouteDecision> Decide() => _both.PreviewAsync(_turns);

    [Benchmark(OperationsPerInvoke = Updates, Baseline = true)]
    public Task<int> UpdateOfTheTarget() => ReadAsync(_bare);

    [Benchmark(OperationsPerInvoke = Updates)]
    public Task<int> UpdateFromTheDevice() => ReadAsync(_device);

    [Benchmark(OperationsPerInvoke = Updates)]
    public Task<int> UpdateFromTheCloud() => ReadAsync(_cloud);

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _both?.Dispose();
        _device?.Dispose();
        _cloud?.Dispose();
        _bare?.Dispose();
    }

    private async Task<int> ReadAsync(IChatClient client)
    {
        var characters = 0;
        await foreach (var update in client.GetStreamingResponseAsync(_question))
        {
            characters += update.Contents.Count;
        }

        return characters;
    }

    /// <summary>A target that sends words as fast as they are taken.</summary>
    internal sealed class Stream(int updates) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            for (var i = 0; i < updates; i++)
            {
                yield return new(ChatRole.Assistant, " word");
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
