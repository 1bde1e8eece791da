using System.Text.Json;
using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

[Collection(ModelTests.Name)]
public sealed class StructuredOutputTests(ModelFixture fixture)
{
    private const string Person = """
        {"type":"object","additionalProperties":false,"required":["name","age"],
         "properties":{"name":{"type":"string","maxLength":20},"age":{"type":"integer","minimum":0,"maximum":150}}}
        """;

    private readonly GenAIChatClient _client = fixture.Client;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schema_OfAPerson_GivesValidJson(bool sampled)
    {
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(Person)),
            Temperature = sampled ? 0.7f : 0,
            Seed = 3,
            MaxOutputTokens = 60,
        };

        var response = await _client.GetResponseAsync("Ada is 36 years old. Give her name and age as JSON.", options);

        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        using var person = JsonDocument.Parse(response.Text);
        person.RootElement.GetProperty("age").GetInt32().ShouldBeInRange(0, 150);
        person.RootElement.GetProperty("name").GetString()!.Length.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public async Task Integer_OfTwoDigits_IsNotRepeated()
    {
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(
                JsonElement.Parse("""{"type":"object","required":["n"],"additionalProperties":false,"properties":{"n":{"type":"integer","minimum":10,"maximum":12}}}""")),
        };

        var response = await _client.GetResponseAsync("Give a number.", options);

        using var answer = JsonDocument.Parse(response.Text);
        answer.RootElement.GetProperty("n").GetInt32().ShouldBeInRange(10, 12);
    }

    [Fact]
    public async Task Grammar_OfASecondRequest_StartsAnewOnTheSameGenerator()
    {
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(Person)) };
        options.SetConversationKey("grammar");

        var first = await _client.GetResponseAsync("Ada is 36 years old. Give her name and age as JSON.", options);
        var again = await _client.GetResponseAsync("Ada is 36 years old. Give her name and age as JSON.", options);

        again.Text.ShouldBe(first.Text);
        again.Usage!.CachedInputTokenCount!.Value.ShouldBe(again.Usage.InputTokenCount!.Value - 1);
    }

    [Fact]
    public async Task JsonMode_WithoutSchema_GivesAnObject()
    {
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.Json, MaxOutputTokens = 48 };

        var response = await _client.GetResponseAsync("Give me a JSON object with the key name for Ada.", options);

        response.Text.ShouldStartWith("{");
        if (response.FinishReason == ChatFinishReason.Stop)
            JsonDocument.Parse(response.Text).Dispose();
    }

    [Fact]
    public async Task Schema_WithUnsupportedKey_IsATypedErrorThatNamesIt()
    {
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(
                JsonElement.Parse("""{"type":"array","items":{"type":"integer"},"uniqueItems":true}""")),
        };

        var error = await Should.ThrowAsync<LocalModelException>(() => _client.GetResponseAsync("Numbers, please.", options));

        error.Kind.ShouldBe(LocalModelErrorKind.GrammarInvalid);
        error.Message.ShouldContain("uniqueItems");
    }
}
