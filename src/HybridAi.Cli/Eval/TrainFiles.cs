using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary>What a training reads and writes.</summary>
internal sealed record TrainFiles(string Train, string Dev, string Output)
{
    public static IReadOnlyList<RoutingRow> Read(CliContext context, string path)
    {
        using var file = InputFile.Open(context, path);
        return RoutingData.ReadRows(file);
    }

    /// <summary>The result, and its card beside it as <c>NAME.md</c>.</summary>
    public void Write(CliContext context, ReadOnlyMemory<byte> data, string card)
    {
        OutputFile.Write(context, Output + ".md", card);
        OutputFile.Write(context, Output, file => file.Write(data.Span));
    }
}
