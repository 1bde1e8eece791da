namespace HybridAi.Difficulty;

public class DriftDetectorTests
{
    private static readonly (string Source, DriftObservation Observation)[] Traffic =
        [.. SamplePrompts.WithSource.Select(p => (p.Source, Observe(p.Prompt)))];

    [Theory]
    [InlineData("zeroeval_crux")]
    [InlineData("mmlu_pro")]
    public void Observe_TrafficChangesKind_AlarmsWithin300Requests(string source)
    {
        var usual = Kind("llmrouter", "routerbench");
        var changed = Kind(source);
        int late = 0;
        var delays = new List<int>();
        for (int run = 0; run < 60; run++)
        {
            var random = Seeded(run);
            var detector = new DriftDetector(Reference(usual, random));
            for (int i = 0; i < 500; i++) detector.Observe(Draw(usual, random));
            int delay = 1;
            while (delay <= 300 && !detector.Observe(Draw(changed, random))) delay++;
            delays.Add(delay);
            if (delay > 300) late++;
        }

        late.ShouldBe(0, $"delays: {string.Join(' ', delays.Order())}");
    }

    [Fact]
    public void Observe_UsualTraffic_RarelyAlarms()
    {
        var usual = Kind("llmrouter", "routerbench", "mmlu_pro", "routerarena", "zeroeval_crux");
        int alarms = 0;
        const int Runs = 60, Requests = 3000;
        for (int run = 0; run < Runs; run++)
        {
            var random = Seeded(1000 + run);
            var detector = new DriftDetector(Reference(usual, random));
            for (int i = 0; i < Requests; i++)
                if (detector.Observe(Draw(usual, random))) alarms++;
        }

        // 180,000 requests at a tolerated rate of one in 100,000; the reference itself is only known from 600 requests.
        alarms.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public void Evidence_AfterAnAlarm_StartsAnew()
    {
        var random = new Random(2);
        var usual = Kind("llmrouter");
        var detector = new DriftDetector(Reference(usual, random));
        var strange = new DriftObservation(0.99, TaskType.Maths, 50_000);
        int requests = 1;
        while (!detector.Observe(strange)) requests++;

        requests.ShouldBeLessThan(60);
        detector.Evidence.ShouldBe(0);
        detector.Seen.ShouldBe(0);
        for (int i = 0; i < 3; i++) detector.Observe(strange);
        detector.Seen.ShouldBe(3);
        detector.Evidence.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void From_TooFewRequests_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => DriftReference.From(new DriftObservation[199]));

    private static DriftObservation Observe(string prompt)
    {
        var assessment = PromptClassifier.Default.Assess(prompt);
        return new DriftObservation(Math.Round(assessment.Probability, 4), assessment.TaskType, prompt.Length);
    }

    private static DriftObservation[] Kind(params string[] sources) =>
        [.. Traffic.Where(t => sources.Contains(t.Source)).Select(t => t.Observation)];

    private static DriftReference Reference(DriftObservation[] kind, Random random) =>
        DriftReference.From([.. Enumerable.Range(0, 600).Select(_ => Draw(kind, random))]);

    private static DriftObservation Draw(DriftObservation[] kind, Random random) => kind[random.Next(kind.Length)];

    // Mixed: draws of seeds in a row have much in common.
    private static Random Seeded(int run) => new((int)(NgramHash.Mix((uint)run + 1) >> 1));
}
