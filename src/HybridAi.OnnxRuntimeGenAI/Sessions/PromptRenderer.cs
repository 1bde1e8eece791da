using System.Security.Cryptography;
using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">system, user or assistant.</param>
/// <param name="Content">What anybody may have written.</param>
internal readonly record struct Turn(string Role, string Content);

/// <summary>Renders turns with the model's chat template, so that only the template makes control tokens. Thread-safe.</summary>
/// <remarks>The native tokenizer is used for templates only, and by one thread at a time.</remarks>
internal sealed class PromptRenderer : IDisposable
{
    // Stands for any first message when it is asked how far the prompt does not depend on it.
    private const string AnyContent = "\uE7F3";

    private readonly object _gate = new();
    private readonly NativeModel _model;
    private readonly ByteLevelTokenizer _tokenizer;
    private readonly ChatTemplateSegments _segments;
    private Microsoft.ML.OnnxRuntimeGenAI.Tokenizer? _native;
    private bool _disposed;

    public PromptRenderer(NativeModel model, ByteLevelTokenizer tokenizer)
    {
        (_model, _tokenizer) = (model, tokenizer);
        _segments = new(tokenizer, () => Convert.ToHexString(RandomNumberGenerator.GetBytes(8)));
    }

    /// <summary>Renders turns, ready for the assistant's answer.</summary>
    /// <exception cref="LocalModelException">The model has no template, or the template refuses the turns.</exception>
    public int[] Render(IReadOnlyList<Turn> turns)
    {
        var segments = _segments.Render([.. turns.Select(turn => new TemplateMessage(turn.Role, turn.Content))], Apply);
        var last = turns[^1];
        // A template that silently leaves out the last message would answer another question.
        if (!string.IsNullOrWhiteSpace(last.Content) && !segments.Any(segment => !segment.Trusted)
            && !string.Concat(segments.Select(segment => segment.Text)).Contains(last.Content.Trim(), StringComparison.Ordinal))
            throw new LocalModelException(LocalModelErrorKind.NotSupported,
                $"The model's chat template does not show messages of the role '{last.Role}' here.");

        var tokens = _tokenizer.Encode(segments);
        return _tokenizer is { AddsBos: true, BosId: { } bos } && (tokens.Length == 0 || tokens[0] != bos) ? [bos, .. tokens] : tokens;
    }

    /// <summary>How many of a prompt's first tokens come from the template and the system turn alone.</summary>
    public int SystemLength(IReadOnlyList<Turn> turns, int[] prompt)
    {
        Turn any = new("user", AnyContent);
        var system = Render(turns[0].Role == "system" ? [turns[0], any] : [any]);
        return prompt.AsSpan().CommonPrefixLength(system);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_native is null)
                return;
            _native.Dispose();
            _model.Release();
        }
    }

    private string Apply(string messages)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(PromptRenderer));
            try
            {
                _native ??= Create();
                return _native.ApplyChatTemplate(null, messages, null, true);
            }
            catch (Exception e) when (NativeErrors.IsNative(e))
            {
                throw NativeErrors.Map(e, _model.Folder, LocalModelErrorKind.NotSupported);
            }
        }
    }

    private Microsoft.ML.OnnxRuntimeGenAI.Tokenizer Create()
    {
        var model = _model.Acquire();
        try
        {
            return new Microsoft.ML.OnnxRuntimeGenAI.Tokenizer(model);
        }
        catch
        {
            _model.Release();
            throw;
        }
    }
}
