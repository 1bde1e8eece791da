using System.Globalization;
using HybridAi.Privacy.Detectors.Identifiers;
using HybridAi.Privacy.Tests.Detectors;

namespace HybridAi.Privacy.Tests.Evaluation;

/// <summary>A text and where what stands in it.</summary>
internal sealed record Labelled(string Text, IReadOnlyList<(string Type, int Start, int Length)> Gold);

/// <summary>Generated texts. Seeded: the same every time.</summary>
internal sealed class Corpus
{
    /// <summary>Set anew by every part: a format more does not change what is drawn for the letters.</summary>
    private Random _random = new(20_24);
    private readonly string[] _forenames = Lines("forenames.txt"), _surnames = Lines("surnames.txt"), _cities = Lines("cities.txt");

    public static string[] Lines(string name)
    {
        using Stream stream = typeof(Corpus).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Every identifier of the sample table with fresh values, in a sentence that says what it is.</summary>
    public IEnumerable<Labelled> Identifiers(int each)
    {
        foreach (var group in IdentifierTests.Samples.Select(r => ((string)r[0], (string)r[1])).Where(r => Formats(r.Item1).Length > 0).DistinctBy(r => r.Item1))
        {
            for (int i = 0; i < each; i++)
            {
                string value = Value(Formats(group.Item1));
                string sentence = string.Format(CultureInfo.InvariantCulture, group.Item2, value);
                string text = $"{Pick(s_before)} {sentence} {Pick(s_after)}";
                yield return new Labelled(text, [(group.Item1, text.IndexOf(value, StringComparison.Ordinal), value.Length)]);
            }
        }
    }

    /// <summary>The same values with nothing around them, of those with a checksum that leaves fewer than one random number in twenty.</summary>
    public IEnumerable<Labelled> Cards(int count)
    {
        _random = new Random(12_16);
        string[] prefixes = ["4", "51", "55", "2221", "2720", "34", "37", "6011", "3528", "62"];
        for (int i = 0; i < count; i++)
        {
            string prefix = Pick(prefixes);
            int length = prefix is "34" or "37" ? 15 : 16;
            string digits = Complete(prefix, length);
            string value = i % 3 == 0 && length == 16 ? string.Join(i % 2 == 0 ? ' ' : '-', digits.Chunk(4).Select(c => new string(c))) : digits;
            string text = $"{Pick(s_before)} Charge {value} for it. {Pick(s_after)}";
            yield return new Labelled(text, [("CREDIT_CARD", text.IndexOf(value, StringComparison.Ordinal), value.Length)]);
        }
    }

    /// <summary>Mail addresses in a sentence.</summary>
    public IEnumerable<Labelled> Mails(int count)
    {
        _random = new Random(53_22);
        for (int i = 0; i < count; i++)
        {
            string value = $"{Pick(_forenames)}.{Pick(_surnames)}@{Pick(_surnames)}.{Pick(["com", "org", "co.uk", "de", "io"])}".ToLowerInvariant();
            string text = $"{Pick(s_before)} Write to {value} about it. {Pick(s_after)}";
            yield return new Labelled(text, [("EMAIL_ADDRESS", text.IndexOf(value, StringComparison.Ordinal), value.Length)]);
        }
    }

    /// <summary>Letters, forms and notes with names, places, organisations, addresses and contacts.</summary>
    public IEnumerable<Labelled> Documents(int count)
    {
        _random = new Random(31_07);
        for (int i = 0; i < count; i++)
        {
            yield return Fill(s_documents[i % s_documents.Length]);
        }
    }

    /// <summary>Sentences written after the rules; values written out, names drawn.</summary>
    public IEnumerable<Labelled> HeldOut(int copies)
    {
        _random = new Random(41_11);
        foreach (string line in Lines("heldout.txt").Where(l => l[0] != '#'))
        {
            bool drawn = System.Text.RegularExpressions.Regex.IsMatch(line, @"\{(NAME|FIRST|LAST|CITY|ORG)\}");
            for (int i = 0; i < (drawn ? copies : 1); i++)
            {
                yield return Read(line.Replace("\\n", "\n", StringComparison.Ordinal));
            }
        }
    }

    private Labelled Read(string line)
    {
        var gold = new List<(string, int, int)>();
        var text = new System.Text.StringBuilder();
        int at = 0;
        foreach (System.Text.RegularExpressions.Match hole in System.Text.RegularExpressions.Regex.Matches(line, @"\[\[([A-Z_0-9]+)\|(.+?)\]\]|\{(NAME|FIRST|LAST|CITY|ORG)\}"))
        {
            text.Append(line, at, hole.Index - at);
            (string type, string value) = hole.Groups[3].Success ? Slot(hole.Groups[3].Value) : (hole.Groups[1].Value, hole.Groups[2].Value);
            gold.Add((type, text.Length, value.Length));
            text.Append(value);
            at = hole.Index + hole.Length;
        }

        text.Append(line, at, line.Length - at);
        return new Labelled(text.ToString(), gold);
    }

    private Labelled Fill(string template)
    {
        var gold = new List<(string, int, int)>();
        var text = new System.Text.StringBuilder();
        int at = 0;
        while (template.IndexOf('{', at) is >= 0 and int open)
        {
            int close = template.IndexOf('}', open);
            text.Append(template, at, open - at);
            (string type, string value) = Slot(template[(open + 1)..close]);
            gold.Add((type, text.Length, value.Length));
            text.Append(value);
            at = close + 1;
        }

        text.Append(template, at, template.Length - at);
        return new Labelled(text.ToString(), gold);
    }

    private (string Type, string Value) Slot(string name)
    {
        string first = Pick(_forenames), last = Pick(_surnames);
        return name switch
        {
            "NAME" => ("PERSON", $"{first} {last}"),
            "FIRST" => ("PERSON", first),
            "LAST" => ("PERSON", last),
            "CITY" => ("LOCATION", Pick(_cities)),
            "STREET" => ("LOCATION", $"{_random.Next(1, 999)} {last} {Pick(["Street", "Avenue", "Road", "Lane", "Drive"])}"),
            "ORG" => ("ORGANIZATION", $"{last} {Pick(["Ltd", "Inc", "GmbH", "Group", "Partners"])}"),
            "MAIL" => ("EMAIL_ADDRESS", $"{first}.{last}@{last}.{Pick(["com", "org", "co.uk", "de", "io"])}".ToLowerInvariant()),
            "PHONE" => ("PHONE_NUMBER", Pick([$"({_random.Next(201, 989)}) {_random.Next(200, 999)}-{_random.Next(1000, 9999)}", $"+44 20 {_random.Next(1000, 9999)} {_random.Next(1000, 9999)}", $"{_random.Next(201, 989)}-{_random.Next(200, 999)}-{_random.Next(1000, 9999)}"])),
            "DATE" => ("DATE_TIME", Pick([$"{_random.Next(1, 28)} March 20{_random.Next(10, 26)}", $"20{_random.Next(10, 26)}-0{_random.Next(1, 9)}-1{_random.Next(0, 9)}", $"0{_random.Next(1, 9)}/1{_random.Next(0, 9)}/20{_random.Next(10, 26)}"])),
            "IP" => ("IP_ADDRESS", $"{_random.Next(11, 120)}.{_random.Next(0, 255)}.{_random.Next(0, 255)}.{_random.Next(1, 254)}"),
            "NRP" => ("NRP", Pick(["Polish", "Brazilian", "Kenyan", "Korean", "Swedish"])),
            "AGE" => ("AGE", $"{_random.Next(18, 99)} years old"),
            "IBAN" => ("IBAN_CODE", Iban()),
            _ => throw new InvalidOperationException(name),
        };
    }

    private string Iban()
    {
        string account = Digits(18);
        int rest = HybridAi.Privacy.Detectors.Checksums.Mod97(account + "DE00");
        return $"DE{98 - rest:00}{account}";
    }

    private string Value(IdentifierFormat[] formats)
    {
        IdentifierFormat format = formats[_random.Next(formats.Length)];
        for (int attempt = 0; attempt < 200_000; attempt++)
        {
            string value = string.Concat(format.Mask.Select(c => c switch
            {
                '#' => (char)('0' + _random.Next(10)),
                '@' => (char)('A' + _random.Next(26)),
                '*' => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[_random.Next(36)],
                _ => c,
            }));
            value = Steer(format.Type, value);
            string bare = string.Concat(value.Where(char.IsAsciiLetterOrDigit));
            if (format.Check is null || format.Check(bare))
            {
                return value;
            }
        }

        throw new InvalidOperationException($"No value for {format.Type} {format.Mask}");
    }

    /// <summary>Helps the draw along where a value has fixed parts or a date.</summary>
    private string Steer(string type, string value) => type switch
    {
        "CH_AHV" => "756" + value[3..],
        "CN_RIC" => value[..6] + $"19{_random.Next(50, 99)}0{_random.Next(1, 9)}1{_random.Next(0, 9)}" + value[14..],
        "MX_CURP" => value[..4] + $"{_random.Next(50, 99)}0{_random.Next(1, 9)}1{_random.Next(0, 9)}H" + value[11..],
        "IT_FISCAL_CODE" when value.Length == 16 => value[..6] + $"{_random.Next(50, 99)}A1{_random.Next(0, 9)}H{_random.Next(100, 999)}" + value[15..],
        "FI_PERSONAL_IDENTITY_CODE" or "GR_AMKA" or "DK_CPR" or "NO_FNR" => $"1{_random.Next(0, 9)}0{_random.Next(1, 9)}" + value[4..],
        "UK_DRIVING_LICENCE" when value[5] != ' ' => "SMITH" + $"{_random.Next(0, 9)}0{_random.Next(1, 9)}1{_random.Next(0, 9)}" + value[10..],
        "UK_DRIVING_LICENCE" => "SMITH " + $"{_random.Next(0, 9)}0{_random.Next(1, 9)}1{_random.Next(0, 9)}" + value[11..],
        "UK_POSTCODE" => Pick(["SW1A 1AA", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "EC1A 1BB"]),
        "IN_GSTIN" => "27AAPF" + value[6..13] + "Z" + value[14],
        "US_MBI" => value.Replace("-", "", StringComparison.Ordinal) is var v ? $"1E{v[2]}{_random.Next(10)}T{v[5]}{_random.Next(10)}MK7{_random.Next(10)}" : value,
        "DE_ID_CARD" or "DE_PASSPORT" => (type == "DE_ID_CARD" ? "L" : "C") + string.Concat(value[1..].Select(c => char.IsDigit(c) ? c : "0123CFGHJK"[_random.Next(10)])),
        "VIN" => string.Concat(value.Select(c => c is 'I' or 'O' or 'Q' ? 'A' : c)),
        "BE_NRN" or "KR_RRN" or "KR_FRN" or "PL_PESEL" or "ZA_ID_NUMBER" or "CZ_RC" or "SK_RC" => $"{_random.Next(50, 99)}{value[2] switch { '.' => ".", _ => "" }}0{_random.Next(1, 9)}{(type == "BE_NRN" && value[2] == '.' ? "." : "")}1{_random.Next(0, 9)}" + value[(type == "BE_NRN" && value[2] == '.' ? 8 : 6)..],
        "SE_PERSONNUMMER" when value.Length <= 11 => $"{_random.Next(50, 99)}0{_random.Next(1, 9)}1{_random.Next(0, 9)}" + value[6..],
        _ => value,
    };

    private static IdentifierFormat[] Formats(string type) =>
        [.. IdentifierTable.ByFirstRun.SelectMany(f => f).Where(f => f.Type == type && f.Score >= IdentifierTable.ByFirstRun.SelectMany(g => g).Where(g => g.Type == type).Max(g => g.Score) - 0.3)];

    private string Complete(string prefix, int length)
    {
        while (true)
        {
            string digits = prefix + Digits(length - prefix.Length);
            if (HybridAi.Privacy.Detectors.Checksums.Luhn(digits))
            {
                return digits;
            }
        }
    }

    private string Digits(int n) => string.Concat(Enumerable.Range(0, n).Select(_ => (char)('0' + _random.Next(10))));

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private static readonly string[] s_before = ["Hello team.", "Please update the file.", "As discussed yesterday:", "One more thing.", "Thanks for waiting.", "I need help with a form."];

    private static readonly string[] s_after = ["Let me know when it is done.", "That should be all.", "Can you check it?", "Talk soon.", "It was in the last letter.", ""];

    private static readonly string[] s_documents =
    [
        "Dear {NAME},\nthank you for your letter of {DATE}. We have moved to {STREET}, {CITY}. You can reach me at {PHONE} or {MAIL}.\nKind regards,\n{NAME}",
        "Minutes: {NAME} from {ORG} reported on the visit to {CITY}. {NAME} will send the figures to {MAIL} by {DATE}.",
        "Hi {FIRST}, could you call {NAME} on {PHONE}? She moved from {CITY} to {CITY} last year.",
        "The contract between {ORG} and {ORG} was signed by {NAME} in {CITY} on {DATE}.",
        "Patient {NAME}, {AGE}, lives at {STREET} in {CITY}. Phone {PHONE}.",
        "My name is {NAME} and I would like to transfer money to {IBAN}. My phone is {PHONE}.",
        "Mr. {LAST} asked whether the {NRP} office could ship to {STREET}, {CITY} before {DATE}.",
        "I spoke with {NAME} yesterday; he said {ORG} would open a branch near {CITY}.",
        "Login of {MAIL} from {IP} on {DATE} looked odd, please ask {FIRST} about it.",
        "{NAME} and {NAME} were late, but {NAME} was on time. They all work for {ORG}.",
        "Please book a room in {CITY} for Dr. {LAST} and her colleague {NAME}.",
        "Ship the parcel to {NAME}, {STREET}, {CITY}, and text {PHONE} on arrival.",
    ];
}
