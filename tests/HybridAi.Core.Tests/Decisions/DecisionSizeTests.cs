using System.Text;
using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Decisions;

public sealed class DecisionSizeTests
{
    private static readonly string[] _names = ["smollm2-135m-q4", "phi-4-mini-onnx", "eu-cluster-01", "openai-gpt-5-mini"];

    private static HybridChatClient FourTargets(out string[] targets)
    {
        targets = _names;
        return new(
            [
                new Target(_names[0], ScriptedChatClient.Says("I don't know."), TargetProfile.OnDevice(8192)),
                new Target(_names[1], ScriptedChatClient.Says("local"), TargetProfile.OnDevice(32_768, TargetCapabilities.Tools | TargetCapabilities.Json) with { Languages = ["en", "es"] }),
                new Target(_names[2], ScriptedChatClient.Fails(new HttpRequestException("x")), TargetProfile.Private(0.1m, 0.2m, 128_000)),
                new Target(_names[3], ScriptedChatClient.Says("cloud"), TargetProfile.Cloud(0.15m, 0.60m, 400_000)),
            ],
            new() { Revision = "3f2a9c1b7d4e", Rules = [new() { Name = "contracts of the legal department", Tag = "legal", Threshold = 0.01 }] });
    }

    // Tools, labels of several kinds, a rule, German, JSON, every target with a say.
    private static (List<ChatMessage> Messages, ChatOptions Options) Request()
    {
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.Json,
            Tools = [AIFunctionFactory.Create(() => "x", "search"), AIFunctionFactory.Create(() => "x", "read")],
            MaxOutputTokens = 900,
        }.AddTag("legal").SetConversationKey("c");
        var text = "Bitte prüfe den Vertrag mit Anna Becker, anna.becker@example.com, Telefon +49 30 901820, Karte 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00, "
            + "und beweise Schritt für Schritt, warum die Klausel über die Haftung unwirksam ist. ";
        return ([new(ChatRole.User, string.Concat(Enumerable.Repeat(text, 20)))], options);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DecisionAndOutcome_OfARichRequestOverFourTargets_TakeAKilobyteEachAtMost(bool streaming)
    {
        using var client = FourTargets(out _);
        var (messages, options) = Request();

        var response = await client.AskAsync(streaming, messages, options);

        var decision = response.GetRouteDecision()!;
        decision.Targets.Count.ShouldBe(4);
        decision.Labels.Count.ShouldBeGreaterThan(2);
        Size(RouteJson.Write(decision)).ShouldBeLessThanOrEqualTo(1024, RouteJson.Write(decision));
        var learned = decision with
        {
            JudgedScore = 0.1234,
            Contributions = decision.Contributions! with { Learned = -1.23 },
            Explanation = "Difficulty 0.31 (outcomes moved it by +1.23 log-odds) reaches the threshold 0.42.",
        };
        Size(RouteJson.Write(learned)).ShouldBeLessThanOrEqualTo(1024, RouteJson.Write(learned));
        Size(RouteJson.Write(response.GetRouteOutcome()!)).ShouldBeLessThanOrEqualTo(1024, RouteJson.Write(response.GetRouteOutcome()!));
    }

    [Fact]
    public void Outcome_OfFourFailedAttempts_TakesAKilobyteAtMost()
    {
        var outcome = new RouteOutcome
        {
            Id = "0123456789abcdef",
            Target = _names[3],
            Location = Location.Cloud,
            Attempts = [.. _names.Select(n => new AttemptOutcome(n, AttemptResult.Failed, "context-exceeded", 123_456.78, 12_345.67, 123_456, 12_345, 12_345, 1.2345678m, true))],
            Cost = 4.5678912m,
            FirstTokenMilliseconds = 123_456.78,
            TotalMilliseconds = 234_567.89,
            Escalated = true,
            FailedOver = true,
            Egress = new(4, 1_234_567, 12, 345),
        };

        Size(RouteJson.Write(outcome)).ShouldBeLessThanOrEqualTo(1024, RouteJson.Write(outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Contributions_AddUpToTheScore(bool streaming)
    {
        using var client = FourTargets(out _);
        var (messages, options) = Request();

        var decision = (await client.AskAsync(streaming, messages, options)).GetRouteDecision()!;

        var parts = decision.Contributions.ShouldNotBeNull();
        var logOdds = parts.Base + parts.Words + parts.Structure + parts.Model;
        (1 / (1 + Math.Exp(-logOdds))).ShouldBe(decision.Score!.Value, 0.01);
    }

    [Fact]
    public async Task Tree_NamesEveryTargetAndEveryStep()
    {
        using var client = FourTargets(out var targets);
        var (messages, options) = Request();
        var decision = await client.PreviewAsync(messages, options);

        var tree = RouteTree.Of(decision).ToString();

        tree.Split('\n').Length.ShouldBeGreaterThan(12);
        foreach (var word in targets.Concat(["privacy", "EMAIL", "rule 'contracts of the legal department'", "threshold", "difficulty", "log-odds", "policy 3f2a9c1b7d4e"]))
        {
            tree.ShouldContain(word);
        }

        tree.ShouldNotContain("Becker");
    }

    [Fact]
    public void Schema_OfADecision_IsStable()
    {
        // What dashboards and stored records rely on: names may be added, none may change or go.
        var json = JsonDocument.Parse("""
            {"id":"1","at":"2030-01-01T00:00:00+00:00","target":"local","location":"Device","reason":"easy","why":"w","score":0.1,"threshold":0.12,"tier":0,"mode":"PreferOnDevice",
            "rule":"r","signals":{"chars":1,"tokens":2,"turns":1,"code":true,"tools":1,"toolLoop":true,"attachments":1,"json":true},
            "targets":[{"target":"local","location":"Device","eligible":true},{"target":"cloud","location":"Cloud","eligible":false,"reason":"privacy","detail":"d"}],
            "labels":{"EMAIL":1},"mayEscalate":true,"belowCompetence":true,"revision":"v"}
            """).RootElement;

        var written = JsonDocument.Parse(RouteJson.Write(RouteJson.ReadDecision(json.GetRawText()))).RootElement;

        foreach (var property in json.EnumerateObject())
        {
            written.GetProperty(property.Name).GetRawText().Replace(" ", "", StringComparison.Ordinal)
                .ShouldContain(property.Value.ValueKind is JsonValueKind.Object ? "{" : property.Value.GetRawText().Replace(" ", "", StringComparison.Ordinal), Case.Sensitive, property.Name);
        }
    }

    private static int Size(string json) => Encoding.UTF8.GetByteCount(json);
}
