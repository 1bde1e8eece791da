using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HybridAi.OnnxRuntimeGenAI.Native;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">system, user, assistant or tool.</param>
/// <param name="Content">What anybody may have written.</param>
internal readonly record struct Turn(string Role, string Content);

/// <summary>A prompt in the model's layout.</summary>
/// <param name="Tokens">The tokens.</param>
/// <param name="SystemLength">How many of the first tokens come before anything but system content.</param>
internal readonly record struct RenderedPrompt(int[] Tokens, int SystemLength);

/// <summary>Renders turns with the model's chat template, so that only the template makes control tokens. Thread-safe.</summary>
/// <remarks>
/// The template is given placeholders in the place of contents, and contents are put in afterwards as untrusted segments: what a
/// user writes reaches neither the template nor the native tokenizer, which would turn control-token strings into control
/// tokens, cut text at NUL and mix the texts of concurrent callers. White space around a content goes through the template,
/// since many trim it.
/// </remarks>
internal sealed class PromptRenderer : IDisposable
{
    private static readonly char[] BlankChars = [' ', '\t', '\r', '\n'];
    private static readonly SearchValues<char> Blank = SearchValues.Create(BlankChars);

    // Random, so that no template holds it by chance.
    private readonly string _mark = $"ct{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}n";
    private readonly object _gate = new();
    private readonly NativeModel _model;
    private readonly ByteLevelTokenizer _tokenizer;
    private Microsoft.ML.OnnxRuntimeGenAI.Tokenizer? _native;
    private bool _disposed;

    public PromptRenderer(NativeModel model, ByteLevelTokenizer tokenizer) => (_model, _tokenizer) = (model, tokenizer);

    /// <summary>Renders turns, ready for the assistant's answer.</summary>
    /// <exception cref="LocalModelException">The model has no template, or the template refuses the turns.</exception>
    public RenderedPrompt Render(IReadOnlyList<Turn> turns)
    {
        var rendered = Apply(Describe(turns));
        var segments = new List<TextSegment>();
        var shownLast = -1;
        var systemSegments = -1;
        var at = 0;
        for (int start; (start = rendered.IndexOf(_mark, at, StringComparison.Ordinal)) >= 0;)
        {
            var number = start + _mark.Length;
            var end = rendered.IndexOf('e', number);
            var index = int.Parse(rendered.AsSpan(number, end - number), NumberStyles.None, CultureInfo.InvariantCulture);
            segments.Add(new(rendered[at..start], Trusted: true));
            if (systemSegments < 0 && turns[index].Role != "system")
                systemSegments = segments.Count;
            segments.Add(new(turns[index].Content.Trim(BlankChars), Trusted: false));
            shownLast = Math.Max(shownLast, index);
            at = end + 1;
        }
        segments.Add(new(rendered[at..], Trusted: true));
        Check(turns, shownLast);

        var tokens = WithBos(_tokenizer.Encode(segments));
        var system = systemSegments < 0 ? [] : WithBos(_tokenizer.Encode(segments[..systemSegments]));
        return new(tokens, tokens.AsSpan().CommonPrefixLength(system));
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

    // A template that silently leaves out the last message would answer another question.
    private static void Check(IReadOnlyList<Turn> turns, int shownLast)
    {
        for (var i = turns.Count - 1; i > shownLast; i--)
        {
            if (turns[i].Content.AsSpan().ContainsAnyExcept(Blank))
                throw new LocalModelException(LocalModelErrorKind.NotSupported,
                    $"The model's chat template does not show messages of the role '{turns[i].Role}' here.");
        }
    }

    private int[] WithBos(int[] tokens) =>
        _tokenizer is { AddsBos: true, BosId: { } bos } && (tokens.Length == 0 || tokens[0] != bos) ? [bos, .. tokens] : tokens;

    private string Describe(IReadOnlyList<Turn> turns)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var i = 0; i < turns.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("role", turns[i].Role);
                json.WriteString("content", Placeholder(turns[i].Content, i));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private string Placeholder(string content, int index)
    {
        var start = content.AsSpan().IndexOfAnyExcept(Blank);
        if (start < 0)
            return content;
        var end = content.AsSpan().LastIndexOfAnyExcept(Blank) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{content.AsSpan(0, start)}{_mark}{index}e{content.AsSpan(end)}");
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
