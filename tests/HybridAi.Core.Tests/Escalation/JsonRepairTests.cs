using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridAi.Escalation;

public class JsonRepairTests
{
    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("```json\n{\"a\": 1}\n```", "{\"a\": 1}")]
    [InlineData("Sure! Here it is: {\"a\": [1, 2,], } Enjoy.", "{\"a\": [1, 2]}")]
    [InlineData("{\"a\": [1, {\"b\": \"x\"", "{\"a\": [1, {\"b\": \"x\"}]}")]
    [InlineData("{\"a\": true,", "{\"a\": true}")]
    [InlineData("{\"a\": \"line\nbreak\"}", "{\"a\": \"line\\nbreak\"}")]
    [InlineData("{\"a\": \"he said \\\"}\\\"\"", "{\"a\": \"he said \\\"}\\\"\"}")]
    [InlineData("[1, 2", null)]
    [InlineData("{\"a\": \"cut o", null)]
    [InlineData("{\"a\":", null)]
    [InlineData("{\"a\": tru", null)]
    [InlineData("{\"a\": 1]", null)]
    [InlineData("{\"a\": 1} or {\"a\": 2}", null)]
    [InlineData("no json", null)]
    [InlineData("", null)]
    public void TryRepair_Text_MendsFormAndNeverValues(string text, string? expected)
    {
        JsonRepair.TryRepair(text, out var json).ShouldBe(expected is not null);

        if (expected is not null)
        {
            JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(expected)).ShouldBeTrue(json);
        }
    }

    // Whatever is cut off or wrapped: what comes out is valid, and every value in it stands in the original at the same place.
    [Fact]
    public void TryRepair_AnyDamage_KeepsEveryValue()
    {
        var random = new Random(3);
        var mended = 0;
        for (var i = 0; i < 4000; i++)
        {
            var original = Value(random, 0);
            var text = original.ToJsonString(new JsonSerializerOptions { WriteIndented = i % 2 == 0 });
            var damaged = random.Next(3) switch
            {
                0 => text[..random.Next(text.Length + 1)],
                1 => $"Here:\n```json\n{text}\n```\nDone.",
                _ => text.Replace("}", ",}").Replace("]", " , ]"),
            };
            if (original is not (JsonObject or JsonArray) || !JsonRepair.TryRepair(damaged, out var json))
            {
                continue;
            }

            mended++;
            IsPartOf(JsonNode.Parse(json), original).ShouldBeTrue($"{damaged} -> {json}");
        }

        mended.ShouldBeGreaterThan(1000);
    }

    private static bool IsPartOf(JsonNode? part, JsonNode? whole) => (part, whole) switch
    {
        (JsonObject p, JsonObject w) => p.All(e => w.ContainsKey(e.Key) && IsPartOf(e.Value, w[e.Key])),
        (JsonArray p, JsonArray w) => p.Count <= w.Count && p.Select((e, i) => IsPartOf(e, w[i])).All(e => e),
        _ => JsonNode.DeepEquals(part, whole),
    };

    private static JsonNode Value(Random random, int depth) => random.Next(depth < 3 ? 6 : 4) switch
    {
        0 => JsonValue.Create(random.Next(-1000, 1000)),
        1 => JsonValue.Create(random.Next(2) == 0),
        2 or 3 => JsonValue.Create(new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => "a\"\\ü`x"[random.Next(6)])])),
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)Value(random, depth + 1)))),
    };
}
