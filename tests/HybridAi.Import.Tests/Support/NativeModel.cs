using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace HybridAi.Import.Support;

/// <summary>An imported folder run by ONNX Runtime GenAI.</summary>
internal sealed partial class NativeModel : IDisposable
{
    private readonly Model _model;

    public NativeModel(string folder)
    {
        using var config = new Config(folder);

        // Test classes run side by side: threads that spin while they wait would take the cores from each other.
        var threads = Math.Min(2, Environment.ProcessorCount);
        config.Overlay(
            "{\"model\":{\"decoder\":{\"session_options\":{\"log_severity_level\":4,\"session.intra_op.allow_spinning\":\"0\","
            + "\"intra_op_num_threads\":" + threads + "}}}}");
        _model = new(config);
    }

    public Microsoft.ML.OnnxRuntimeGenAI.Tokenizer CreateTokenizer() => new(_model);

    /// <summary>Logits of every position of one pass over the tokens.</summary>
    public float[][] Logits(int[] tokens, string? extraOutput = null, Action<float[], long[]>? extra = null)
    {
        using var parameters = new GeneratorParams(_model);
        parameters.SetSearchOption("max_length", tokens.Length + 8);
        parameters.SetSearchOption("random_seed", 1);
        using var generator = new Generator(_model, parameters);
        generator.AppendTokens(tokens);
        if (extraOutput is not null)
        {
            using var output = generator.GetOutput(extraOutput);
            extra!(output.GetData<float>().ToArray(), output.Shape());
        }

        using var logits = generator.GetOutput("logits");
        var (count, width) = ((int)logits.Shape()[1], (int)logits.Shape()[2]);
        var data = logits.GetData<float>();
        var rows = new float[count][];
        for (var i = 0; i < count; i++)
        {
            rows[i] = data.Slice(i * width, width).ToArray();
        }

        return rows;
    }

    public void Dispose() => _model.Dispose();

    /// <summary>The native libraries report usage unless the native environment says otherwise before they load.</summary>
    [ModuleInitializer]
    internal static void SilenceNativeTelemetry()
    {
        const string name = "ORT_DISABLE_TELEMETRY";
        Environment.SetEnvironmentVariable(name, "1");
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnv(name, "1", 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}

internal static class Vectors
{
    public static int Best(this float[] values) => Array.IndexOf(values, values.Max());

    public static double Correlation(float[] a, float[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        return ab / Math.Sqrt(aa * bb);
    }

    public static float MaxDifference(float[] a, float[] b) => a.Zip(b, static (x, y) => MathF.Abs(x - y)).Max();
}
