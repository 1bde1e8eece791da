using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary>What a training reads and writes.</summary>
internal sealed record TrainFiles(string Train, string Dev, string Output)
{
    public static IReadOnlyList<RoutingRow> Read(CliContext context, string path)
    {
        using var file = File.OpenRead(context.PathOf(path));
        return RoutingData.ReadRows(file);
    }

    /// <summary>The result, and its card beside it as <c>NAME.md</c>.</summary>
    public async Task WriteAsync(CliContext context, ReadOnlyMemory<byte> data, string card, CancellationToken cancellationToken)
    {
        // Written beside and renamed, so that a stopped run leaves no half of a file.
        var path = context.PathOf(Output);
        await File.WriteAllBytesAsync(path + ".part", data, cancellationToken);
        await File.WriteAllTextAsync(path + ".md.part", card, cancellationToken);
        File.Move(path + ".md.part", path + ".md", overwrite: true);
        File.Move(path + ".part", path, overwrite: true);
    }
}
