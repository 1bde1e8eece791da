using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

[Collection(ModelTests.Name)]
public sealed class GenAIChatClientTests(ModelFixture fixture)
{
    [Fact]
    public async Task Client_ShortQuestion_AnswersTheSameStreamingOrNot()
    {
        var options = new ChatOptions { MaxOutputTokens = 16 };
        const string question = "Who wrote Romeo and Juliet?";

        var whole = await fixture.Client.GetResponseAsync(question, options);
        var pieces = new List<ChatResponseUpdate>();
        await foreach (var update in fixture.Client.GetStreamingResponseAsync(question, options))
            pieces.Add(update);

        whole.Text.ShouldContain("William Shakespeare");
        string.Concat(pieces.Select(piece => piece.Text)).ShouldBe(whole.Text);
        pieces.Count.ShouldBeGreaterThan(3);
    }
}
