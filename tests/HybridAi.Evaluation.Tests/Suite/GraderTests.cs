namespace HybridAi.Evaluation.Suite;

public class GraderTests
{
    [Theory]
    [InlineData("The answer is 1,250.", 1)]
    [InlineData("12 x 100 = 1200, plus 50 makes 1250", 1)]
    [InlineData("1250.5", 0)]
    [InlineData("-1250", 0)]
    [InlineData("none", 0)]
    public void Numeric_LastNumber_Counts(string answer, double mark) => new NumericGrader(1250).Grade(answer).ShouldBe(mark);

    [Theory]
    [InlineData("It is Paris.", 1)]
    [InlineData("Parisian", 0)]
    [InlineData("Paris or Lyon", 0)]
    public void Contains_WholeWordsOnly(string answer, double mark) => new ContainsGrader(["paris"], ["lyon"]).Grade(answer).ShouldBe(mark);

    [Theory]
    [InlineData("a, b, c", 1)]
    [InlineData("1. a\n2. b\n3. c", 1)]
    [InlineData("a, c, b", 0)]
    [InlineData("a, b, b, c", 0)]
    [InlineData("a, b", 0)]
    public void Order_ItemsOnceAndInOrder(string answer, double mark) => new OrderGrader(["a", "b", "c"]).Grade(answer).ShouldBe(mark);

    [Theory]
    [InlineData("```json\n{\"name\": \"Anna\", \"age\": 31}\n```", 1)]
    [InlineData("{\"name\":\"anna\",\"age\":\"31\"}", 1)]
    [InlineData("{\"name\":\"Anna\"}", 0)]
    [InlineData("{\"name\":\"Anna\",\"age\":31,\"x\":1}", 0)]
    [InlineData("{\"name\":\"Anna\",\"age\":31", 0)]
    public void Json_ExactlyTheFields(string answer, double mark) =>
        new JsonGrader(new Dictionary<string, string> { ["name"] = "Anna", ["age"] = "31" }).Grade(answer).ShouldBe(mark);

    [Theory]
    [InlineData("The factory in Graz sent 40 lamps back.", 1)]
    [InlineData("The factory in Graz sent lamps back.", 0.5)]
    [InlineData("The factory in Graz sent 45 lamps back.", 0)]
    [InlineData("Something was sent back.", 0)]
    [InlineData("The factory in Graz sent 40 lamps back and then it told a very long story about it all", 0)]
    public void KeyFacts_KeptAndNothingInvented(string answer, double mark) =>
        new KeyFactsGrader(["Graz", "40", "lamps"], "On Monday the factory in Graz sent 40 lamps back.", 12).Grade(answer).ShouldBe(mark);

    [Fact]
    public void Regex_CatastrophicAnswer_IsGivenUp() => new RegexGrader("(a+)+b").Grade(new string('a', 4000)).ShouldBe(0);
}
