using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace HybridAi.Privacy.Detection;

/// <summary>Words and phrases by group, read from an embedded list: <c>GROUP: cue, cue two, …</c> per line, <c>(a|b)</c> for alternatives, <c>#</c> for remarks. Lines of one group add up.</summary>
internal sealed class CueTable
{
    /// <summary>Longest phrase in words (ideographs count one each).</summary>
    public const int MaxWords = 8;

    private readonly ulong[] _filter = new ulong[2048];
    private readonly uint[] _keys;
    private readonly ushort[]?[] _values;
    private readonly ulong[] _masks;
    private readonly FrozenDictionary<string, int> _ids;

    private CueTable(IReadOnlyList<(string Group, string[] Cues)> rows)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new Dictionary<uint, List<ushort>>();
        var open = new HashSet<uint>();
        foreach ((string group, string[] cues) in rows)
        {
            if (!ids.TryGetValue(group, out int id))
            {
                ids[group] = id = ids.Count;
            }

            foreach (string cue in cues)
            {
                uint hash = 0;
                int at = 0, words = 0;
                while (Words.Next(cue, ref at, out int start, out int end))
                {
                    uint word = Words.Hash(cue.AsSpan(start, end - start));
                    hash = words++ == 0 ? word : Words.Join(hash, word);
                    _filter[(hash >> 6) & 2047] |= 1ul << (int)(hash & 63);
                    if (at < cue.Length)
                    {
                        open.Add(hash);
                    }
                }

                if (words is 0 or > MaxWords)
                {
                    throw new InvalidDataException($"Cue '{cue}' of '{group}' must have 1 to {MaxWords} words.");
                }

                List<ushort> list = groups.TryGetValue(hash, out List<ushort>? known) ? known : groups[hash] = [];
                if (!list.Contains((ushort)id))
                {
                    list.Add((ushort)id);
                }
            }
        }

        foreach (uint hash in open)
        {
            groups.TryAdd(hash, []);
        }

        _ids = ids.ToFrozenDictionary(StringComparer.Ordinal);
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(groups.Count * 4));
        (_keys, _values, _masks) = (new uint[size], new ushort[size][], new ulong[size]);
        foreach ((uint hash, List<ushort> list) in groups)
        {
            int slot = (int)(hash & (uint)(size - 1));
            while (_values[slot] is not null)
            {
                slot = (slot + 1) & (size - 1);
            }

            (_keys[slot], _values[slot]) = (hash == 0 ? throw new InvalidDataException("The number 0 marks empty slots.") : hash, [.. list]);
            _masks[slot] = list.Aggregate(0ul, (m, g) => m | (g < 64 ? 1ul << g : 0));
        }
    }

    public int Count => _ids.Count;

    /// <summary>Number of a group, or -1.</summary>
    public int Id(string group) => _ids.GetValueOrDefault(group, -1);

    public IEnumerable<string> Names => _ids.Keys;

    /// <summary>Groups of a word or phrase; false when nothing begins with it. An empty result means: only longer phrases do.</summary>
    public bool TryGet(uint hash, out ReadOnlySpan<ushort> groups)
    {
        int slot = Slot(hash);
        groups = slot < 0 ? default : _values[slot];
        return slot >= 0;
    }

    /// <summary>The same, as a bit per group; for tables of at most 64 groups.</summary>
    public bool TryGetMask(uint hash, out ulong mask)
    {
        int slot = Slot(hash);
        mask = slot < 0 ? 0 : _masks[slot];
        return slot >= 0;
    }

    /// <summary>The groups in a slot as a bit each; for tables of at most 64 groups.</summary>
    public ulong Mask(int slot) => _masks[slot];

    /// <summary>The groups in a slot; none when only longer phrases begin so.</summary>
    public ReadOnlySpan<ushort> Groups(int slot) => _values[slot];

    /// <summary>Where the table keeps a word or phrase; -1 when nothing begins with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Slot(uint hash) => (_filter[(hash >> 6) & 2047] & (1ul << (int)(hash & 63))) == 0 ? -1 : Probe(hash);

    private int Probe(uint hash)
    {
        uint[] keys = _keys;
        int last = keys.Length - 1;
        for (int slot = (int)(hash & (uint)last); ; slot = (slot + 1) & last)
        {
            if (keys[slot] == hash)
            {
                return hash == 0 ? -1 : slot;
            }

            if (keys[slot] == 0)
            {
                return -1;
            }
        }
    }

    /// <param name="resource">Name of the list.</param>
    /// <param name="glue">Whether phrases count written as one word too: keys are "accountNumber" as often as "account number".</param>
    public static CueTable Load(string resource, bool glue = false) => new(Parse(Resources.Lines(resource), glue));

    /// <summary>A bit for every word that ends a cue of some groups, at the word's number: a text without any has none of these cues.</summary>
    public static ulong[] LastWords(string resource, params string[] groups)
    {
        ulong[] filter = new ulong[2048];
        foreach ((string group, string[] cues) in Parse(Resources.Lines(resource), glue: false))
        {
            foreach (string cue in groups.Contains(group, StringComparer.Ordinal) ? cues : [])
            {
                uint last = 0;
                int at = 0;
                while (Words.Next(cue, ref at, out int start, out int end))
                {
                    last = Words.Hash(cue.AsSpan(start, end - start));
                }

                filter[(last >> 6) & 2047] |= 1ul << (int)(last & 63);
            }
        }

        return filter;
    }

    private static List<(string, string[])> Parse(IEnumerable<string> lines, bool glue)
    {
        var rows = new List<(string, string[])>();
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                throw new InvalidDataException($"Line '{line}' has no group.");
            }

            string[] cues = [.. line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(Alternatives)];
            IEnumerable<string> glued = glue ? cues.Where(c => c.Length > 7 && c.Contains(' ', StringComparison.Ordinal)).Select(c => c.Replace(" ", "", StringComparison.Ordinal)) : [];
            rows.Add((line[..colon].Trim(), [.. cues, .. glued]));
        }

        return rows;
    }

    /// <summary>"(my|our) (son|boss)" is four phrases.</summary>
    private static IEnumerable<string> Alternatives(string cue)
    {
        int open = cue.IndexOf('(', StringComparison.Ordinal), close = open < 0 ? -1 : cue.IndexOf(')', open);
        return close < 0 ? [cue] : cue[(open + 1)..close].Split('|').SelectMany(one => Alternatives(string.Concat(cue.AsSpan(0, open), one, cue.AsSpan(close + 1))));
    }
}

/// <summary>Embedded data files.</summary>
internal static class Resources
{
    public static Stream Open(string name) =>
        typeof(Resources).Assembly.GetManifestResourceStream($"HybridAi.Privacy.Data.{name}") ?? throw new MissingManifestResource(name);

    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(Open(name));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }

    private sealed class MissingManifestResource(string name) : InvalidOperationException($"Embedded data '{name}' is missing.");
}
