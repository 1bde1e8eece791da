using System.Text;

namespace HybridAi.Evaluation.Training;

public class ClassifierTrainerTests
{
    private static readonly ClassifierTrainingOptions Small = new() { BucketBits = 10, MinRows = 2, TypoBits = 10, MinWordRows = 2, Folds = 2 };

    [Fact]
    public void Train_SameRowsTwice_GivesTheSameBytes()
    {
        var rows = Rows(200, "permissive");

        var first = ClassifierTrainer.Train(rows, [], Small);
        var second = ClassifierTrainer.Train(rows, [], Small);

        second.Data.ToArray().ShouldBe(first.Data.ToArray());
    }

    [Fact]
    public void Train_WordsThatDecide_AreLearned()
    {
        var trained = ClassifierTrainer.Train(Rows(300, "share-alike"), [], Small);

        double needed = trained.Classifier.Score("solve the equation number 7 now"), easy = trained.Classifier.Score("name the animal number 7 now");

        needed.ShouldBeGreaterThan(0.6);
        easy.ShouldBeLessThan(0.4);
        trained.Sources.ShouldContain(new TrainingSource("pairs", "s", "share-alike", 300));
    }

    [Theory]
    [InlineData("non-commercial")]
    [InlineData("no-licence-file")]
    [InlineData("")]
    public void Train_RowsThatMayNotShip_AreNotLearnedFrom(string licence)
    {
        Should.Throw<InvalidDataException>(() => ClassifierTrainer.Train(Rows(100, licence), [], Small));

        var clean = Rows(100, "permissive");
        ClassifierTrainer.Train([.. clean, .. Rows(100, licence)], [], Small).Data.ToArray()
            .ShouldBe(ClassifierTrainer.Train(clean, [], Small).Data.ToArray());
    }

    [Fact]
    public void Run_Files_WriteClassifierAndCard()
    {
        var json = new StringBuilder();
        foreach (var row in Rows(200, "permissive"))
            json.Append($$"""{"id":"{{row.Id}}","prompt":"{{row.Prompt}}","source":"s","benchmark":"b","lic_class":"permissive","label_kind":"pair","weak_score":{{row.WeakScore}},"strong_score":1}""").Append('\n');
        byte[] file = Encoding.UTF8.GetBytes(json.ToString());
        using var output = new MemoryStream();
        using var card = new StringWriter();

        var (_, evaluation) = TrainingCommand.Run(new MemoryStream(file), new MemoryStream(file), output, card, Small);

        PromptClassifier.Load(output.ToArray()).Score("solve the equation").ShouldBeGreaterThan(0.5);
        evaluation.MeanApgr.ShouldBeGreaterThan(0.7);
        card.ToString().ShouldContain("word count");
        card.ToString().ShouldContain("| pairs | s | permissive | 200 |");
    }

    [Fact]
    public void LogisticRegression_SmallProblem_FindsTheMinimum()
    {
        var set = new TrainingSet { Buckets = 2, Dense = 1, Groups = 1 };
        var random = new Random(1);
        for (int i = 0; i < 400; i++)
            set.Rows.Add(new TrainingRow([random.Next(2)], 1, [(float)random.NextDouble()], random.NextDouble(), 1 + random.NextDouble(), 0));

        double[] x = LogisticRegression.Fit(set, 0.3, 0.7);

        // At the minimum the gradient is zero: residuals against each feature balance its ridge.
        var gradient = new double[4];
        foreach (var row in set.Rows)
        {
            double residual = row.Weight * ((1 / (1 + Math.Exp(-(LogisticRegression.Score(set, row, x) + x[3])))) - row.Target);
            gradient[row.Active[0]] += residual;
            gradient[2] += residual * row.Dense[0];
            gradient[3] += residual;
        }

        (gradient[0] + (0.3 * x[0])).ShouldBe(0, 0.05);
        (gradient[1] + (0.3 * x[1])).ShouldBe(0, 0.05);
        (gradient[2] + (0.7 * x[2])).ShouldBe(0, 0.05);
        gradient[3].ShouldBe(0, 0.05);
    }

    private static List<RoutingRow> Rows(int count, string licence) =>
        [.. Enumerable.Range(0, count).Select(i => new RoutingRow
        {
            Id = $"{licence}-{i}",
            Prompt = (i % 2 == 0 ? "solve the equation number " : "name the animal number ") + i + (i % 3 == 0 ? " now" : " today"),
            Source = "s",
            Benchmark = "b",
            LicenseClass = licence,
            LabelKind = "pair",
            WeakScore = i % 2 == 0 && i % 10 != 0 ? 0 : 1,
            StrongScore = 1,
        })];
}
