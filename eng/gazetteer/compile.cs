#:property PublishAot=false
#:property InvariantGlobalization=false
// Compiles the name and place lists and the public suffix list into the tables that HybridAi.Privacy embeds.
// dotnet run eng/gazetteer/compile.cs -- LISTS_FOLDER PUBLIC_SUFFIX_LIST WORD_LIST src/HybridAi.Privacy/Data
//
// names.bin: entries of 5 bytes, sorted by hash: FNV-1a-32 of the lower-case word (phrases: joined word hashes), then flags.
//   1 forename  2 surname  4 place  8 first words of a longer place  16 also a common word  32 frequent  64 hash of the name divisible by 5
// suffixes.bin: sorted FNV-1a-32 of the rules of the ICANN part.
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

const byte Forename = 1, Surname = 2, Place = 4, Open = 8, Word = 16, Frequent = 32, LeftOut = 64;
(string lists, string suffixList, string wordList, string output) = (args[0], args[1], args[2], args[3]);
var entries = new SortedDictionary<uint, byte>();

foreach (string sex in new[] { "female", "male" })
{
    foreach (string[] row in File.ReadLines($"{lists}/us-forenames-{sex}.tsv").Select(l => l.Split('\t')))
    {
        Add(row[0], Forename, frequent: int.Parse(row[2], CultureInfo.InvariantCulture) <= 800);
    }
}

foreach (string[] row in File.ReadLines($"{lists}/us-surnames.tsv").Select(l => l.Split('\t')))
{
    Add(row[0], Surname, frequent: int.Parse(row[2], CultureInfo.InvariantCulture) <= 5000);
}

foreach (string[] row in File.ReadLines($"{lists}/world-forenames.csv").Skip(1).Select(Csv))
{
    foreach (string name in row[10..12].SelectMany(n => n.Split('/', ';')))
    {
        Add(name, Forename, frequent: true);
    }
}

foreach (string[] row in File.ReadLines($"{lists}/world-surnames.csv").Skip(1).Select(Csv))
{
    foreach (string name in row[4..6].SelectMany(n => n.Split('/', ';')))
    {
        Add(name, Surname, frequent: true);
    }
}

foreach (string[] row in File.ReadLines($"{lists}/world-cities.csv").Skip(1).Select(Csv))
{
    Add(row[0], Place, frequent: false);
    Add(row[1], Place, frequent: true);
    Add(row[2], Place, frequent: false);
}

int words = 0;
foreach (string word in File.ReadLines(wordList).Where(w => w.Length > 1 && w.All(char.IsAsciiLetterLower)))
{
    uint hash = Hash(word);
    entries[hash] = (byte)(entries.GetValueOrDefault(hash) | Word);
    words++;
}

var names = new byte[entries.Count * 5];
int at = 0;
foreach ((uint hash, byte flags) in entries)
{
    BinaryPrimitives.WriteUInt32LittleEndian(names.AsSpan(at), hash);
    names[at + 4] = flags;
    at += 5;
}

Write("names.bin", names);

uint[] rules =
[
    .. File.ReadLines(suffixList).TakeWhile(l => !l.Contains("===END ICANN DOMAINS", StringComparison.Ordinal))
        .Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal)).SelectMany(l => new[] { l, new IdnMapping().GetAscii(l.TrimStart('!', '*', '.')) })
        .Concat(["*"]).Select(Hash).Distinct().Order(),
];
var suffixes = new byte[rules.Length * 4];
for (int i = 0; i < rules.Length; i++)
{
    BinaryPrimitives.WriteUInt32LittleEndian(suffixes.AsSpan(i * 4), rules[i]);
}

Write("suffixes.bin", suffixes);
Console.WriteLine($"{entries.Count} entries, {words} of them words, {rules.Length} suffix rules");

void Add(string name, byte flag, bool frequent)
{
    name = name.Trim();
    if (name.Length == 0)
    {
        return;
    }

    byte extra = (byte)((frequent ? Frequent : 0) | (Fnv(name) % 5 == 0 ? LeftOut : 0));
    foreach (string form in new[] { name, Fold(name) }.Distinct())
    {
        List<string> parts = Cut(form);
        if (parts.Count == 0 || parts.Count > 5 || (flag != Place && parts.Any(p => p.Length < 2)))
        {
            continue;
        }

        uint hash = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            hash = i == 0 ? Hash(parts[0]) : (uint.RotateLeft(hash, 7) * 0x9E3779B1u) ^ Hash(parts[i]);
            bool last = i == parts.Count - 1;
            entries[hash] = (byte)(entries.GetValueOrDefault(hash) | (last ? flag | extra : Open));
        }
    }
}

// The leave-out rule counts the bytes of the lower-case form; the table the code units. For ASCII they are the same.
static uint Fnv(string name) => Encoding.UTF8.GetBytes(name.ToLowerInvariant()).Aggregate(2166136261u, (h, b) => (h ^ b) * 16777619u);

static uint Hash(string word) => word.ToLowerInvariant().Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619u);

static string Fold(string name) => new(name.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark).ToArray());

static List<string> Cut(string text)
{
    var parts = new List<string>();
    var word = new StringBuilder();
    for (int i = 0; i <= text.Length; i++)
    {
        char c = i < text.Length ? text[i] : ' ';
        bool ideograph = c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7AF';
        bool mark = c is >= '\u0300' and <= '\u036F' or >= '\u0900' and <= '\u0EFF';
        if ((char.IsLetterOrDigit(c) || mark) && !ideograph || (c is '\'' or '\u2019' && word.Length > 0 && i + 1 < text.Length && char.IsLetter(text[i + 1])))
        {
            word.Append(c);
            continue;
        }

        if (word.Length > 0)
        {
            parts.Add(word.ToString());
            word.Clear();
        }

        if (ideograph)
        {
            parts.Add(c.ToString());
        }
    }

    return parts;
}

static string[] Csv(string line)
{
    var cells = new List<string>();
    var cell = new StringBuilder();
    bool quoted = false;
    foreach (char c in line)
    {
        if (c == '"')
        {
            quoted = !quoted;
        }
        else if (c == ',' && !quoted)
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
        else
        {
            cell.Append(c);
        }
    }

    cells.Add(cell.ToString());
    return [.. cells];
}

void Write(string name, byte[] bytes)
{
    File.WriteAllBytes(Path.Combine(output, name), bytes);
    Console.WriteLine($"{name} {bytes.Length} bytes sha256 {Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant()}");
}
