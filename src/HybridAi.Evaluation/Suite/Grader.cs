using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HybridAi.Evaluation;

/// <summary>Marks an answer without a model. Immutable, thread-safe; the same answer always gets the same mark.</summary>
public abstract record Grader
{
    /// <summary>Marks an answer.</summary>
    /// <param name="answer">What the model said.</param>
    /// <returns>0 (wrong) to 1 (right).</returns>
    public abstract double Grade(string answer);

    /// <summary>Lower case, no punctuation, single spaces.</summary>
    internal static string Normalise(string text)
    {
        var result = new System.Text.StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c)) result.Append(char.ToLowerInvariant(c));
            else if (c is not ('\'' or '’') && result.Length > 0 && result[^1] != ' ') result.Append(' ');
        }

        return result.ToString().Trim();
    }

    /// <summary>Whether the words of <paramref name="part"/> stand in <paramref name="text"/> one after the other, as whole words.</summary>
    internal static bool HasWords(string text, string part) =>
        $" {Normalise(text)} ".Contains($" {Normalise(part)} ", StringComparison.Ordinal);

    /// <summary>Every number in a text; thousands separators are understood.</summary>
    internal static IEnumerable<double> Numbers(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            bool fraction = false;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) ||
                   (text[i] == ',' && !fraction && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '9') < 0) ||
                   (text[i] == '.' && !fraction && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))))
                fraction |= text[i++] == '.';
            string digits = text[start..i].Replace(",", "", StringComparison.Ordinal);
            if (start > 0 && text[start - 1] is '-' or '−' && (start == 1 || !char.IsLetterOrDigit(text[start - 2]))) digits = "-" + digits;
            if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) yield return value;
        }
    }
}

/// <summary>Right when the answer, or its last line, is one of the accepted texts (case and punctuation do not count).</summary>
/// <param name="Accepted">Accepted answers.</param>
public sealed record ExactGrader(params IReadOnlyList<string> Accepted) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string last = answer.TrimEnd().Split('\n')[^1];
        return Accepted.Any(a => Normalise(a) is var wanted && (wanted == Normalise(answer) || wanted == Normalise(last))) ? 1 : 0;
    }
}

/// <summary>Right when the text matches to the letter, punctuation and case included (white space at the ends does not count).</summary>
/// <param name="Wanted">The answer.</param>
public sealed record VerbatimGrader(string Wanted) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Trim().Trim('"').Equals(Wanted, StringComparison.Ordinal) ? 1 : 0;
    }
}

/// <summary>Right when the last number of the answer is the wanted one.</summary>
/// <param name="Wanted">The number.</param>
/// <param name="Tolerance">Largest accepted distance.</param>
public sealed record NumericGrader(double Wanted, double Tolerance = 1e-6) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        double last = Numbers(answer).DefaultIfEmpty(double.NaN).Last();
        return Math.Abs(last - Wanted) <= Tolerance ? 1 : 0;
    }
}

/// <summary>Right when the answer names all that it must and nothing that it must not; whole words.</summary>
/// <param name="All">What must be there.</param>
/// <param name="None">What must not.</param>
public sealed record ContainsGrader(IReadOnlyList<string> All, IReadOnlyList<string> None) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return All.All(a => a.Split('|').Any(form => HasWords(answer, form))) && !None.Any(n => HasWords(answer, n)) ? 1 : 0;
    }
}

/// <summary>Right when the answer holds the items in this order, and no item twice.</summary>
/// <param name="Items">The items.</param>
public sealed record OrderGrader(IReadOnlyList<string> Items) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string[] words = Normalise(answer).Split(' ');
        string[] wanted = [.. Items.Select(Normalise)];
        return words.Where(wanted.Contains).SequenceEqual(wanted) ? 1 : 0;
    }
}

/// <summary>Right when the answer holds one JSON object with exactly these values (text without case, numbers by value).</summary>
/// <param name="Fields">Name and value of every field.</param>
public sealed record JsonGrader(IReadOnlyDictionary<string, string> Fields) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        int start = answer.IndexOf('{', StringComparison.Ordinal), end = answer.LastIndexOf('}');
        if (start < 0 || end <= start) return 0;
        try
        {
            using var json = JsonDocument.Parse(answer.AsMemory(start, end - start + 1));
            var root = json.RootElement;
            return root.EnumerateObject().Count() == Fields.Count && Fields.All(f => root.TryGetProperty(f.Key, out var value) &&
                Normalise(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()) == Normalise(f.Value)) ? 1 : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}

/// <summary>Right when the whole answer matches a pattern; a match is given up after a tenth of a second.</summary>
/// <param name="Pattern">The pattern, for <see cref="Regex"/>.</param>
public sealed record RegexGrader(string Pattern) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            return Regex.IsMatch(answer.Trim(), "^(?:" + Pattern + ")$", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100)) ? 1 : 0;
        }
        catch (RegexMatchTimeoutException)
        {
            return 0;
        }
    }
}

/// <summary>For summaries and rewritings: key facts kept, no number invented, not too long. Half marks for half of the facts.</summary>
/// <param name="Facts">What must be kept; forms separated by a bar.</param>
/// <param name="Source">The text it was made from: other numbers are inventions and give 0.</param>
/// <param name="MaxWords">Longest answer; longer ones give 0.</param>
public sealed record KeyFactsGrader(IReadOnlyList<string> Facts, string Source, int MaxWords) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (Normalise(answer).Split(' ').Length > MaxWords) return 0;
        var known = Numbers(Source).ToHashSet();
        if (Numbers(answer).Any(n => !known.Contains(n))) return 0;
        int kept = Facts.Count(f => f.Split('|').Any(form => HasWords(answer, form)));
        return kept == Facts.Count ? 1 : kept * 2 >= Facts.Count ? 0.5 : 0;
    }
}
