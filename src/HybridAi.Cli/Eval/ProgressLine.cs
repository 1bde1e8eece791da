using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary>A bar on standard error that moves where a person looks; a line now and then where a file does.</summary>
internal sealed class ProgressLine(CliContext context, string what) : IProgress<StateProgress>, IDisposable
{
    private const int Width = 30;
    private const int RowsPerLine = 500;

    private int _shown = -1;

    public void Report(StateProgress value)
    {
        var at = context.IsErrorRedirected ? value.Done / RowsPerLine : (int)(1000.0 * value.Done / value.All);
        if (at == _shown && value.Done < value.All)
        {
            return;
        }

        _shown = at;
        var left = value.RowsPerSecond > 0 ? TimeSpan.FromSeconds((value.All - value.Done) / value.RowsPerSecond) : TimeSpan.Zero;
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{what} {Bar(value)} {value.Done}/{value.All}, {value.RowsPerSecond:0.0} rows/s, {left:hh\\:mm\\:ss} left");
        context.Error.Write(context.IsErrorRedirected ? text + "\n" : "\r" + text + " ");
    }

    public void Dispose()
    {
        if (!context.IsErrorRedirected && _shown >= 0)
        {
            context.Error.WriteLine();
        }
    }

    private static string Bar(StateProgress value)
    {
        var full = (int)((long)Width * value.Done / Math.Max(1, value.All));
        return $"[{new string('#', full)}{new string('.', Width - full)}]";
    }
}
