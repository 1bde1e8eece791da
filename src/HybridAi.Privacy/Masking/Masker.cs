using System.Text;
using HybridAi.Privacy.Restoring;

namespace HybridAi.Privacy;

/// <summary>A text with its sensitive values replaced.</summary>
/// <param name="Text">What may be sent, unless <paramref name="MustStay"/>.</param>
/// <param name="Masked">How many values were replaced.</param>
/// <param name="MustStay">True when something could not be masked: a treatment stricter than masking, a number in JSON, a full vault. Then nothing of it may be sent.</param>
public readonly record struct MaskedText(string Text, int Masked, bool MustStay);

/// <summary>Replaces values by tokens such as <c>[[k7f3-PERSON-1]]</c>. Stateless; the state is in the vault.</summary>
public static class Masker
{
    /// <summary>
    /// A note for the model, constant so that it breaks no prompt cache: put it at the end of the system prompt when anything was masked.
    /// </summary>
    public const string Note =
        "Some values are replaced by tokens in double square brackets, such as [[code-PERSON-1]]. Each token stands for one real value; the same number is the "
        + "same thing. Use tokens as if they were the values, copy them exactly, and do not translate, change, explain or invent them.";

    /// <summary>Masks a text.</summary>
    /// <param name="text">The text that was scanned.</param>
    /// <param name="scan">What the scan found in it.</param>
    /// <param name="policy">Says which findings are masked.</param>
    /// <param name="location">Where the text will go. For <see cref="Location.Device"/> nothing is replaced.</param>
    /// <param name="vault">The conversation's vault.</param>
    /// <param name="origin">Who wrote the text.</param>
    /// <param name="inCompany">Whether another part of the request makes names and places in this one worth protecting, see <see cref="PrivacyPolicy.HasCompany"/>.</param>
    public static MaskedText Mask(
        string text, ScanResult scan, PrivacyPolicy policy, Location location, MaskVault vault, MaskOrigin origin = MaskOrigin.Conversation,
        bool inCompany = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(vault);
        if (location == Location.Device)
        {
            return new MaskedText(text, 0, false);
        }

        bool stay = policy.Evaluate(scan, location, released: true).Strictest > Treatment.Mask;
        List<Finding> parts = Choose(text, scan, policy, location, vault, inCompany, ref stay);
        if (parts.Count == 0 || stay)
        {
            return new MaskedText(text, 0, stay);
        }

        var masked = new StringBuilder(text.Length + (parts.Count * 12));
        int at = 0;
        foreach (Finding part in parts)
        {
            masked.Append(text, at, part.Start - at);
            string? token = vault.Issue(part.Type, text.Substring(part.Start, part.Length), raw: null, origin);
            if (token is null)
            {
                return new MaskedText(text, 0, MustStay: true);
            }

            masked.Append(token);
            at = part.End;
        }

        return new MaskedText(masked.Append(text, at, text.Length - at).ToString(), parts.Count, false);
    }

    /// <summary>
    /// Masks the string values of a JSON text; everything else stays byte for byte, so that <see cref="Restorer.RestoreJson"/> gives back the very text.
    /// A number or a key that would have to be masked makes the text stay. Text that is no JSON is masked as text.
    /// </summary>
    /// <param name="json">JSON text.</param>
    /// <param name="scanner">Scans the values, each with its key before it for context.</param>
    /// <param name="policy">Says which findings are masked.</param>
    /// <param name="location">Where the text will go.</param>
    /// <param name="vault">The conversation's vault.</param>
    /// <param name="origin">Who wrote the text.</param>
    /// <param name="inCompany">Whether another part of the request makes names and places in this one worth protecting, see <see cref="PrivacyPolicy.HasCompany"/>.</param>
    public static MaskedText MaskJson(
        string json, PrivacyScanner scanner, PrivacyPolicy policy, Location location, MaskVault vault, MaskOrigin origin = MaskOrigin.Conversation,
        bool inCompany = false)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(scanner);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(vault);
        if (location == Location.Device)
        {
            return new MaskedText(json, 0, false);
        }

