using System.Globalization;
using HybridAi.Cli.Output;

namespace HybridAi.Cli.Demo;

/// <summary>What became of one prompt of the demo.</summary>
internal sealed record DemoRow(
    string Prompt, string Target, string Reason, double? Score, double? FirstTokenMs, double? TotalMs, decimal Cost,
    int RequestsLeft, int CharactersLeft, int Masked, IReadOnlyDictionary<string, int> Found, bool Escalated, string Answer)
{
    /// <summary>What left the device, for people.</summary>
    public string Left => (RequestsLeft, Found.Count) switch
    {
        (0, 0) => "nothing",
        (0, _) => "nothing (found " + string.Join(", ", Found.Keys) + ")",
        _ when Masked > 0 => string.Create(CultureInfo.InvariantCulture, $"{CharactersLeft} characters, {Masked} masked"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{CharactersLeft} characters"),
    };

    /// <summary>One line of JSON.</summary>
    public string ToJson() => Json.Object(json =>
    {
        json.WriteString("prompt", Prompt);
        json.WriteString("target", Target);
        json.WriteString("reason", Reason);
        if (Score is { } score)
        {
            json.WriteNumber("score", score);
        }

        if (FirstTokenMs is { } first)
        {
            json.WriteNumber("firstTokenMs", first);
        }

        if (TotalMs is { } total)
        {
            json.WriteNumber("totalMs", total);
        }

        json.WriteNumber("cost", Cost);
        json.WriteBoolean("escalated", Escalated);
        json.WriteNumber("requestsLeft", RequestsLeft);
        json.WriteNumber("charactersLeft", CharactersLeft);
        json.WriteNumber("masked", Masked);
        json.WriteStartObject("found");
        foreach (var (label, count) in Found)
        {
            json.WriteNumber(label, count);
        }

        json.WriteEndObject();
        json.WriteString("answer", Answer);
    });
}
