using System.Buffers;
using HybridAi.Privacy.Restoring;

namespace HybridAi.Privacy;

public sealed partial class MaskVault
{
    private static readonly HashSet<string> s_linkedLabels = [.. EntityTypes.Linked.Concat(EntityTypes.Loose).Select(MaskLabels.For)];

    private readonly SearchValues<char> _nonceStarts;
    private readonly KnownValues _known = new();

    /// <summary>
    /// Notes the values in a text that policy wants masked: from now on <see cref="Masker"/> masks them wherever they stand, also where the words
    /// that told what they are do not stand beside them. Names, places and other types that are only treated in company are not noted.
    /// </summary>
    /// <param name="text">The text that was scanned.</param>
    /// <param name="scan">What the scan found in it.</param>
    /// <param name="policy">Says which findings are masked.</param>
    /// <param name="location">Where the text will go.</param>
    public void Note(string text, ScanResult scan, PrivacyPolicy policy, Location location)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(policy);
        foreach (Finding finding in scan.Findings)
        {
            if (policy.TryTreat(finding, location, company: false, out Treatment treatment) && treatment > Treatment.Allow && finding.End <= text.Length)
            {
                Know(finding.Type, text.AsSpan(finding.Start, finding.Length));
            }
        }
    }

    /// <summary>Whether any value was noted or masked that <see cref="Holds"/> would find.</summary>
    public bool HasKnown
    {
        get
        {
            lock (_lock)
            {
                return !_known.IsEmpty;
            }
        }
    }

    /// <summary>Whether a value of this conversation stands in a text, whatever its separators and case.</summary>
    /// <param name="text">The text.</param>
    public bool Holds(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_lock)
        {
            return _known.Find(text, into: null);
        }
    }

    /// <summary>Adds the known values in a text to its findings.</summary>
    internal void FindKnown(string text, List<Finding> into)
    {
        lock (_lock)
        {
            _known.Find(text, into);
        }
    }

    /// <summary>The next place, from <paramref name="at"/> on, where a restorer would read this conversation's nonce, escaped and look-alike letters included.</summary>
    internal bool TryFindNonce(string text, ref int at, out int length)
    {
        for (; at < text.Length; at++)
        {
            int hop = text.AsSpan(at).IndexOfAny(_nonceStarts);
            if (hop < 0)
            {
                break;
            }

            at += hop;
            var units = new TokenUnits(text, at, final: true, exact: false);
            int letters = 0;
            while (letters < NonceLength && char.ToLowerInvariant(units.Peek(out int next)) == Nonce[letters])
            {
                units.MoveTo(next);
                letters++;
            }

            if (letters == NonceLength)
            {
                length = units.At - at;
                return true;
            }
        }

        length = 0;
        return false;
    }

    // A stored vault keeps labels, not types; a label stands for itself.
    private void KnowStored(string label, string surface)
    {
        if (!s_linkedLabels.Contains(label))
        {
            Know(label, surface);
        }
    }

    private void Know(string type, ReadOnlySpan<char> surface)
    {
        // What opens an account is nowhere kept, and a name that stood beside a number once is not a secret by itself.
        if (EntityTypes.Authentication.Contains(type) || EntityTypes.Linked.Contains(type) || EntityTypes.Loose.Contains(type))
        {
            return;
        }

        lock (_lock)
        {
            int kept = _known.Add(type, surface);
            _bytes += kept == 0 ? 0 : FormOverhead + (2L * kept);
        }
    }
}
