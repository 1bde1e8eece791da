using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>A message as a chat template sees it.</summary>
/// <param name="Role">A role name: letters, digits, "_" and "-" only, as it is trusted.</param>
/// <param name="Content">Anything; untrusted.</param>
internal readonly record struct TemplateMessage(string Role, string Content);

/// <summary>Renders a chat template and tells its own text (trusted) from the content in it (untrusted).</summary>
/// <remarks>
/// The template is rendered twice: with a sentinel in the place of each content, and with the content itself. If putting the
/// contents (whole or trimmed) in the place of the sentinels gives the second text, the borders are exact. Templates that
/// change content in other ways (dropping reasoning, escaping) are rendered with barriers inside the control-token strings of the
/// content; if more control tokens come out than the template has of its own, these strings are broken up visibly.
/// NUL, at which native template engines stop, never reaches the render function. Thread-safe if the functions are.
/// </remarks>
internal sealed class ChatTemplateSegments
{
    // Private use, so that no template treats them as white space, letters or digits.
    private const char Open = '\uF5A0', Close = '\uF5A1', Barrier = '\uF5A2', Nul = '\uF5A3';
    private const char ZeroWidthSpace = '\u200B';

    private readonly ByteLevelTokenizer _tokenizer;
    private readonly Func<string> _nonce;

