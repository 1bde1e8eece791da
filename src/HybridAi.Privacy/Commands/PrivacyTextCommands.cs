using System.Globalization;

namespace HybridAi.Privacy.Commands;

/// <summary>What <c>hybridai privacy mask</c>, <c>restore</c> and <c>explain</c> do, over readers and writers handed in.</summary>
public static class PrivacyTextCommands
{
    /// <summary>Masks a text or JSON text.</summary>
    /// <param name="input">The text.</param>
    /// <param name="output">Gets the masked text; nothing when it must stay.</param>
    /// <param name="errors">Gets the reason when it must stay: classes and counts.</param>
    /// <param name="vault">Gets the values; keep it for <see cref="RestoreAsync"/>.</param>
    /// <param name="preset">Preset or composition that decides.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>0, or 3 when the text must stay on the device.</returns>
    public static async Task<int> MaskAsync(
        TextReader input, TextWriter output, TextWriter errors, MaskVault vault, string preset = "default", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        PrivacyPolicy policy = PrivacyPolicy.FromPreset(preset);
        string text = await input.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        MaskedText masked = Masker.MaskJson(text, PrivacyScanner.Default, policy, Location.Cloud, vault);
        if (masked.MustStay)
        {
            PrivacyVerdict verdict = policy.Evaluate(PrivacyScanner.Default.Scan(text, policy.DetectionThreshold), Location.Cloud, released: true);
            await errors.WriteLineAsync($"Not masked: the text must stay on the device. {verdict}").ConfigureAwait(false);
            return 3;
        }

        await output.WriteAsync(masked.Text.AsMemory(), cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Puts the values back, piece by piece as they are read.</summary>
    /// <param name="input">Text with tokens.</param>
    /// <param name="output">Gets the text with values.</param>
    /// <param name="vault">The vault of the masking run.</param>
    /// <param name="json">Whether the text is JSON: exact tokens only, values escaped.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>0.</returns>
    public static async Task<int> RestoreAsync(
        TextReader input, TextWriter output, MaskVault vault, bool json = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        Restorer restorer = json ? Restorer.ForJson(vault) : Restorer.ForText(vault);
        char[] piece = new char[4096];
        for (int n; (n = await input.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await output.WriteAsync(restorer.Push(piece.AsSpan(0, n)).AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        await output.WriteAsync(restorer.Flush().AsMemory(), cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Prints the table of a preset: label, treatment towards private and public servers, threshold.</summary>
    /// <param name="output">Gets the table.</param>
    /// <param name="preset">Preset or composition.</param>
    public static void Explain(TextWriter output, string preset = "default")
    {
        ArgumentNullException.ThrowIfNull(output);
        PrivacyPolicy policy = PrivacyPolicy.FromPreset(preset);
        output.WriteLine($"preset {policy.Preset}, posture {policy.Posture}, revision {policy.RevisionId}, labels from score {policy.DetectionThreshold.ToString(CultureInfo.InvariantCulture)}");
        output.WriteLine(policy.Posture == PrivacyPosture.Closed
            ? "Nothing leaves the device unless workflow, tenant or tag is released and the scan is complete; then:"
            : "What is not found may leave. An incomplete scan stays on the device.");
        output.WriteLine($"{"label",-28}{"private",-12}{"cloud",-12}{"from",-6}in company of an identifier or statement");
        foreach (PrivacyRule rule in policy.Rules)
        {
            string name = rule.Subject switch { "*" => "any other entity", "~" => "any other statement", _ => rule.Subject };
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}{rule.Private,-12}{rule.Cloud,-12}{rule.Threshold,-6}{rule.InCompany}"));
        }
    }
}
