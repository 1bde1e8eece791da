namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>A part of a prompt: text from the chat template (trusted), or content that anybody may have written.</summary>
/// <param name="Text">The text.</param>
/// <param name="Trusted">Whether control-token strings in it become control tokens.</param>
internal readonly record struct TextSegment(string Text, bool Trusted);
