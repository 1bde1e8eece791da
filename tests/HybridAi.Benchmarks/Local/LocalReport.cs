using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HybridAi.OnnxRuntimeGenAI;
using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.Benchmarks.Local;

/// <summary>Measures the local leg with the default model and writes a page. Every figure is the best of several runs.</summary>
internal static class LocalReport
{
    private const int Runs = 3;

    private static readonly string[] Questions =
    [
        "What is the capital of France?", "Why is the sky blue?", "Name three fruits.", "Who wrote Hamlet?", "What is 7 times 8?",
        "Name a river in Egypt.", "What do bees make?", "How many days has a week?", "What is ice made of?", "Say goodbye.",
    ];

    public static async Task<string> MeasureAsync()
    {
        using var model = new BenchmarkModel();
        var page = new StringBuilder();
        Row(page, "import of the GGUF file", $"{model.ImportTime.TotalSeconds:F1} s");

        var cold = await BestAsync(async () => await FirstTokenOfNewClientAsync(model));
        Row(page, "first token, cold: a new client, the model's files in the page cache", Milliseconds(cold));
        using (var client = new GenAIChatClient(model.Folder))
            await EngineAsync(page, client);
        using (var client = new GenAIChatClient(model.Folder))
            await ConversationsAsync(page, client, model);
        foreach (var callers in (int[])[1, 4, 16])
            await CallersAsync(page, model, callers);
        Row(page, "memory: peak of a process that serves one conversation of 3 turns", await MemoryProbe.MeasureAsync(model.Folder));
        return Head() + page;
    }

