using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

/// <summary>Tools that give contents instead of a text, as tools of remote servers do.</summary>
public sealed partial class ToolResultTests : IDisposable
{
    private const string Mail = "maria.lindqvist@contoso.com";

    private readonly ScriptedChatClient _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [GeneratedRegex(@"\[\[\w{4}-[A-Z]+-\d+[a-z]?\]\]")]
    private static partial Regex Token { get; }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Contents_WithValues_AreMaskedEachAndRestored(bool streaming)
    {
        using var gate = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => new());
        var given = new List<AIContent>
        {
            new TextContent($"Written by {Mail}."),
            new TextContent($$"""{"to":"{{Mail}}","n":1}"""),
            new UriContent("https://example.com/a.png", "image/png"),
        };
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words("It was ", Token.Match(Results(messages)[0].ToString()!).Value);

        var response = await gate.AskAsync(streaming, Loop(given));

        response.Text.ShouldBe($"It was {Mail}");
        var sent = Results(_cloud.Requests.Single().Messages);
        sent.Select(c => c.GetType()).ShouldBe([typeof(TextContent), typeof(TextContent), typeof(UriContent)]);
        sent[0].ShouldNotBeSameAs(given[0]);
        sent[0].ToString()!.ShouldStartWith("Written by [[");
        JsonDocument.Parse(sent[1].ToString()!).RootElement.GetProperty("to").GetString()!.ShouldStartWith("[[");
        string.Concat(sent).ShouldNotContain("lindqvist");
        given[0].ToString().ShouldBe($"Written by {Mail}.");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Contents_WithNothingInThem_LeaveAsTheyAre(bool streaming)
    {
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("local"), _cloud, p => p with { Mode = InferenceMode.PreferCloud, MediaTypesMayLeave = ["image/*"] });
        AIContent[] given =
        [
            new TextContent("It rains."), new UsageContent(), new DataContent(new byte[] { 1, 2 }, "image/png") { Name = "sky.png" },
            new TextReasoningContent("so it seems"), new ErrorContent("late") { ErrorCode = "7" },
        ];

        (await client.AskAsync(streaming, Loop(given))).Text.ShouldBe("ok");

        var sent = Results(_cloud.Requests.Single().Messages);
        sent.Select(c => c.GetType()).ShouldBe([typeof(TextContent), typeof(DataContent), typeof(TextReasoningContent), typeof(ErrorContent)]);
        sent[1].ShouldBeOfType<DataContent>().Name.ShouldBe("sky.png");
        sent[3].ShouldBeOfType<ErrorContent>().ErrorCode.ShouldBe("7");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Contents_OfUnknownKind_GoToTheDeviceWithAReason(bool streaming)
    {
        using var client = new HybridChatClient(
            [
                new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192, TargetCapabilities.Tools)),
                new Target("cloud", _cloud, TargetProfile.Cloud()),
            ],
            new() { Mode = InferenceMode.PreferCloud, UnreadableMayLeave = true });

        var response = await client.AskAsync(streaming, Loop(new List<AIContent> { new TextContent("x"), new HostedFileContent("file") }));

        response.Text.ShouldBe("local");
        var cloud = response.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud");
        (cloud.Reason, cloud.Detail).ShouldBe((IneligibleReasons.NotTransferable, nameof(HostedFileContent)));
    }

    // A model that finds names finds them in JSON, too.
    [Theory, InlineData(true), InlineData(false)]
    public async Task Json_WithARecogniser_IsMaskedByWhatItFinds(bool streaming)
    {
        var options = new PrivacyScannerOptions();
        options.Recognizers.Add(new Badges());
        using var gate = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => new(), new PrivacyScanner(options));
        ChatMessage[] messages =
        [
            new(ChatRole.User, $"Look up badge-77 of {Mail}."),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "look_up", new Dictionary<string, object?> { ["of"] = "badge-77" })]),
            new(ChatRole.Tool, [new FunctionResultContent("1", """{"who":"badge-78","n":3,"mail":"maria.lindqvist@contoso.com"}""")]),
        ];
        _cloud.Stream = (sent, _, _) => ScriptedChatClient.Words(
            Token.Match((string)sent[^1].Contents.OfType<FunctionResultContent>().Single().Result!).Value);

        (await gate.AskAsync(streaming, messages)).Text.ShouldBe("badge-78");

        var sent = _cloud.Requests.Single().Messages;
        ((string)sent[^2].Contents.OfType<FunctionCallContent>().Single().Arguments!["of"]!).ShouldStartWith("[[");
        var result = JsonDocument.Parse((string)sent[^1].Contents.OfType<FunctionResultContent>().Single().Result!).RootElement;
        result.GetProperty("who").GetString()!.ShouldStartWith("[[");
        result.GetProperty("mail").GetString()!.ShouldStartWith("[[");
        result.GetProperty("n").GetInt32().ShouldBe(3);
    }

    private sealed class Badges : IEntityRecognizer
    {
        public string Name => "badges";

        public async ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return [.. Regex.Matches(text.ToString(), @"badge-\d\d").Select(m => new Finding("EMPLOYEE_ID", null, m.Index, m.Length, 0.9, false))];
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Bytes_ThatAreText_LeaveAsTheyAre(bool streaming)
    {
        using var gate = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => new());
        var given = "It rains."u8.ToArray();

        await gate.AskAsync(streaming, Loop(given));

        var sent = _cloud.Requests.Single().Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result.ShouldBeOfType<byte[]>();
        sent.ShouldBe(given);
        sent.ShouldNotBeSameAs(given);
    }

    // Nothing in these is a file, however long.
    [Theory]
    [InlineData("words")]
    [InlineData("hexadecimal")]
    [InlineData("names in lines")]
    [InlineData("icon")]
    [InlineData("text as base64")]
    public async Task LongTexts_ThatAreNoFiles_Leave(string kind)
    {
        using var gate = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => new());
        var text = kind switch
        {
            "words" => string.Concat(Enumerable.Repeat("unremarkable/", 200)),
            "hexadecimal" => string.Concat(Enumerable.Range(0, 700).Select(i => (i * 37 % 251).ToString("x2"))),
            "names in lines" => string.Join('\n', Enumerable.Range(0, 200).Select(i => $"OrderLine{i}Total")),
            "icon" => $"<img src=\"data:image/gif;base64,{Convert.ToBase64String(new byte[60])}\">" + new string(' ', 1200),
            _ => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("The sun was out 1 day. ", 60)))),
        };

        (await gate.AskAsync(false, Loop(new Dictionary<string, object?> { ["text"] = text }))).Text.ShouldBe("ok");
    }

    private static ChatMessage[] Loop(object? result) =>
    [
        new(ChatRole.User, "Look it up."),
        new(ChatRole.Assistant, [new FunctionCallContent("1", "look_up")]),
        new(ChatRole.Tool, [new FunctionResultContent("1", result)]),
    ];

    private static List<AIContent> Results(IEnumerable<ChatMessage> messages) =>
        messages.Last().Contents.OfType<FunctionResultContent>().Single().Result.ShouldBeOfType<List<AIContent>>();
}
