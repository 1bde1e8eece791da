using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HybridAi.Configuration;

public class SchemaTests
{
    private static readonly JsonElement _schema = JsonDocument.Parse(File.ReadAllText(SchemaPath())).RootElement
        .GetProperty("properties").GetProperty("HybridAi");

    private static string SchemaPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../src/HybridAi/ConfigurationSchema.json");

    [Fact]
    public void Schema_AndOptions_NameTheSameThings() => Compare(_schema, typeof(HybridAiOptions), "HybridAi");

    [Fact]
    public void Schema_AndRules_NameTheSameThings()
    {
        var inSchema = Leaves(_schema, "").Order(StringComparer.Ordinal);
        var inRules = OptionRule.General.Concat(OptionRule.OfPrice("*")).Concat(OptionRule.OfTarget("*")).Concat(OptionRule.OfRule("*")).Concat(OptionRule.OfBudget("*")).Concat(OptionRule.OfPrivacy("*", "*")).Select(r => r.Path).Order(StringComparer.Ordinal);

        inSchema.ShouldBe(inRules);
    }

    [Fact]
    public void Schema_Defaults_AreTheOptionsDefaults()
    {
        foreach (var rule in OptionRule.General)
        {
            var node = rule.Path.Split(':').Aggregate(_schema, (n, part) => n.GetProperty("properties").GetProperty(part));
            if (node.TryGetProperty("default", out var value))
            {
                var actual = rule.Values(new())!;
                var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
                string.Equals(text, actual, StringComparison.OrdinalIgnoreCase).ShouldBeTrue($"{rule.Path}: {text} or {actual}");
                rule.IsValid(actual).ShouldBeTrue(rule.Path);
            }
        }
    }

    [Fact]
    public void Schema_EveryNode_IsDescribed()
    {
        foreach (var node in Nodes(_schema))
        {
            node.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace();
        }
    }

    private static void Compare(JsonElement node, Type type, string path)
    {
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(p => p.Name);
        var inSchema = node.GetProperty("properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        inSchema.Keys.Order().ShouldBe(members.Keys.Order(), path);
        foreach (var (name, child) in inSchema)
        {
            var member = members[name].PropertyType;
            if (child.TryGetProperty("properties", out _))
            {
                Compare(child, member, $"{path}:{name}");
            }
            else if (child.TryGetProperty("items", out var item) && item.TryGetProperty("properties", out _))
            {
                Compare(item, member.GetGenericArguments()[0], $"{path}:{name}:*");
            }
            else if (child.TryGetProperty("additionalProperties", out var each) && each.ValueKind == JsonValueKind.Object)
            {
                Compare(each, member.GetGenericArguments()[1], $"{path}:{name}:*");
            }
        }
    }

    private static IEnumerable<string> Leaves(JsonElement node, string path) =>
        node.TryGetProperty("properties", out var children)
            ? children.EnumerateObject().SelectMany(c => Leaves(c.Value, path.Length == 0 ? c.Name : $"{path}:{c.Name}"))
            : node.TryGetProperty("additionalProperties", out var each) && each.ValueKind == JsonValueKind.Object
                ? Leaves(each, $"{path}:*")
            : node.TryGetProperty("items", out var item) && item.TryGetProperty("properties", out _)
                ? Leaves(item, $"{path}:*")
                : [path];

    private static IEnumerable<JsonElement> Nodes(JsonElement node)
    {
        yield return node;
        if (node.TryGetProperty("properties", out var children))
        {
            foreach (var inner in children.EnumerateObject().SelectMany(c => Nodes(c.Value)))
            {
                yield return inner;
            }
        }
    }
}
