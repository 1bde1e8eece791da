using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

public partial class MaskTests
{
    // Nothing in the reply says what its number is.
    [Theory, InlineData(true), InlineData(false)]
    public async Task Reply_ToAQuestionForANumber_IsMasked(bool streaming)
    {
        using var client = Client();
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words("Thanks, ", Token.Match(messages[^1].Text).Value);

        var response = await client.AskAsync(streaming,
        [
            new(ChatRole.User, Ask.Hard),
            new(ChatRole.Assistant, "What is your passport number?"),
            new(ChatRole.User, "it's 512345678"),
        ]);

        response.Text.ShouldBe("Thanks, 512345678");
        ShouldNotHold(Sent(_cloud), "512345678");
    }

    [Theory]
    [InlineData("What year was your passport number issued?", "2019, I think")]
    [InlineData("It took 4111 steps.", "1111 1111 1111 would be too many")]
    [InlineData("How many accounts?", "12345 of them")]
    public async Task Turns_WithNumbersThatAreNone_LeaveAsTheyAre(string said, string reply)
    {
        using var client = Client();

        (await client.AskAsync(false, [new(ChatRole.User, $"{Ask.Hard} 7"), new(ChatRole.Assistant, said), new(ChatRole.User, reply)])).Text.ShouldBe("cloud");

        _cloud.Requests.Single().Messages[^1].Text.ShouldBe(reply);
    }
}
