using HybridAi.Privacy.Restoring;

namespace HybridAi.Privacy;

/// <summary>Follows a text piece by piece and says where an address goes on, as <see cref="Restorer"/> sees it. Not thread-safe.</summary>
public sealed class AddressWatch
{
    private UrlState _state;

    /// <summary>Takes the next piece.</summary>
    /// <param name="text">The piece.</param>
    /// <returns>Whether any of its characters belongs to an address, a link target or an HTML attribute that holds one.</returns>
    public bool See(ReadOnlySpan<char> text)
    {
        bool any = _state.IsInside && text.Length > 0 && !char.IsWhiteSpace(text[0]);
        for (int i = 0; i < text.Length; i++)
        {
            _state.See(text.Slice(i, 1));
            any |= _state.IsInside;
        }

        return any;
    }
}
