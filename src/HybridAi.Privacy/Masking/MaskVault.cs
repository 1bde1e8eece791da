using System.Buffers;
using System.Globalization;

namespace HybridAi.Privacy;

/// <summary>Who wrote a text that is masked. Values of the two never share a token, so what a system prompt holds cannot be brought out by asking for it.</summary>
public enum MaskOrigin
{
    /// <summary>The user, the assistant or a tool: restored in answers.</summary>
    Conversation = 0,

    /// <summary>The system or developer: never restored in answers.</summary>
    System = 1,
}

/// <summary>
/// The values of one conversation and the tokens that stand for them. In memory only, bounded, thread-safe. Holds no authentication data.
/// Dispose of it with the conversation; afterwards nothing is restored.
/// </summary>
public sealed partial class MaskVault
{
    /// <summary>Characters a nonce is made of: no vowels, nothing that is easily misread.</summary>
    public const string NonceAlphabet = "bcdfghjkmnpqrstvwxyz23456789";

    /// <summary>Length of a nonce.</summary>
    public const int NonceLength = 4;

    // Objects and table entries beside the characters.
    private const int FormOverhead = 96;

    private static readonly SearchValues<char> s_nonceAlphabet = SearchValues.Create(NonceAlphabet);
    private readonly object _lock = new();
    private readonly Dictionary<string, Entity> _byValue = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Entity> _byNumber = [];
    private readonly int _capacity;
    private int _surfaces;
    private long _bytes;

    /// <summary>Makes an empty vault.</summary>
    /// <param name="nonce">Four characters of <see cref="NonceAlphabet"/>, drawn at random for this conversation.</param>
    /// <param name="capacity">Most surface forms it may hold; when full, masking says that the request must stay. Default 10,000.</param>
    /// <exception cref="ArgumentException">The nonce has another length or other characters.</exception>
    public MaskVault(string nonce, int capacity = 10_000)
    {
        ArgumentNullException.ThrowIfNull(nonce);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        if (nonce.Length != NonceLength || nonce.AsSpan().ContainsAnyExcept(s_nonceAlphabet))
        {
            throw new ArgumentException($"A nonce has {NonceLength} characters of '{NonceAlphabet}'.", nameof(nonce));
        }

        Nonce = nonce;
        char first = nonce[0], capital = char.ToUpperInvariant(first);

        // Plain, full-width, the Kelvin sign that folds to k, and what begins an escape.
        _nonceStarts = SearchValues.Create([first, capital, (char)(first + 0xFEE0), (char)(capital + 0xFEE0), '\u212A', '\\', '&', '%']);
        _capacity = capacity;
    }

    /// <summary>What every token of this conversation begins with.</summary>
    public string Nonce { get; }

