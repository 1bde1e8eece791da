using System.Text;

namespace HybridAi.Privacy;

/// <summary>One walk over a JSON text. Structure is not checked: quotes, keys and numbers are told apart, nothing else matters here.</summary>
internal sealed class JsonMasking(
    string json, Func<string, ScanResult> scan, PrivacyPolicy policy, Location location, MaskVault vault, MaskOrigin origin, bool inCompany)
{
    private readonly StringBuilder _out = new(json.Length + 64);
    private readonly List<int> _places = [];
    private string _key = "";
    private int _at, _copied, _masked;
    private bool _stay;

    /// <summary>Null when the text is no JSON.</summary>
    public MaskedText? Run()
    {
        ReadOnlySpan<char> start = json.AsSpan().TrimStart();
        if (start.Length == 0 || start[0] is not ('{' or '[' or '"'))
        {
            return null;
        }

        while (_at < json.Length)
        {
            char c = json[_at];
            if (c == '"')
            {
                if (!TryString())
                {
                    return null;
                }
            }
            else if (char.IsAsciiDigit(c) || c == '-')
            {
                Number();
            }
            else
            {
                _at++;
            }
        }

        return _stay ? new MaskedText(json, 0, true) : new MaskedText(_out.Append(json, _copied, json.Length - _copied).ToString(), _masked, false);
    }

    private bool TryString()
    {
        if (JsonText.Read(json, ref _at, _places) is not { } value)
        {
            return false;
        }

        int next = _at;
        while (next < json.Length && json[next] is ' ' or '\t' or '\r' or '\n')
        {
            next++;
        }

        if (next < json.Length && json[next] == ':')
        {
            _key = value;
            _stay |= Scan("", value, out _, out bool forbid).Count > 0 || forbid;
            return true;
        }

        List<Finding> parts = Scan(_key, value, out int shift, out bool stay);
        _stay |= stay;
        foreach (Finding part in parts)
        {
            // A key alone can look like a value ("4111111111111111": …); what begins in the key was judged with the key.
            int from = Math.Max(part.Start - shift, 0), to = part.End - shift;
            if (to <= from)
            {
                continue;
            }

            string raw = json[_places[from].._places[to]];
            if (vault.Issue(part.Type, value[from..to], raw, origin) is not { } token)
            {
                _stay = true;
                return true;
            }

            _out.Append(json, _copied, _places[from] - _copied).Append(token);
            _copied = _places[to];
            _masked++;
        }

        return true;
    }

    private void Number()
    {
        int start = _at++;
        while (_at < json.Length && (char.IsAsciiDigit(json[_at]) || json[_at] is '.' or 'e' or 'E' or '+' or '-'))
        {
            _at++;
        }

        if (_at - start >= 3)
        {
            string number = json[start.._at];
            _stay |= Scan(_key, number, out _, out bool stay).Count > 0 || stay;
            if (JsonNumbers.WrittenOut(number) is { } whole)
            {
                _stay |= Scan(_key, whole, out _, out stay).Count > 0 || stay;
            }
        }
    }

    private List<Finding> Scan(string key, string value, out int shift, out bool stay)
    {
        string text = key.Length is > 0 and < 64 ? $"{key}: {value}" : value;
        shift = text.Length - value.Length;
        ScanResult found = scan(text);
        stay = policy.Evaluate(found, location, released: true).Strictest > Treatment.Mask;
        bool forbidden = false;
        List<Finding> parts = Masker.Choose(text, found, policy, location, vault, inCompany, ref forbidden);
        int from = shift;
        parts.RemoveAll(p => p.End <= from);
        return parts;
    }
}
