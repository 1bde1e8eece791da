using HybridAi.Cli.Infrastructure;
using Spectre.Console;

namespace HybridAi.Cli.Output;

/// <summary>Tables for people: in colour on a terminal, plain text elsewhere.</summary>
internal static class Tables
{
    // Wide enough for every table of the product where there is no terminal to ask.
    private const int Width = 150;

    /// <summary>Writes a table to the command's output.</summary>
    public static void Write(CliContext context, Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = context.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = context.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(context.Out),
        });
        console.Profile.Width = context.IsOutputRedirected ? Width : Math.Max(Console.WindowWidth, 80);
        console.Write(table);
    }
}