    /// <summary>Number of entities.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byNumber.Count;
            }
        }
    }

    /// <summary>Bytes of the values it holds, about.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Turns 32 random bits, handed in, into a nonce.</summary>
    /// <param name="random">Random bits.</param>
    public static string CreateNonce(uint random)
    {
        Span<char> nonce = stackalloc char[NonceLength];
        for (int i = 0; i < nonce.Length; i++)
        {
            nonce[i] = NonceAlphabet[(int)(random % (uint)NonceAlphabet.Length)];
            random /= (uint)NonceAlphabet.Length;
        }

        return new string(nonce);
    }

    /// <summary>Forgets everything: tokens issued so far are not restored any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _byValue.Clear();
            _byNumber.Clear();
            _known.Clear();
            _surfaces = 0;
            _bytes = 0;
        }
    }

    /// <summary>The token for a surface form, or null when the vault is full. The same value in another form gets the same number with a letter.</summary>
    internal string? Issue(string type, string surface, string? raw, MaskOrigin origin)
    {
        string label = MaskLabels.For(type);
        if (EntityTypes.Authentication.Contains(type))
        {
            // Whatever a policy of the application's own says: what opens an account is nowhere kept.
            return IssueForgotten(type);
        }

        Know(type, surface);
        lock (_lock)
        {
            string key = $"{(int)origin}|{label}|{Normalize(type, surface)}";
            if (!_byValue.TryGetValue(key, out Entity? entity))
            {
                entity = type == EntityTypes.Person ? SamePerson(surface, origin) : null;
                if (_surfaces >= _capacity)
                {
                    return null;
                }

                if (entity is null)
                {
                    entity = new Entity(_byNumber.Count + 1, label, origin, type == EntityTypes.Person ? NameWords(surface) : []);
                    _byNumber[entity.Number] = entity;
                }

                _byValue[key] = entity;
                _bytes += FormOverhead + (2L * key.Length);
            }

            int form = entity.Forms.FindIndex(f => f.Text == surface && f.Raw == raw);
            if (form < 0)
            {
                // 1, 1a … 1z: a value written in more ways than that is a new entity.
                if (_surfaces >= _capacity || entity.Forms.Count > 26)
                {
                    return null;
                }

                form = entity.Forms.Count;
                entity.Forms.Add((surface, raw));
                _surfaces++;
                _bytes += FormOverhead + (2L * (surface.Length + (raw?.Length ?? 0)));
            }

            string variant = form == 0 ? "" : ((char)('a' + form - 1)).ToString();
            return string.Create(CultureInfo.InvariantCulture, $"[[{Nonce}-{entity.Label}-{entity.Number}{variant}]]");
        }
    }

    /// <summary>A token that stands for a value the vault does not keep.</summary>
    internal string IssueForgotten(string type) => $"[[{Nonce}-{MaskLabels.For(type)}-0]]";

    internal bool TryGet(int number, char variant, bool json, out string value, out string label)
    {
        lock (_lock)
        {
            value = label = "";
            int form = variant == '\0' ? 0 : variant - 'a' + 1;
            if (!_byNumber.TryGetValue(number, out Entity? entity) || entity.Origin == MaskOrigin.System || form < 0 || form >= entity.Forms.Count)
            {
                return false;
            }

            (string text, string? raw) = entity.Forms[form];
            value = json ? raw ?? JsonText.Escape(text) : text;
            label = entity.Label;
            return true;
        }
    }

    /// <summary>Whether more digits or a letter could follow and name another live token: then a cut token must not be guessed.</summary>
    internal bool HasLonger(int number)
    {
        lock (_lock)
        {
            if (_byNumber.TryGetValue(number, out Entity? entity) && entity.Forms.Count > 1)
            {
                return true;
            }

            return number > 0 && (long)number * 10 <= _byNumber.Count;
        }
    }

    private Entity? SamePerson(string surface, MaskOrigin origin)
    {
        HashSet<string> words = NameWords(surface);
        Entity? only = null;
        foreach (Entity entity in _byNumber.Values)
        {
            if (words.Count == 0 || entity.Origin != origin || entity.Words.Count == 0
                || !(words.IsSubsetOf(entity.Words) || words.IsSupersetOf(entity.Words)))
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = entity;
        }

        only?.Words.UnionWith(words);
        return only;
    }

    private static HashSet<string> NameWords(string surface) =>
        [.. surface.Split([' ', '.', ',', '-', '\u00A0'], StringSplitOptions.RemoveEmptyEntries).Select(w => w.ToLowerInvariant())
            .Where(w => w.Length > 1 && !MaskLabels.IsHonorific(w))];

    private static string Normalize(string type, string surface) =>
        type == EntityTypes.Person
            ? string.Join(' ', NameWords(surface).Order(StringComparer.Ordinal))
            : string.Concat(surface.Where(c => char.IsLetterOrDigit(c) || c is '@' or '+')).ToLowerInvariant();

    private sealed class Entity(int number, string label, MaskOrigin origin, HashSet<string> words)
    {
        public int Number { get; } = number;

        public string Label { get; } = label;

        public MaskOrigin Origin { get; } = origin;

        public HashSet<string> Words { get; } = words;

        public List<(string Text, string? Raw)> Forms { get; } = [];
    }
}
