using System.Globalization;
using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

internal sealed partial class RequestParts
{
    private const int DeepestValue = 128;

    private void AddValue(string key, object? value)
    {
        switch (value)
        {
            case null or bool:
                break;
            case string text:
                Add(Keyed(key, text));
                break;
            case JsonElement element:
                Add(key, element, 0);
                break;
            case AIContent or IEnumerable<AIContent>:
                AddContents(value);
                break;
            case byte[] bytes:
                AddBytes(bytes);
                break;
            case ReadOnlyMemory<byte> bytes:
                AddBytes(bytes.Span);
                break;
            case Memory<byte> bytes:
                AddBytes(bytes.Span);
                break;
            case IFormattable number when value.GetType().IsPrimitive || value is decimal:
                AddNumber(key, number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                if (Rebuild.TryAsJson(value) is { } json)
                {
                    Add(key, json, 0);
                }
                else
                {
                    Unreadable = true;
                }

                break;
        }
    }

    // Strings are labelled unescaped: "\u0034111" is a card number once a target has parsed it.
    private void Add(string key, JsonElement element, int depth)
    {
        if (depth > DeepestValue)
        {
            Unreadable = true;
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                Add(Keyed(key, element.GetString()!));
                break;
            case JsonValueKind.Number:
                AddNumber(key, element.GetRawText());
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Add(key, item, depth + 1);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Add(property.Name);
                    Add(property.Name, property.Value, depth + 1);
                }

                break;
        }
    }

    private void AddContents(object value)
    {
        if (ToolResults.Read(value) is not { } contents)
        {
            Unreadable = true;
            return;
        }

        Add(contents);
    }

    // A target gets them as base64.
    private void AddBytes(ReadOnlySpan<byte> bytes)
    {
        if (AttachmentText.Decode(bytes) is { } text)
        {
            Add(text);
        }
        else
        {
            (UnreadableTypes ??= []).Add("application/octet-stream");
        }
    }

    private void AddNumber(string key, string number)
    {
        Add(Keyed(key, number));
        if (JsonNumbers.WrittenOut(number) is { } whole)
        {
            Add(Keyed(key, whole));
        }
    }

    // The key says what a value is that looks like any other: {"ssn": 536904399}.
    private static string Keyed(string key, string value) => key.Length is > 0 and < 64 && value.Length > 0 ? $"{key}: {value}" : value;
}
