using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HybridAi.Learning;

public class LearningFileTests
{
    private static readonly RoutingCalibration _calibration = new() { ClassifierRevision = "own", Created = default };

    [Theory, InlineData(true), InlineData(false)]
    public async Task Read_WhatAnotherProcessWrote_DecidesAsItDid(bool streaming)
    {
        using var first = new LearningClient();
        await first.TeachAsync(0.3, AnswerVerdict.Bad, 12, streaming);
        first.Policy = first.Policy with { Calibration = _calibration };
        await first.TeachAsync(0.2, AnswerVerdict.Bad, 3, streaming);
        using var file = Write(first.Learner);

        var learner = new OutcomeLearner();
        learner.Read(file);
        using var second = new LearningClient(parts: new() { Learner = learner });

        var restored = (await second.AskAsync(0.3, streaming)).GetRouteDecision()!;
        first.Policy = second.Policy;
        var expected = (await first.AskAsync(0.3, streaming)).GetRouteDecision()!;
        (restored.Target, restored.Score).ShouldBe(("cloud", expected.Score));
        second.Client.GetLearning().Outcomes.ShouldBe(first.Client.GetLearning().Outcomes, 0.1);
        second.Policy = second.Policy with { Calibration = _calibration };
        second.Client.GetLearning().Outcomes.ShouldBe(3, 0.1, "what is about another calibration waits until that is in force");
        Encoding.UTF8.GetString(file.ToArray()).ShouldNotContain("question", Case.Insensitive);
    }

    [Fact]
    public async Task Read_WhatIsAboutAnotherModel_IsDroppedWithItsFirstAnswer()
    {
        using var first = new LearningClient();
        await first.TeachAsync(0.3, AnswerVerdict.Bad, 12);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Write(first.Learner).ToArray()).Replace(ScriptedProbe.Model, "another")));

        var learner = new OutcomeLearner();
        learner.Read(file);
        using var second = new LearningClient(parts: new() { Learner = learner });

        second.Client.GetLearning().Outcomes.ShouldBe(12, 0.1);
        await second.AskAsync(0.05);
        second.Client.GetLearning().Outcomes.ShouldBe(0);
        await second.TeachAsync(0.05, AnswerVerdict.Good, 2);
        second.Client.GetLearning().Outcomes.ShouldBe(2, 0.1);
    }

    [Fact]
    public async Task Write_WhatWasReadAndNeverInForce_IsKept()
    {
        using var first = new LearningClient(policy: p => p with { Calibration = _calibration });
        await first.TeachAsync(0.3, AnswerVerdict.Bad, 12);
        var (between, last) = (new OutcomeLearner(), new OutcomeLearner());
        between.Read(Write(first.Learner));

        last.Read(Write(between));

        using var second = new LearningClient(policy: p => p with { Calibration = _calibration }, parts: new() { Learner = last });
        second.Client.GetLearning().Outcomes.ShouldBe(12, 0.1);
        last.Changes.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"learning_format":2,"tasks":6,"bins":25,"learned":[]}""")]
    [InlineData("""{"learning_format":1,"tasks":6,"bins":25,"learned":[{"calibration":"","models":[],"cells":[[150,1,0,0]]}]}""")]
    [InlineData("""{"learning_format":1,"tasks":6,"bins":25,"learned":[{"calibration":"","models":[],"cells":[[1,1,2,0]]}]}""")]
    [InlineData("""{"learning_format":1,"tasks":6,"bins":25,"learned":[{"calibration":"","models":[],"cells":[[1,1]]}]}""")]
    [InlineData("""{"learning_format":1,"tasks":6,"bins":25,"learned":[{"calibration":"","models":[],"cells":[[1,1e300,0,0]]}]}""")]
    public void Read_SomethingElse_SaysSo(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));

        Should.Throw<InvalidDataException>(() => new OutcomeLearner().Read(stream)).Message.ShouldContain("learned anew");
    }

    // Cut off or changed anywhere: an exception that says so, or bounded shifts; never anything else.
    [Fact]
    public async Task Read_AnyDamage_IsRefusedOrHarmless()
    {
        using var first = new LearningClient();
        await first.TeachAsync(0.3, AnswerVerdict.Bad, 12);
        await first.TeachAsync(0.1, AnswerVerdict.Good, 5);
        var bytes = Write(first.Learner).ToArray();
        Prop.ForAll(Gen.Choose(0, bytes.Length - 1).Zip(Gen.Choose(0, 127)).Zip(Gen.Choose(0, 3)).ToArbitrary(), given =>
        {
            var ((at, value), cut) = given;
            var damaged = (byte[])bytes.Clone();
            damaged[at] = (byte)value;
            var learner = new OutcomeLearner();
            using var stream = new MemoryStream(cut == 0 ? damaged[..at] : damaged);
            try
            {
                learner.Read(stream);
            }
            catch (InvalidDataException)
            {
                return;
            }

            Math.Abs(learner.Shift(first.Policy, 0.3, TaskType.Unknown)).ShouldBeLessThanOrEqualTo(2);
        }).QuickCheckThrowOnFailure();
    }

    private static MemoryStream Write(OutcomeLearner learner)
    {
        var stream = new MemoryStream();
        learner.Write(stream);
        stream.Position = 0;
        return stream;
    }
}
