using System.Buffers;
using System.Text;
using HybridAi.Privacy.Restoring;

namespace HybridAi.Privacy;

/// <summary>
/// Puts the values back, in whole texts and in streams. One left-to-right scan, never over what it has put in; equal for every split of a stream;
/// holds back only what may still become a token of this conversation; never into URLs and link targets. One instance per stream; not thread-safe.
/// </summary>
public sealed class Restorer
{
    private readonly MaskVault _vault;
    private readonly bool _json, _strict, _addresses;
    private readonly SearchValues<char> _starts;
    private readonly StringBuilder _held = new();
    private UrlState _url;
    private char _before;

    private Restorer(MaskVault vault, bool json, bool strict, bool addresses)
    {
        ArgumentNullException.ThrowIfNull(vault);
        _vault = vault;
        _json = json;
        _strict = strict;
        _addresses = addresses;
        char first = vault.Nonce[0];
        string starts = strict ? "[" : $"[({{\\&%\uFF3B\uFF08\uFF5B\u3010\u3014\u300C\u27E6{first}{char.ToUpperInvariant(first)}{(char)(first + 0xFEE0)}";
        _starts = SearchValues.Create(starts);
    }

    /// <summary>A restorer for text shown to a person: tolerant.</summary>
    /// <param name="vault">The conversation's vault.</param>
    public static Restorer ForText(MaskVault vault) => new(vault, json: false, strict: false, addresses: false);

    /// <summary>A restorer for the arguments of a tool call and other JSON: exact tokens only, values escaped for JSON.</summary>
    /// <param name="vault">The conversation's vault.</param>
    /// <param name="addresses">Whether values are also put into addresses. Needed for the very text back; an answer that is shown must not have it.</param>
    public static Restorer ForJson(MaskVault vault, bool addresses = true) => new(vault, json: true, strict: true, addresses);

    /// <summary>Number of UTF-16 code units held back.</summary>
    public int Held => _held.Length;

    /// <summary>Restores a whole text.</summary>
    /// <param name="text">Text with tokens.</param>
    /// <param name="vault">The conversation's vault.</param>
    public static string Restore(string text, MaskVault vault) => All(text, ForText(vault));

    /// <summary>Restores a whole JSON text that <see cref="Masker.MaskJson"/> masked, or arguments a model wrote.</summary>
    /// <param name="json">JSON with tokens.</param>
    /// <param name="vault">The conversation's vault.</param>
    public static string RestoreJson(string json, MaskVault vault) => All(json, ForJson(vault));

    /// <summary>Takes the next piece of a stream.</summary>
    /// <param name="delta">Any piece, also an empty one or half a surrogate pair.</param>
    /// <returns>What is certain by now; may be empty.</returns>
    public string Push(ReadOnlySpan<char> delta)
    {
        if (_held.Length == 0 && !delta.ContainsAny(_starts))
        {
            Pass(delta);
            return delta.ToString();
        }

        _held.Append(delta);
        return Run(final: false);
    }

    /// <summary>Ends the stream: what was held back is given out as it is, unless it is a whole token. The instance can then be used anew.</summary>
    public string Flush()
    {
        string rest = Run(final: true);
        _held.Clear();
        _url = default;
        _before = '\0';
        return rest;
    }

    private static string All(string text, Restorer restorer)
    {
        ArgumentNullException.ThrowIfNull(text);
        return restorer.Push(text) + restorer.Flush();
    }

    private string Run(bool final)
    {
        string text = _held.ToString();
        var output = new StringBuilder(text.Length + 32);
        int at = 0, copied = 0;
        while (at < text.Length)
        {
            int hop = text.AsSpan(at).IndexOfAny(_starts);
            if (hop < 0)
            {
                Pass(text.AsSpan(at));
                at = text.Length;
                break;
            }

            Pass(text.AsSpan(at, hop));
            at += hop;
            TokenMatch match = TokenMatcher.At(text, at, final, _strict, _before, _vault, _json, out int end, out string value);
            if (match == TokenMatch.Open)
            {
                break;
            }

            if (match == TokenMatch.None || _url.IsInside)
            {
                Pass(text.AsSpan(at, 1));
                at++;
                continue;
            }

            output.Append(text, copied, at - copied).Append(value);
            at = copied = end;

            // The value is what a renderer will see: an address that was masked goes on behind it, and what stood before it has ended.
            See(value);
            _before = ']';
        }

        output.Append(text, copied, at - copied);
        _held.Remove(0, at);
        return output.ToString();
    }

    private void Pass(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
        {
            return;
        }

        See(text);
        _before = text[^1];
    }

    private void See(ReadOnlySpan<char> text)
    {
        if (!_addresses)
        {
            _url.See(text, _json);
        }
    }
}
