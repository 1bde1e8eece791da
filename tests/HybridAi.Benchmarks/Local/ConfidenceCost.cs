using System.Diagnostics;
using HybridAi.OnnxRuntimeGenAI;
using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Providers;
using HybridAi.OnnxRuntimeGenAI.Sampling;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.Benchmarks.Local;

/// <summary>What log-probability, entropy, margin and hidden state of every token cost, as a share of decoding in the same run.</summary>
internal static class ConfidenceCost
{
    private const int Runs = 8, Tokens = 128, Calls = 4_000;

    public static async Task<string> MeasureAsync()
    {
        using var files = new BenchmarkModel();
        using var client = new GenAIChatClient(files.Folder);
        var model = await client.Host.GetAsync(default);
        var (without, with) = (0.0, 0.0);
        for (var run = 0; run < Runs; run++)
        {
            // Turn by turn, so that what else the machine does hits both alike; the best of each counts.
            without = Math.Max(without, (await RunAsync(run, measures: false)).DecodeRate);
            with = Math.Max(with, (await RunAsync(run, measures: true)).DecodeRate);
        }

        var logits = new float[model.Tokenizer.VocabularySize];
        var random = new Random(1);
        for (var i = 0; i < logits.Length; i++)
            logits[i] = (float)(random.NextDouble() * 20);
        double plain = Sampling(logits, measures: false), measured = Sampling(logits, measures: true), state = Reading(files.Folder, model), token = 1e6 / without;
        return FormattableString.Invariant($"""
            | what | measured |
            |---|---|
            | decode without / with confidence, best of {Runs} in turn | {without:F1} / {with:F1} tokens/s, {100 * ((without / with) - 1):F1} % |
            | choosing a token of {logits.Length} without / with confidence, best of {Calls} | {plain:F1} / {measured:F1} µs |
            | reading the hidden state of a token, best of {Calls} | {state:F1} µs |
            | both as a share of decoding a token ({token:F0} µs; goal: at most 3 %) | {100 * (measured - plain + state) / token:F2} % |
            """);

        async Task<Tape> RunAsync(int run, bool measures)
        {
            var tape = new Tape();
            await model.GenerateAsync(new()
            {
                Prompt = LocalReport.Prompt(model, 24, (2 * run) + (measures ? 1 : 0)), Partition = "benchmark", Caller = "benchmark", MaxTokens = Tokens,
                Sampling = new() { Measures = measures }, ReadsStates = measures,
            }, tape, default);
            return tape;
        }
    }

    private static double Reading(string folder, LocalModel model)
    {
        var outputs = GraphOutputs.Read(Path.Combine(folder, model.Facts.GraphFile));
        using var native = NativeModel.Load(ProviderRung.OnCpu(folder), LocalModel.Overlay(new()));
        using var generator = new NativeGenerator(native, outputs.Names, new(16));
        generator.Append([1, 2, 3, 4]);
        var state = new float[outputs.RowLength(model.ProbeOutput!)];
        return Best(() => generator.ReadLastRow(model.ProbeOutput!, state));
    }

    private static double Sampling(float[] logits, bool measures)
    {
        using var sampler = new TokenSampler(new() { Measures = measures }, logits.Length, 1);
        return Best(() => sampler.Sample(logits));
    }

    private static double Best(Action action)
    {
        var best = TimeSpan.MaxValue;
        for (var call = 0; call < Calls; call++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            var elapsed = Stopwatch.GetElapsedTime(started);
            best = elapsed < best ? elapsed : best;
        }

        return best.TotalMicroseconds;
    }
}
