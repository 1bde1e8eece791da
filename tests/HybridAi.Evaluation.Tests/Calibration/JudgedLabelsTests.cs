using Microsoft.Extensions.AI;
using NSubstitute;

namespace HybridAi.Evaluation.Calibration;

public class JudgedLabelsTests
{
    [Theory]
    [InlineData("10", 1.0)]
    [InlineData("Grade: 7", 0.7)]
    [InlineData("7.5/10", 0.75)]
    [InlineData("0.", 0.0)]
    [InlineData("none", null)]
    [InlineData("", null)]
    [InlineData("-3", null)]
    [InlineData("95", null)]
    public void Grade_OfAVerdict_IsItsFirstNumberIfInRange(string verdict, double? expected) =>
        JudgedLabels.Grade(verdict).ShouldBe(expected);

    [Fact]
    public async Task Run_PromptByPrompt_GradesTheLocalAnswerAndLeavesOutWhatHasNoGrade()
    {
        var asked = new List<string>();
        var local = Client(prompt => "answer to " + prompt);
        var judge = Client(question =>
        {
            asked.Add(question);
            return question.Contains("answer to b", StringComparison.Ordinal) ? "no idea" : question.Contains("answer to a", StringComparison.Ordinal) ? "9" : "2";
        });

        var told = new List<LabelledPrompt>();
        var labels = await JudgedLabels.RunAsync(local, judge, ["a", "b", "c"], graded: told.Add);
        told.ShouldBe(labels);

        labels.Select(l => l.Prompt).ShouldBe(["a", "c"]);
        labels[0].Gain.ShouldBe(0.1, 1e-9);
        labels[1].Gain.ShouldBe(0.8, 1e-9);
        asked.Count.ShouldBe(3);
        asked[0].ShouldContain("<request>\na\n</request>\n<answer>\nanswer to a\n</answer>");
    }

    [Fact]
    public async Task Run_LongTexts_AreCutForTheJudge()
    {
        string seen = "";
        await JudgedLabels.RunAsync(Client(_ => new string('y', 50_000)), Client(q => (seen = q, "5").Item2), [new string('x', 50_000)]);

        seen.Length.ShouldBeLessThan((2 * JudgedLabels.MaxCharacters) + 1000);
        seen.ShouldContain("[...]");
    }

    private static IChatClient Client(Func<string, string> answer)
    {
        var client = Substitute.For<IChatClient>();
        client.GetResponseAsync(Arg.Any<IEnumerable<ChatMessage>>(), Arg.Any<ChatOptions?>(), Arg.Any<CancellationToken>())
            .Returns(call => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(call.Arg<IEnumerable<ChatMessage>>().Single().Text)))));
        return client;
    }
}
