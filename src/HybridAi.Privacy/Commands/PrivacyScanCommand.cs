using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HybridAi.Privacy.Commands;

/// <summary>What <c>hybridai privacy scan</c> does, over readers and writers handed in.</summary>
public sealed class PrivacyScanCommand
{
    /// <summary>Preset or composition that decides. Default <c>default</c>.</summary>
    public string Preset { get; init; } = "default";

    /// <summary>Lowest score printed; null for the policy's detection threshold, 0 for every candidate.</summary>
    public double? MinScore { get; init; }

    /// <summary>Whether input and output are JSON lines.</summary>
    public bool JsonLines { get; init; }

    /// <summary>Whether the view for people uses colours, and so repeats the text. Without, only places and types are printed.</summary>
    public bool Color { get; init; }

    /// <summary>The scanner. Default <see cref="PrivacyScanner.Default"/>.</summary>
    public PrivacyScanner Scanner { get; init; } = PrivacyScanner.Default;

    /// <summary>Scans one input.</summary>
    /// <param name="name">Name for messages and for the view of people.</param>
    /// <param name="input">The text, or JSON lines <c>{"id","text"}</c>.</param>
    /// <param name="output">Gets the findings.</param>
    /// <param name="errors">Gets a line per input line that is no such JSON.</param>
    /// <param name="cancellationToken">Ends the scan between lines.</param>
    /// <returns>0, or 1 when a line could not be read.</returns>
    /// <exception cref="ArgumentException">The preset is unknown.</exception>
    public async Task<int> RunAsync(string name, TextReader input, TextWriter output, TextWriter errors, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        PrivacyPolicy policy = PrivacyPolicy.FromPreset(Preset);
        if (!JsonLines)
        {
            string text = await input.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(View(name, text, await ScanAsync(text, policy, cancellationToken).ConfigureAwait(false), policy)).ConfigureAwait(false);
            return 0;
        }

        int line = 0, code = 0;
        while (await input.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } json)
        {
            line++;
            if (string.IsNullOrWhiteSpace(json))
            {
                continue;
            }

            if (!TryRead(json, out string id, out string text))
            {
                await errors.WriteLineAsync($"{name}, line {line}: expected a JSON object with \"text\" (and \"id\").").ConfigureAwait(false);
                code = 1;
                continue;
            }

            ScanResult scan = await ScanAsync(text, policy, cancellationToken).ConfigureAwait(false);
            await output.WriteLineAsync(ToJson(id, scan, policy)).ConfigureAwait(false);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return code;
    }

    private ValueTask<ScanResult> ScanAsync(string text, PrivacyPolicy policy, CancellationToken cancellationToken) =>
        Scanner.ScanAsync(text.AsMemory(), Math.Min(MinScore ?? 1, policy.DetectionThreshold), cancellationToken);

    private IEnumerable<Finding> Shown(ScanResult scan, PrivacyPolicy policy) =>
        scan.Findings.Where(f => f.Score >= (MinScore ?? policy.DetectionThreshold));

    private string ToJson(string id, ScanResult scan, PrivacyPolicy policy)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("id");
            writer.WriteRawValue(id);
            writer.WriteStartArray("findings");
            foreach (Finding f in Shown(scan, policy))
            {
                writer.WriteStartObject();
                writer.WriteString("type", f.Type);
                writer.WriteString("kind", f.Kind);
                writer.WriteNumber("start", f.Start);
                writer.WriteNumber("end", f.End);
                writer.WriteNumber("score", Math.Round(f.Score, 3));
                writer.WriteBoolean("validated", f.Validated);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("statements");
            foreach (StatementFinding s in scan.Statements.Where(s => s.Score >= (MinScore ?? policy.DetectionThreshold)))
            {
                writer.WriteStartObject();
                writer.WriteString("class", s.Class);
                writer.WriteNumber("score", Math.Round(s.Score, 3));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("action", policy.Evaluate(scan, Location.Cloud).Strictest.ToString());
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private string View(string name, string text, ScanResult scan, PrivacyPolicy policy)
    {
        var view = new StringBuilder();
        Finding[] shown = [.. Shown(scan, policy)];
        if (Color)
        {
            int at = 0;
            foreach (Finding f in shown.Where(f => f.Length > 0))
            {
                if (f.Start < at)
                {
                    continue;
                }

                string colour = policy.TreatmentOf(f, scan, Location.Cloud) switch { Treatment.Allow => "32", Treatment.Mask => "33", _ => "31" };
                view.Append(text, at, f.Start - at).Append(CultureInfo.InvariantCulture, $"\u001b[{colour}m").Append(text, f.Start, f.Length).Append("\u001b[0m");
                at = f.End;
            }

            view.Append(text, at, text.Length - at).AppendLine();
        }

        foreach (Finding f in shown)
        {
            int line = text.AsSpan(0, f.Start).Count('\n') + 1, column = f.Start - text.LastIndexOf('\n', Math.Max(0, f.Start - 1), Math.Max(0, f.Start)) ;
            string kind = f.Kind is null ? "" : "/" + f.Kind;
            view.AppendLine(CultureInfo.InvariantCulture, $"{name}:{line}:{column}  {f.Type}{kind}  {f.Score:0.00}{(f.Validated ? " validated" : "")}  {policy.TreatmentOf(f, scan, Location.Cloud)}");
        }

        foreach (StatementFinding s in scan.Statements)
        {
            view.AppendLine(CultureInfo.InvariantCulture, $"{name}  statement {s.Class}  {s.Score:0.00}  {policy.RuleFor(s.Class).Cloud}");
        }

        PrivacyVerdict verdict = policy.Evaluate(scan, Location.Cloud);
        return view.AppendLine(CultureInfo.InvariantCulture, $"{name}  towards a public cloud: {verdict.Strictest} ({verdict.Reason}, preset {policy.Preset} {policy.RevisionId})").ToString();
    }

    private static bool TryRead(string json, out string id, out string text)
    {
        (id, text) = ("null", "");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("text", out JsonElement value) || value.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            id = document.RootElement.TryGetProperty("id", out JsonElement given) ? given.GetRawText() : "null";
            text = value.GetString()!;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
