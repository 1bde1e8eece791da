using System.Text;
using System.Text.Json;
using HybridAi.Cli.Privacy.Prove;

namespace HybridAi.Plumbing;

/// <summary>The eye of the plumbing test sees.</summary>
public class ValueSearchTests
{
    private const string Value = "anna.müller+x@Example.org";

    public static TheoryData<string> Forms => new(
        Value,
        Value.ToUpperInvariant(),
        "ANNA MÜLLER X EXAMPLE ORG",
        "anna-müller_x.example/org",
        Uri.EscapeDataString(Value),
        JsonSerializer.Serialize(Value),
        JsonSerializer.Serialize(JsonSerializer.Serialize(Value)),
        string.Concat(Value.Select(c => $"\\u{(int)c:x4}")),
        Base64(Value),
        Base64("x" + Value + "yz"),
        Base64("xy" + Value),
        Base64("xyz>>" + Value + "?"),
        Base64("xy" + Value).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        "{\"url\":\"https:\\/\\/x.org\\/?q=" + Uri.EscapeDataString(Value) + "\"}");

    [Theory, MemberData(nameof(Forms))]
    public void Value_InAnyForm_IsFound(string form) => new ValueSearch("before " + form + " after").Find(Value).ShouldNotBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("anna.müller@example.org")]
    [InlineData("[[k7f3-EMAIL-1]]")]
    public void Value_ThatIsNotThere_IsNotFound(string text) => new ValueSearch(text).Find(Value).ShouldBeNull();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
