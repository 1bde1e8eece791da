namespace HybridAi.Evaluation.Calibration;

public class LabelHeadsTests
{
    private const int Dimensions = 24;

    [Fact]
    public void Run_StatesThatKnowMoreThanTheText_LiftTheAreaOnRowsNotSeen()
    {
        var (labels, states) = Draw(300, seed: 1, signal: 1.5);
        var (rest, restStates) = Draw(600, seed: 2, signal: 1.5);

        var calibration = CalibrationCommand.Run(labels, new() { States = new LabelStates("m1", states) });

        calibration.ModelFingerprint.ShouldBe("m1");
        var heads = calibration.Heads!;
        heads.ModelFingerprint.ShouldBe("m1");
        var classifier = calibration.Apply(PromptClassifier.Default);
        double text = Area(rest, i => classifier.Score(rest[i].Prompt));
        double both = Area(rest, i => heads.Score(restStates[i].Span, classifier.Score(rest[i].Prompt)));
        text.ShouldBeLessThan(0.6, "the prompts say nothing");
        both.ShouldBeGreaterThan(Area(rest, i => restStates[i].Span[0]) - 0.04, "what could be known");
        both.ShouldBeGreaterThan(text + 0.05);
        double[] probabilities = [.. rest.Select((r, i) => heads.Score(restStates[i].Span, classifier.Score(r.Prompt)))];
        Discrimination.CalibrationError(Discrimination.Reliability(probabilities, [.. rest.Select(l => l.Gain)])).ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Run_StatesOfNoise_LeaveTheOrderOfTheTextAlmostAlone()
    {
        var labels = LabelCalibrationTests.Labels(300, new Random(4));
        var rest = LabelCalibrationTests.Labels(500, new Random(5));
        var states = Noise(300, 6);
        var restStates = Noise(500, 7);

        var calibration = CalibrationCommand.Run(labels, new() { States = new LabelStates("m1", states) });

        var classifier = calibration.Apply(PromptClassifier.Default);
        double text = Area(rest, i => classifier.Score(rest[i].Prompt));
        double both = Area(rest, i => calibration.Heads!.Score(restStates[i].Span, classifier.Score(rest[i].Prompt)));
        both.ShouldBeGreaterThan(text - 0.03);
        calibration.Heads!.Blend.Lexical.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Run_ShippedHeadThatIsRight_IsKeptByFewLabels()
    {
        var (labels, states) = Draw(120, seed: 8, signal: 0.7);
        var (rest, restStates) = Draw(800, seed: 9, signal: 0.7);
        var shipped = Shipped("m1");

        var heads = CalibrationCommand.Run(labels, new() { States = new LabelStates("m1", states, shipped) }).Heads!;
        var without = CalibrationCommand.Run(labels, new() { States = new LabelStates("m1", states, Shipped("m2")) }).Heads!;

        double with = Area(rest, i => heads.RawScore(ProbeHeads.Need, restStates[i].Span));
        with.ShouldBeGreaterThan(Area(rest, i => without.RawScore(ProbeHeads.Need, restStates[i].Span)));
        with.ShouldBeGreaterThan(Area(rest, i => shipped.RawScore(ProbeHeads.Need, restStates[i].Span)) - 0.03);
    }

    [Fact]
    public void Run_CloudShareWithStates_IsMetOnFreshTraffic()
    {
        var (labels, states) = Draw(300, seed: 11, signal: 1.5);
        var (prompts, promptStates) = Draw(3000, seed: 12, signal: 1.5);
        var (fresh, freshStates) = Draw(4000, seed: 13, signal: 1.5);

        var calibration = CalibrationCommand.Run(labels, new()
        {
            CloudShare = 0.3, States = new LabelStates("m1", states), Prompts = [.. prompts.Select(p => p.Prompt)], PromptStates = promptStates,
        });

        var classifier = calibration.Apply(PromptClassifier.Default);
        double threshold = ProbeHeads.LogOdds(calibration.Threshold!.Value);
        int calls = Enumerable.Range(0, fresh.Count).Count(i =>
        {
            double lexical = classifier.Score(fresh[i].Prompt); // as the router does: the state only near the threshold
            double score = Math.Abs(ProbeHeads.LogOdds(lexical) - threshold) > HiddenStatePolicy.DefaultMargin
                ? lexical : calibration.Heads!.Score(freshStates[i].Span, lexical);
            return score >= calibration.Threshold;
        });
        ((double)calls / fresh.Count).ShouldBe(0.3, 0.03);
        calibration.Evidence.ShouldContain("of traffic like these 3300 prompts");
        calibration.Evidence.ShouldNotContain("which need no label");
    }

    [Fact]
    public void Run_TooFewLabelsForStates_LetsTheTextLearnAlone()
    {
        var (labels, states) = Draw(99, seed: 3, signal: 1);

        var calibration = CalibrationCommand.Run(labels, new() { States = new LabelStates("m1", states) });

        calibration.Heads.ShouldBeNull();
        calibration.Adjustment.ShouldNotBeNull();
    }

    [Fact]
    public void Run_Twice_IsTheSameFile()
    {
        var (labels, states) = Draw(150, seed: 3, signal: 1);
        var options = new CalibrationOptions { States = new LabelStates("m1", states) };

        CalibrationCommand.Run(labels, options).Heads!.Revision.ShouldBe(CalibrationCommand.Run(labels, options).Heads!.Revision);
    }

    [Fact]
    public void Run_LabelsOfAnotherModel_AreRefused()
    {
        var (labels, states) = Draw(150, seed: 3, signal: 1);
        labels[7] = labels[7] with { Model = "m2" };

        Should.Throw<InvalidDataException>(() => CalibrationCommand.Run(labels, new() { States = new LabelStates("m1", states) }))
            .Message.ShouldContain("2 local models (m2, m1)");
        CalibrationCommand.Run(labels).ModelFingerprint.ShouldBe("m2");
    }

    [Fact]
    public void Run_AStateShort_IsRefused()
    {
        var (labels, states) = Draw(150, seed: 3, signal: 1);

        Should.Throw<ArgumentException>(() => CalibrationCommand.Run(labels, new() { States = new LabelStates("m1", [.. states.Skip(1)]) }));
    }

    private static ProbeHeads Shipped(string model)
    {
        var weights = new float[Dimensions];
        weights[0] = 1;
        var (means, scales) = (new float[Dimensions], new float[Dimensions]);
        Array.Fill(scales, 1f);
        return new ProbeHeads(model, means, scales, [new ProbeHead(ProbeHeads.Need, weights, 0)], new ProbeBlend(0, 0, 1));
    }

    // What is needed shows in the first number of the state, and nowhere in the prompt.
    private static (List<LabelledPrompt> Labels, List<ReadOnlyMemory<float>> States) Draw(int count, int seed, double signal)
    {
        var random = new Random(seed);
        var labels = new List<LabelledPrompt>();
        var states = Noise(count, seed + 1000);
        for (int i = 0; i < count; i++)
        {
            double need = 1 / (1 + Math.Exp(-signal * states[i].Span[0]));
            labels.Add(new LabelledPrompt($"Look at ticket {random.Next(100000)} please.", random.NextDouble() < need ? 1 : 0));
        }

        return (labels, states);
    }

    private static List<ReadOnlyMemory<float>> Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (ReadOnlyMemory<float>)Enumerable.Range(0, Dimensions)
            .Select(_ => (float)Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * (float)Math.Cos(2 * Math.PI * random.NextDouble())).ToArray())];
    }

    private static double Area(List<LabelledPrompt> rows, Func<int, double> score) => ExactCurve.Compute(
        Enumerable.Range(0, rows.Count).Select(score).ToArray(), new double[rows.Count], rows.Select(r => r.Gain).ToArray()).Area;
}
