using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Doctor;

/// <summary>The doctor's lines.</summary>
internal sealed class Findings(CliContext context)
{
    /// <summary>Whether something does not work.</summary>
    public bool Bad { get; private set; }

    public void Good(string what, string text) => Write("ok  ", what, text);

    public void Note(string what, string text) => Write("note", what, text);

    public void Add(bool good, string what, string text)
    {
        Bad |= !good;
        Write(good ? "ok  " : "FAIL", what, text);
    }

    private void Write(string mark, string what, string text) => context.Out.WriteLine($"{mark}  {what,-14} {text}");
}
