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
/// <remarks>An answer also carries the label on its message; this is for callers who keep the text and not the message.</remarks>
internal sealed class InheritedLabels
{
    // "Yes." comes from anywhere.
    private const int ShortestText = 24;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly BoundedMap<UInt128, Ceiling> _known = new(100_000);

    public void Remember(string? tenant, string text, Ceiling ceiling)
    {
        if (Trimmed(text) is { Length: >= ShortestText } whole)
        {
            var hash = Hash(tenant, whole);
            _known.Set(hash, _known.TryGet(hash, out var known) ? known.And(ceiling) : ceiling);
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
        FunctionResultContent { Result: string text } => text,
        FunctionResultContent { Result: { } result } => Json(result),
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
        Trimmed(text) is { Length: >= ShortestText } whole && _known.TryGet(Hash(tenant, whole), out var known) ? known : Ceiling.None;

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
