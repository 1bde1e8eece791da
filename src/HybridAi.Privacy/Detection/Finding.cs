namespace HybridAi.Privacy;

/// <summary>One piece of text that names or identifies somebody or something, or opens a door. Holds no text, only where it stands.</summary>
/// <param name="Type">Entity name, for example <c>CREDIT_CARD</c>; see <see cref="EntityTypes"/>.</param>
/// <param name="Kind">A finer name where the type has several (the vendor of a <c>SECRET</c>, <c>birth</c> of a <c>DATE_TIME</c>), else null.</param>
/// <param name="Start">First UTF-16 code unit, counted in the text that was handed in.</param>
/// <param name="Length">Number of UTF-16 code units.</param>
/// <param name="Score">0 to 1; from 0.4 on the finding is believed without more context.</param>
/// <param name="Validated">True only when a checksum or a parse succeeded.</param>
public readonly record struct Finding(string Type, string? Kind, int Start, int Length, double Score, bool Validated)
{
    /// <summary>The code unit behind the last one.</summary>
    public int End => Start + Length;
}
