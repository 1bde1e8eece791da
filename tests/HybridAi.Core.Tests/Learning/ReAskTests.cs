using Microsoft.Extensions.AI;

namespace HybridAi.Learning;

public class ReAskTests
{
    private const string Question = "Which month comes after May?";

    private static ChatOptions Keyed => new ChatOptions().SetConversationKey("42");

    private static ChatMessage[] Turn(ChatResponse? answer, params string[] said) => answer is null
        ? [.. said.Select(s => new ChatMessage(ChatRole.User, s))]
        : [new(ChatRole.User, said[0]), new(ChatRole.Assistant, answer.Text), .. said.Skip(1).Select(s => new ChatMessage(ChatRole.User, s))];

    [Theory]
    [InlineData("which  MONTH comes after May", true, true)]
    [InlineData("which  MONTH comes after May", false, true)]
    [InlineData("Which month comes after June?", true, false)]
    [InlineData("Which month comes after June?", false, false)]
    public async Task Turn_AfterAnAnswerOfTheDevice_CountsABitAsBadOrConfirmsTheScore(string next, bool streaming, bool again)
    {
        using var learning = new LearningClient(new() { ReAskWeight = 0.4 });
        var answer = await learning.AskAsync(0.3, streaming, Question);

        await learning.AskAsync(0.3, Turn(answer, Question, next), streaming);

        var state = learning.Client.GetLearning();
        state.Outcomes.ShouldBe(0.4, 1e-3);
        state.Shifts.Values.DefaultIfEmpty().Max().ShouldBe(again ? 0.07 : 0, 0.04);
    }

    [Theory]
    [InlineData("key", true)]
    [InlineData("key", false)]
    [InlineData("user", true)]
    [InlineData("user", false)]
    [InlineData("later turn", true)]
    [InlineData("later turn", false)]
    public async Task Regenerate_TheSameHistoryWithoutTheAnswer_CountsABitAsBad(string how, bool streaming)
    {
        using var learning = new LearningClient();
        var options = how switch { "key" => Keyed, "user" => new ChatOptions().SetUser("u1"), _ => null };
        var history = how == "later turn" ? Turn(new(new ChatMessage(ChatRole.Assistant, "Hello.")), "Hi.", Question) : Turn(null, Question);
        await learning.AskAsync(0.3, history, streaming, options);

        await learning.AskAsync(0.3, history, streaming, options);

        var state = learning.Client.GetLearning();
        state.Outcomes.ShouldBe(0.1, 1e-3);
        state.Shifts[TaskType.Unknown].ShouldBeGreaterThan(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task FirstQuestion_OfSomebodyElse_IsNotAskedAgain(bool streaming)
    {
        using var learning = new LearningClient();

        await learning.AskAsync(0.3, streaming, Question);
        await learning.AskAsync(0.3, streaming, Question);
        await learning.AskAsync(0.3, streaming, Question, new ChatOptions().SetUser("u1"));
        await learning.AskAsync(0.3, streaming, Question, new ChatOptions().SetUser("u2"));
        await learning.AskAsync(0.3, streaming, Question, new ChatOptions().SetUser("u2").SetTenant("t"));

        learning.Client.GetLearning().Outcomes.ShouldBe(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task AskedAgain_TooLateAfterTheCloudOrSwitchedOff_DoesNotCount(bool streaming)
    {
        using var late = new LearningClient();
        await late.AskAsync(0.3, streaming, Question, Keyed);
        late.Time.Advance(TimeSpan.FromMinutes(11));
        await late.AskAsync(0.3, streaming, Question, Keyed);
        late.Client.GetLearning().Outcomes.ShouldBe(0);

        using var cloud = new LearningClient();
        await cloud.AskAsync(0.9, streaming, Question, Keyed);
        await cloud.AskAsync(0.9, streaming, Question, Keyed);
        cloud.Client.GetLearning().Outcomes.ShouldBe(0);

        using var off = new LearningClient(new() { ReAskWeight = 0 });
        await off.AskAsync(0.3, streaming, Question, Keyed);
        await off.AskAsync(0.3, streaming, Question, Keyed);
        off.Client.GetLearning().Outcomes.ShouldBe(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ResultsOfTools_AreNotTheQuestionAgain(bool streaming)
    {
        using var learning = new LearningClient();
        await learning.AskAsync(0.3, streaming, Question, Keyed);
        ChatMessage[] loop =
        [
            new(ChatRole.User, Question), new(ChatRole.Assistant, [new FunctionCallContent("1", "clock")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "May")]),
        ];

        await learning.AskAsync(0.3, loop, streaming, Keyed);

        learning.Client.GetLearning().Outcomes.ShouldBe(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Report_BeforeOrAfterAskingAgain_TakesItsPlace(bool streaming)
    {
        using var learning = new LearningClient();
        var first = await learning.AskAsync(0.3, streaming, Question, Keyed);
        var second = await learning.AskAsync(0.3, streaming, Question, Keyed);

        (await learning.Client.ReportOutcomeAsync(first, AnswerVerdict.Good)).ShouldBe(ReportResult.Learned);
        learning.Client.GetLearning().Outcomes.ShouldBe(1, 1e-2);
        await learning.Client.ReportOutcomeAsync(second, AnswerVerdict.Good);
        await learning.AskAsync(0.3, streaming, Question, Keyed);

        learning.Client.GetLearning().Outcomes.ShouldBe(2, 1e-2);
    }
}
