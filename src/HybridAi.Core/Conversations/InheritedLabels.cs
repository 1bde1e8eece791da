using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// Remembers answers that were made from content which had to stay, and results of the tools they called, so that they stay too. Holds keyed hashes, no
/// text. Bounded and thread-safe.
/// </summary>
/// <remarks>
/// An answer also carries the label on its message; this is for callers who keep the text and not the message. A short text that was also made from content
/// which may leave ("I'm sorry, I can't help with that.") tells nothing of content that may not, and is free: see decision 0005.
/// </remarks>
internal sealed class InheritedLabels
{
    // "Yes." comes from anywhere.
    private const int ShortestText = 24;

    /// <summary>Longer texts are not said twice by chance: they are never free.</summary>
    public const int LongestCommon = 512;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly BoundedMap<UInt128, Ceiling> _known = new(100_000);

    // Apart from the others: ordinary traffic must not make what has to stay forgotten. What is forgotten here is only kept too strictly.
    private readonly BoundedMap<UInt128, bool> _free = new(100_000);

    public void Remember(string? tenant, string text, Ceiling ceiling)
    {
        if (Trimmed(text) is { Length: >= ShortestText } whole && HasSubstance(text))
        {
            var hash = Hash(tenant, whole);
            if (!_free.TryGet(hash, out _))
            {
                _known.Set(hash, _known.TryGet(hash, out var known) ? known.And(ceiling) : ceiling);
            }
        }
    }

    /// <summary>A text that came with content which may leave, completely scanned: what is made later from other content cannot be where it comes from.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="text">The text.</param>
    /// <param name="given">When a target made the text: everything it was made from. It is then also free when it was remembered before, unless it was given.
    /// <see langword="null"/> for a text of unknown origin, a tool's result.</param>
    public void Met(string? tenant, string text, IReadOnlyList<ChatMessage>? given)
    {
        if (Trimmed(text) is not { Length: >= ShortestText and <= LongestCommon } whole)
        {
            return;
        }

        var hash = Hash(tenant, whole);
        if (!_known.TryGet(hash, out _) || (given is not null && !Holds(given, text.Trim())))
        {
            _free.Set(hash, true);
        }
    }

    /// <summary>What messages inherit: by the label they carry, or because they say what an answer said.</summary>
    public Ceiling Of(string? tenant, IReadOnlyList<ChatMessage> messages)
    {
        var ceiling = Ceiling.None;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.AdditionalProperties is { } properties && properties.TryGetValue(HybridKeys.Inherited, out var mark))
            {
                ceiling = ceiling.And(Ceiling.Read(mark as string ?? (mark is JsonElement { ValueKind: JsonValueKind.String } e ? e.GetString() : null)));
            }

            if (_known.Count > 0)
            {
                ceiling = ceiling.And(Known(tenant, message));
            }
        }

        return ceiling;
    }

    /// <summary>What a content says, as it is remembered.</summary>
    public static string? TextOf(AIContent content) => content switch
    {
        TextContent text => text.Text,
        TextReasoningContent reasoning => reasoning.Text,
        FunctionCallContent call => $"{call.Name}({Json(call.Arguments)})",
        FunctionResultContent { Result: { } result } => ToolResults.TextOf(result) ?? Json(result),
        _ => null,
    };

    private Ceiling Known(string? tenant, ChatMessage message)
    {
        var ceiling = Ceiling.None;
        var texts = 0;
        foreach (var content in message.Contents.Each())
        {
            texts += content is TextContent ? 1 : 0;
            ceiling = ceiling.And(Known(tenant, TextOf(content)));
        }

        return texts > 1 ? ceiling.And(Known(tenant, message.Text)) : ceiling;
    }

    private Ceiling Known(string? tenant, string? text) =>
        Trimmed(text) is { Length: >= ShortestText } whole && Hash(tenant, whole) is var hash && _known.TryGet(hash, out var known) && !_free.TryGet(hash, out _)
            ? known : Ceiling.None;

    private static bool Holds(IReadOnlyList<ChatMessage> messages, string text) =>
        messages.Any(m => m.Contents.Any(c => TextOf(c)?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
            || m.Text.Contains(text, StringComparison.OrdinalIgnoreCase));

    // Of JSON only the values count: {"status":"ok","results":[]} comes from anywhere, too.
    private static bool HasSubstance(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return true;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return Substance(json.RootElement) >= ShortestText;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static int Substance(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Length,
        JsonValueKind.Number => element.GetRawText().Length,
        JsonValueKind.Array => element.EnumerateArray().Sum(Substance),
        JsonValueKind.Object => element.EnumerateObject().Sum(p => Substance(p.Value)),
        _ => 0,
    };

    private static ReadOnlySpan<char> Trimmed(string? text) => text.AsSpan().Trim();

    private static string Json(object? value) => value is null ? "" : (value as JsonElement? ?? Rebuild.TryAsJson(value))?.GetRawText() ?? "";

    private UInt128 Hash(string? tenant, ReadOnlySpan<char> text)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes(tenant ?? ""));
        hash.AppendData([0xFF]);
        hash.AppendData(MemoryMarshal.AsBytes(text));
        Span<byte> bytes = stackalloc byte[32];
        hash.GetCurrentHash(bytes);
        return MemoryMarshal.Read<UInt128>(bytes);
    }
}
