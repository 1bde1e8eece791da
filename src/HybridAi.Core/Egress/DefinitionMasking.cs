using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// Masks what definitions of tools and answers say in words: descriptions and titles. Everything else in them is matched by machines (names, enumerations,
/// defaults, patterns) and keeps its text, so that a value there keeps the request on the device.
/// </summary>
/// <param name="mask">Masks one text.</param>
internal sealed class DefinitionMasking(Func<string, ValueTask<string>> mask)
{
    // A subtree of data, not of schema: what looks like a description in there is a value.
    private static readonly string[] _data = ["default", "const", "enum", "examples", "example"];

    public async ValueTask MaskAsync(ChatOptions options)
    {
        for (var i = 0; i < (options.Tools?.Count ?? 0); i++)
        {
            options.Tools![i] = await ToolAsync((AIFunctionDeclaration)options.Tools[i]).ConfigureAwait(false);
        }

        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } format)
        {
            var description = format.SchemaDescription is { } text ? await mask(text).ConfigureAwait(false) : null;
            var masked = await SchemaAsync(schema).ConfigureAwait(false);
            options.ResponseFormat = ChatResponseFormat.ForJsonSchema(masked, format.SchemaName, description);
        }
    }

    private async ValueTask<AIFunctionDeclaration> ToolAsync(AIFunctionDeclaration tool) => AIFunctionFactory.CreateDeclaration(
        tool.Name,
        tool.Description is { } text ? await mask(text).ConfigureAwait(false) : null,
        await SchemaAsync(tool.JsonSchema).ConfigureAwait(false),
        tool.ReturnJsonSchema is { } result ? await SchemaAsync(result).ConfigureAwait(false) : null);

    private async ValueTask<JsonElement> SchemaAsync(JsonElement schema)
    {
        // Left as it is, byte for byte, when there is nothing to mask: providers cache by the definition's text.
        var root = JsonNode.Parse(schema.GetRawText());
        if (!await WalkAsync(root, isSchema: true).ConfigureAwait(false))
        {
            return schema;
        }

        using var document = JsonDocument.Parse(root!.ToJsonString());
        return document.RootElement.Clone();
    }

    // Below "properties" the keys are names of the application's own: {"description": {"type": "string"}}.
    private async ValueTask<bool> WalkAsync(JsonNode? node, bool isSchema)
    {
        var changed = false;
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                changed |= await WalkAsync(item, isSchema).ConfigureAwait(false);
            }
        }
        else if (node is JsonObject group)
        {
            foreach (var (key, value) in group.ToArray())
            {
                if (isSchema && key is "description" or "title" or "$comment" && value is JsonValue words && words.TryGetValue(out string? text))
                {
                    var masked = await mask(text).ConfigureAwait(false);
                    if (masked != text)
                    {
                        group[key] = masked;
                        changed = true;
                    }
                }
                else if (!isSchema || !_data.Contains(key, StringComparer.Ordinal))
                {
                    var names = isSchema && key is "properties" or "$defs" or "definitions" or "patternProperties" or "dependentSchemas";
                    changed |= await WalkAsync(value, !names).ConfigureAwait(false);
                }
            }
        }

        return changed;
    }
}
