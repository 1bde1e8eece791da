using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>A token that is matched literally in the text before pre-tokenization.</summary>
/// <param name="Text">Its literal text, never empty.</param>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><see cref="TokenKind.UserDefined"/>: matched always. Others: only where control tokens are allowed.</param>
/// <param name="StripLeft">Whether a match swallows white space before it.</param>
/// <param name="StripRight">Whether a match swallows white space behind it.</param>
internal readonly record struct AddedToken(
    string Text, int Id, TokenKind Kind, bool StripLeft = false, bool StripRight = false);
