using System.Globalization;
using System.Text;
using HybridAi.Privacy;

namespace HybridAi.Plumbing;

/// <summary>A value that must not be where it may not be, and where it was put.</summary>
/// <param name="Value">The value.</param>
/// <param name="Kind">What it is; for reports.</param>
internal sealed record Planted(string Value, string Kind)
{
    /// <summary>Texts it stands in. Whether it is labelled is asked of the scanner, text by text: what detection misses is not this test's business.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>May never be seen anywhere outside, whatever the scanner says: names of tenants, marked messages.</summary>
    public bool Always { get; init; }

    /// <summary>Whether policy keeps it from a location, as it is.</summary>
    public bool IsKeptFrom(Location location, IReadOnlyList<PrivacyPolicy> policies)
    {
        if (Always)
        {
            return true;
        }

        foreach (var text in Texts)
        {
            if (policies.All(p => IsLabelled(text, location, p)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsLabelled(string text, Location location, PrivacyPolicy policy)
    {
        var scan = PrivacyScanner.Default.Scan(text, policy.DetectionThreshold);
        if (Kind == "statement")
        {
            return scan.Statements.Any(s => policy.RuleFor(s.Class) is { } rule && s.Score >= rule.Threshold && rule.At(location) >= Treatment.AskConsent);
        }

        var at = text.IndexOf(Value, StringComparison.Ordinal);
        return at >= 0 && scan.Findings.Any(f => f.Start <= at && f.End >= at + Value.Length && policy.TreatmentOf(f, scan, location) > Treatment.Allow);
    }
}

/// <summary>Makes values of many types, and sentences to put them in.</summary>
internal sealed class Values(Random random)
{
    private static readonly string[] s_first = ["Anna", "James", "Maria", "Robert", "Linda", "David", "Susan", "Thomas", "Laura", "Michael"];
    private static readonly string[] s_last = ["Smith", "Johnson", "Miller", "Garcia", "Wilson", "Anderson", "Taylor", "Moore", "Jackson", "Martin"];

    private readonly Random _random = random;

    /// <summary>The name in the sentence before, if it had one that is found wherever it stands.</summary>
    public string? Name { get; private set; }

    /// <summary>A sentence and the value in it.</summary>
    public (string Text, Planted Planted) Next()
    {
        Name = null;
        return Any();
    }

    private (string Text, Planted Planted) Any() => _random.Next(24) switch
    {
        0 => In("Please charge my card {0} for the order.", Card(), "CREDIT_CARD"),
        1 => In("Transfer the rent to {0} tomorrow.", Iban(), "IBAN_CODE"),
        2 => In("You can write to {0} about this.", Email(), "EMAIL_ADDRESS"),
        3 => In("Call me at {0} after lunch.", Phone(), "PHONE_NUMBER"),
        4 => In("My social security number is {0}.", Ssn(), "US_SSN"),
        5 => In("The deploy token is {0} for now.", "ghp_" + Letters(36), "SECRET"),
        6 => In("Log in with password: {0}", "Xq9!" + Letters(10), "PASSWORD"),
        7 => Together(),
        8 => In("The patient was diagnosed with hepatitis C in room {0} and is on methadone.", "q" + Letters(11), "statement"),
        < 12 => In("Ship it, and mail a copy to {0} please.", Email(), "EMAIL_ADDRESS"),
        < 15 => In("Bill it to {0} as usual.", Card(), "CREDIT_CARD"),
        < 18 => Together(),

        < 20 => In("His number is {0} at work.", Phone(), "PHONE_NUMBER"),

        // What only the words around it tell: an answer will repeat it without them.
        20 or 21 => In("My passport number is {0}.", Digits(9), "US_PASSPORT"),
        22 => In("Medical record number: {0}, ask the desk.", Digits(8), "MEDICAL_RECORD_NUMBER"),
        _ => In("Her bank account number is {0} at the same bank.", Digits(11), "US_BANK_NUMBER"),
    };

    /// <summary>A sentence with nothing in it.</summary>
    public string Plain() => _random.Next(6) switch
    {
        0 => "What is the capital of France?",
        1 => "Prove step by step that there are infinitely many primes and explain why the algorithm is optimal.",
        2 => "Translate 'good morning' into Spanish.",
        3 => "Summarise what we said so far in one line.",
        4 => "Which sorting algorithm would you take for ten million rows, and why?",
        _ => "Thanks, go on.",
    };

    public string Email() => Letters(7) + "." + Letters(6) + "@" + Letters(8) + (_random.Next(2) == 0 ? ".org" : ".com");

    public string Marker() => "zq" + Letters(14);

    public string Card()
    {
        var digits = new int[16];
        digits[0] = 4;
        for (var i = 1; i < 15; i++)
        {
            digits[i] = _random.Next(10);
        }

        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var d = i % 2 == 0 ? digits[i] * 2 : digits[i];
            sum += d > 9 ? d - 9 : d;
        }

        digits[15] = (10 - (sum % 10)) % 10;
        var text = string.Concat(digits);
        var separator = _random.Next(3) switch { 0 => " ", 1 => "-", _ => "" };
        return string.Join(separator, text[..4], text[4..8], text[8..12], text[12..]);
    }

    private (string, Planted) Together()
    {
        var name = s_first[_random.Next(s_first.Length)] + " " + s_last[_random.Next(s_last.Length)];
        var planted = new Planted(Email(), "EMAIL_ADDRESS");
        var text = $"{name} asked for it; the address is {planted.Value} as before.";
        planted.Texts.Add(text);
        Name = PrivacyScanner.Default.Scan(name, 0.4).Findings.Any(f => f.Type == EntityTypes.Person && f.Length == name.Length) ? name : null;
        return (text, planted);
    }

    private static (string, Planted) In(string format, string value, string kind)
    {
        var text = string.Format(CultureInfo.InvariantCulture, format, value);
        var planted = new Planted(value, kind);
        planted.Texts.Add(text);
        return (text, planted);
    }

    private string Iban()
    {
        var bban = Digits(18);
        var rest = 0;
        foreach (var c in bban + "131400")
        {
            rest = ((rest * 10) + (c - '0')) % 97;
        }

        var iban = "DE" + (98 - rest).ToString("D2", CultureInfo.InvariantCulture) + bban;
        return _random.Next(2) == 0 ? iban : string.Join(' ', iban.Chunk(4).Select(c => new string(c)));
    }

    private string Phone() => _random.Next(2) == 0
        ? $"+49 30 {_random.Next(2000000, 9999999)}"
        : $"+1 (212) {_random.Next(200, 999)}-{_random.Next(1000, 9999)}";

    private string Ssn() => $"{_random.Next(101, 665)}-{_random.Next(10, 99)}-{_random.Next(1000, 9999)}";

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + _random.Next(10))));

    private string Letters(int count)
    {
        var text = new StringBuilder(count);
        for (var i = 0; i < count; i++)
        {
            text.Append("abcdefghkmnprstuvwxyz23456789"[_random.Next(29)]);
        }

        return text.ToString();
    }
}