        return Walk(json, text => scanner.Scan(text, policy.DetectionThreshold), policy, location, vault, origin, inCompany);
    }

    /// <summary>
    /// Masks the string values of a JSON text with scans that take their time, those of <see cref="PrivacyScanner.ScanAsync"/> with recognisers for
    /// example, or come from a memory.
    /// </summary>
    /// <param name="json">JSON text.</param>
    /// <param name="scan">Scans a value, its key before it for context; called once for each different one.</param>
    /// <param name="policy">Says which findings are masked.</param>
    /// <param name="location">Where the text will go.</param>
    /// <param name="vault">The conversation's vault.</param>
    /// <param name="origin">Who wrote the text.</param>
    /// <param name="inCompany">Whether another part of the request makes names and places in this one worth protecting, see <see cref="PrivacyPolicy.HasCompany"/>.</param>
    public static async ValueTask<MaskedText> MaskJsonAsync(
        string json, Func<string, ValueTask<ScanResult>> scan, PrivacyPolicy policy, Location location, MaskVault vault,
        MaskOrigin origin = MaskOrigin.Conversation, bool inCompany = false)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(vault);
        if (location == Location.Device)
        {
            return new MaskedText(json, 0, false);
        }

        // Which texts are asked for does not depend on what is found in them: a first walk collects them.
        var scans = new Dictionary<string, ScanResult>(StringComparer.Ordinal);
        _ = Walk(json, text => scans[text] = ScanResult.Empty, policy, location, new MaskVault(vault.Nonce), origin, inCompany);
        foreach (string text in scans.Keys.ToArray())
        {
            scans[text] = await scan(text).ConfigureAwait(false);
        }

        return Walk(json, text => scans.GetValueOrDefault(text, ScanResult.Incomplete), policy, location, vault, origin, inCompany);
    }

    private static MaskedText Walk(
        string json, Func<string, ScanResult> scan, PrivacyPolicy policy, Location location, MaskVault vault, MaskOrigin origin, bool inCompany) =>
        new JsonMasking(json, scan, policy, location, vault, origin, inCompany).Run() ?? Mask(json, scan(json), policy, location, vault, origin, inCompany);

    /// <summary>The findings to replace, in order and without overlap; the conversation's own nonce is replaced too, so that nothing in the text passes for a token.</summary>
    internal static List<Finding> Choose(string text, ScanResult scan, PrivacyPolicy policy, Location location, MaskVault vault, bool inCompany, ref bool stay)
    {
        bool company = inCompany || policy.HasCompany(scan, location);
        var wanted = new List<Finding>();
        foreach (Finding finding in scan.Findings)
        {
            if (policy.TryTreat(finding, location, company, out Treatment treatment) && treatment >= Treatment.Mask)
            {
                stay |= treatment > Treatment.Mask;
                wanted.Add(finding);
            }
        }

        vault.FindKnown(text, wanted);
        for (int at = 0; vault.TryFindNonce(text, ref at, out int length); at++)
        {
            wanted.Add(new Finding("TEXT", null, at, length, 1, false));
        }

        wanted.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var parts = new List<Finding>(wanted.Count);
        foreach (Finding finding in wanted)
        {
            if (parts.Count > 0 && finding.Start < parts[^1].End)
            {
                // Two values that overlap become one, so that no piece of either is left.
                Finding last = parts[^1];
                string type = EntityTypes.Authentication.Contains(finding.Type) ? finding.Type : last.Type;
                parts[^1] = last with { Type = type, Length = Math.Max(last.End, finding.End) - last.Start };
            }
            else
            {
                parts.Add(finding);
            }
        }

        TakeBrackets(text, parts);
        return parts;
    }

    /// <summary>A value in double square brackets is masked with them: beside a token's own they would look like brackets a model has doubled.</summary>
    private static void TakeBrackets(string text, List<Finding> parts)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            int first = i == 0 ? 0 : parts[i - 1].End, last = i + 1 < parts.Count ? parts[i + 1].Start : text.Length;
            (int start, int end) = (parts[i].Start, parts[i].End);
            while (start - 2 >= first && end + 2 <= last && IsPair(text.AsSpan(start - 2, 2), '[') && IsPair(text.AsSpan(end, 2), ']'))
            {
                (start, end) = (start - 2, end + 2);
            }

            parts[i] = parts[i] with { Start = start, Length = end - start };
        }

        static bool IsPair(ReadOnlySpan<char> two, char bracket) =>
            TokenUnits.FoldBracket(two[0]) == bracket && TokenUnits.FoldBracket(two[1]) == bracket;
    }
}