    /// <param name="tokenizer">Knows the control tokens.</param>
    /// <param name="nonce">Gives a new unguessable text of letters and digits at every call.</param>
    public ChatTemplateSegments(ByteLevelTokenizer tokenizer, Func<string> nonce)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(nonce);
        (_tokenizer, _nonce) = (tokenizer, nonce);
    }

    /// <summary>Renders messages.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="render">Renders the template for a JSON array of <c>{"role","content"}</c>.</param>
    /// <exception cref="ArgumentException">A role holds a character that a role cannot have.</exception>
    public IReadOnlyList<TextSegment> Render(IReadOnlyList<TemplateMessage> messages, Func<string, string> render)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(render);
        foreach (var message in messages)
        {
            if (message.Role.Length == 0 || !message.Role.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
                throw new ArgumentException("A role may hold letters, digits, '_' and '-' only.", nameof(messages));
        }
        return Render([.. messages.Select(message => message.Content)], contents => render(ToJson(messages, contents)));
    }

    /// <summary>Renders any template input with untrusted texts in it.</summary>
    /// <param name="contents">The untrusted texts.</param>
    /// <param name="render">Renders the template with as many texts as there are contents, in their order.</param>
    public IReadOnlyList<TextSegment> Render(
        IReadOnlyList<string> contents, Func<IReadOnlyList<string>, string> render)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(render);
        string[] clean = [.. contents.Select(Clean)];
        var sentinel = NewSentinel(clean);
        string[] sentinels = [.. Enumerable.Range(0, clean.Length).Select(index => Sentinel(sentinel, index))];
        var outline = render(sentinels);
        var text = render(clean);
        return Align(outline, text, clean, sentinel)
            ?? Divide(outline, text, clean, render)
            ?? [new TextSegment(Restore(render([.. clean.Select(BreakUp)])), Trusted: true)];
    }

    private static string Sentinel(string mark, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{mark}{index}{Close}");

    private string NewSentinel(string[] contents)
    {
        while (true)
        {
            var mark = $"{Open}{_nonce()}x";
            if (!contents.Any(content => content.Contains(mark, StringComparison.Ordinal)))
                return mark;
        }
    }

    // Lone surrogates are encoded as U+FFFD anyhow. Our private-use marks in content would only be mistaken for marks.
    private static string Clean(string content)
    {
        if (content.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
            content = string.Concat(content.EnumerateRunes());
        return content.AsSpan().IndexOfAny(Barrier, Nul) >= 0
            ? content.Replace(Barrier, '\uFFFD').Replace(Nul, '\uFFFD').Replace('\0', Nul)
            : content.Replace('\0', Nul);
    }

    private static string Restore(string text) => text.Replace(Nul, '\0');

    // Walks the outline and the text side by side; null if a content was changed by more than trimming.
    private static List<TextSegment>? Align(string outline, string text, string[] contents, string sentinel)
    {
        var segments = new List<TextSegment>();
        var (at, rest) = (0, outline);
        while (true)
        {
            var start = rest.IndexOf(sentinel, StringComparison.Ordinal);
            var own = start < 0 ? rest : rest[..start];
            if (string.CompareOrdinal(text, at, own, 0, own.Length) != 0)
                return null;
            at += own.Length;
            segments.Add(new TextSegment(own, Trusted: true));
            if (start < 0)
                return at == text.Length ? segments : null;
            var end = rest.IndexOf(Close, start);
            if (end < 0 || !int.TryParse(rest.AsSpan(start + sentinel.Length, end - start - sentinel.Length),
                NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= contents.Length)
                return null;
            rest = rest[(end + 1)..];
            var next = rest.IndexOf(sentinel, StringComparison.Ordinal);
            var following = next < 0 ? rest : rest[..next];
            var content = Variants(contents[index]).FirstOrDefault(variant =>
                string.CompareOrdinal(text, at, variant, 0, variant.Length) == 0
                && string.CompareOrdinal(text, at + variant.Length, following, 0, following.Length) == 0
                && (next >= 0 || at + variant.Length + following.Length == text.Length));
            if (content is null)
                return null;
            at += content.Length;
            segments.Add(new TextSegment(Restore(content), Trusted: false));
        }
    }

    // Template engines differ in what they trim: ASCII white space, or all of Unicode's.
    private static IEnumerable<string> Variants(string content)
    {
        char[] ascii = [' ', '\t', '\n', '\r', '\v', '\f'];
        yield return content;
        yield return content.Trim(ascii);
        yield return content.TrimStart(ascii);
        yield return content.TrimEnd(ascii);
        yield return content.Trim();
        yield return content.TrimStart();
        yield return content.TrimEnd();
    }

    // Null if the barriers changed the text, or if content made a control token that the template alone does not have.
    private List<TextSegment>? Divide(
        string outline, string text, string[] contents, Func<IReadOnlyList<string>, string> render)
    {
        var divided = render([.. contents.Select(content => BreakControlText(content, Barrier))]);
        if (divided.Replace(Barrier.ToString(), "", StringComparison.Ordinal) != text)
            return null;
        var segments = new List<TextSegment>();
        foreach (var part in divided.Split(Barrier))
        {
            if (segments.Count > 0)
                segments.Add(new TextSegment("", Trusted: false)); // no control token reaches over it
            segments.Add(new TextSegment(Restore(part), Trusted: true));
        }
        var own = _tokenizer.Encode(outline, allowControl: true).Where(_tokenizer.IsControl);
        return _tokenizer.Encode(segments).Where(_tokenizer.IsControl).SequenceEqual(own) ? segments : null;
    }

    private string BreakControlText(string content, char with)
    {
        var result = new StringBuilder(content.Length + 16);
        var done = 0;
        for (var at = _tokenizer.IndexOfControl(content, 0); at >= 0; at = _tokenizer.IndexOfControl(content, at + 1))
        {
            result.Append(content, done, at + 1 - done).Append(with);
            done = at + 1;
        }
        return done == 0 ? content : result.Append(content, done, content.Length - done).ToString();
    }

    // A template that cuts pieces out could join the rest to a control token, so every possible start is broken.
    private string BreakUp(string content)
    {
        var result = new StringBuilder(content.Length + 16);
        foreach (var c in content)
        {
            result.Append(c);
            if (_tokenizer.StartsControl(c))
                result.Append(ZeroWidthSpace);
        }
        return result.ToString();
    }

    private static string ToJson(IReadOnlyList<TemplateMessage> messages, IReadOnlyList<string> contents)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartArray();
            for (var i = 0; i < messages.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("role"u8, messages[i].Role);
                writer.WriteString("content"u8, contents[i]);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