    private static async Task EngineAsync(StringBuilder page, GenAIChatClient client)
    {
        var model = await client.Host.GetAsync(default);
        var (decode, prefill128, prefill512) = (0.0, 0.0, 0.0);
        for (var run = 0; run < Runs; run++)
        {
            decode = Math.Max(decode, (await RunAsync(model, Prompt(model, 24, run), 128)).DecodeRate);
            prefill128 = Math.Max(prefill128, 128 / (await RunAsync(model, Prompt(model, 128, run), 1)).Prompt.TotalSeconds);
            prefill512 = Math.Max(prefill512, 512 / (await RunAsync(model, Prompt(model, 512, run), 1)).Prompt.TotalSeconds);
        }
        Row(page, "decode, 128 tokens behind a prompt of 24", $"{decode:F0} tokens/s");
        Row(page, "prefill, 128 tokens", $"{prefill128:F0} tokens/s");
        Row(page, "prefill, 512 tokens", $"{prefill512:F0} tokens/s");

        Row(page, "cancelling in a prefill of 4,000 tokens, until the caller has its exception (the longest of 5)",
            Milliseconds(await LongestCancellationAsync(model)));

        var history = Prompt(model, 1_000, 7);
        int[] followUp = [.. history, .. Prompt(model, 24, 8)];
        var (with, without) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var run = 0; run < Runs; run++)
        {
            model.Trim();
            without = Min(without, (await RunAsync(model, followUp, 1)).First);
            model.Trim();
            await RunAsync(model, history, 1);
            with = Min(with, (await RunAsync(model, followUp, 1)).First);
        }
        Row(page, "first token of a follow-up of 24 tokens on a history of 1,000, no reuse", Milliseconds(without));
        Row(page, "the same with the history's cache", $"{Milliseconds(with)}, {without / with:F0} times faster");
    }

    private static async Task<TimeSpan> LongestCancellationAsync(LocalModel model)
    {
        var longest = TimeSpan.Zero;
        for (var run = 0; run < 5; run++)
        {
            using var cancel = new CancellationTokenSource();
            var answer = RunAsync(model, Prompt(model, 4_000, run), 1, cancel.Token);
            await Task.Delay(150 + (run * 70));
            var watch = Stopwatch.StartNew();
            await cancel.CancelAsync();
            try
            {
                await answer;
            }
            catch (OperationCanceledException)
            {
                longest = longest > watch.Elapsed ? longest : watch.Elapsed;
            }
            model.Trim();
        }
        return longest;
    }

    private static async Task ConversationsAsync(StringBuilder page, GenAIChatClient client, BenchmarkModel model)
    {
        await client.Host.GetAsync(default);
        var warm = await BestAsync(() => FirstTokenAsync(client, [new(ChatRole.User, $"Hello {Guid.NewGuid():N}"[..16])]));
        Row(page, "first token, warm: a new conversation with a prompt of about 40 tokens", Milliseconds(warm));

        using var forgetful = new GenAIChatClient(model.Folder, new() { MaxSessions = 0 });
        await forgetful.Host.GetAsync(default);
        foreach (var (name, each) in (ReadOnlySpan<(string, GenAIChatClient)>)[("", client), (" without reuse", forgetful)])
            Row(page, $"10-turn chat, 24 tokens each{name}", TenTurnsAsync(each).GetAwaiter().GetResult());
    }

    private static async Task<string> TenTurnsAsync(GenAIChatClient client)
    {
        var watch = Stopwatch.StartNew();
        var lastFirst = TimeSpan.Zero;
        List<ChatMessage> history = [];
        foreach (var question in Questions)
        {
            history.Add(new(ChatRole.User, question));
            var start = watch.Elapsed;
            var text = new StringBuilder();
            await foreach (var update in client.GetStreamingResponseAsync(history, new() { MaxOutputTokens = 24 }))
            {
                if (text.Length == 0)
                    lastFirst = watch.Elapsed - start;
                text.Append(update.Text);
            }
            history.Add(new(ChatRole.Assistant, text.ToString()));
        }
        return $"{watch.Elapsed.TotalSeconds:F1} s, first token of the last turn {Milliseconds(lastFirst)}";
    }

    private static async Task CallersAsync(StringBuilder page, BenchmarkModel model, int callers)
    {
        const int Each = 4;
        using var client = new GenAIChatClient(model.Folder);
        await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 1 });
        var watch = Stopwatch.StartNew();
        var firsts = await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            var times = new List<TimeSpan>();
            for (var i = 0; i < Each; i++)
                times.Add(await FirstTokenAsync(client, [new(ChatRole.User, $"{caller}: {Questions[(caller + i) % 10]}")], 24, $"{caller}"));
            return times;
        }));
        var sorted = firsts.SelectMany(times => times).Order().ToArray();
        Row(page, $"{callers} callers, 24 tokens each",
            $"{callers * Each / watch.Elapsed.TotalSeconds:F1} requests/s, first token p95 {Milliseconds(sorted[(int)Math.Ceiling(sorted.Length * 0.95) - 1])}");
    }

    private static async Task<TimeSpan> FirstTokenOfNewClientAsync(BenchmarkModel model)
    {
        var watch = Stopwatch.StartNew();
        using var client = new GenAIChatClient(model.Folder);
        await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 1 });
        return watch.Elapsed;
    }

    private static async Task<TimeSpan> FirstTokenAsync(
        GenAIChatClient client, IReadOnlyList<ChatMessage> messages, int tokens = 24, string? conversation = null)
    {
        var options = new ChatOptions { MaxOutputTokens = tokens };
        if (conversation is not null)
            options.SetConversationKey(conversation);
        var watch = Stopwatch.StartNew();
        var first = TimeSpan.Zero;
        await foreach (var _ in client.GetStreamingResponseAsync(messages, options))
        {
            if (first == TimeSpan.Zero)
                first = watch.Elapsed;
        }
        return first;
    }

    internal static async Task<Tape> RunAsync(LocalModel model, int[] prompt, int tokens, CancellationToken cancellationToken = default)
    {
        var tape = new Tape();
        await model.GenerateAsync(new() { Prompt = prompt, Partition = "benchmark", Caller = "benchmark", MaxTokens = tokens }, tape, cancellationToken);
        return tape;
    }

    // Text that no two runs share, cut to the length.
    internal static int[] Prompt(LocalModel model, int tokens, int seed)
    {
        var text = string.Join(' ', Enumerable.Range(0, tokens).Select(i => $"{(char)('a' + ((i + seed) % 26))}tory number"));
        return [.. model.Tokenizer.Encode($"{seed} {text}")[..(tokens - 1)], 198];
    }

    private static async Task<TimeSpan> BestAsync(Func<Task<TimeSpan>> measure)
    {
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < Runs; run++)
            best = Min(best, await measure());
        return best;
    }

    private static string Head()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Benchmarks of the local model

            SmolLM2-135M-Instruct as shipped (Q4_1, in its exact form), greedy, {CpuBudget.Threads()} threads on {RuntimeInformation.OSDescription}
            {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors, .NET {Environment.Version}. Best of {Runs} runs. Made by

                dotnet run -c Release --project tests/HybridAi.Benchmarks -- --report docs/reference/benchmarks.md

            | what | measured |
            |---|---|

            """);
        return text.ToString();
    }

    private static void Row(StringBuilder page, string what, string measured)
    {
        Console.Error.WriteLine($"{what}: {measured}");
        page.Append(CultureInfo.InvariantCulture, $"| {what} | {measured} |\n");
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0} ms");

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
