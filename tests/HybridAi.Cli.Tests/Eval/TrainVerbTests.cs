using System.Text;
using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Eval;

[Collection(RealModel.Name)]
public sealed class TrainVerbTests
{
    private static readonly string[] Files = ["--train", "rows.jsonl", "--dev", "rows.jsonl", "--output", "heads.bin"];

    [Fact]
    public async Task Train_HeadsForATinyModel_WritesHeadsThatScoreItAndNoOther()
    {
        using var cli = new CliRun();
        cli.Write("rows.jsonl", Rows());

        (await cli.RunAsync(["train", "--tier", "model", "--model", TestCache.TinyModel, .. Files])).ShouldBe(0, cli.Error);
        cli.Error.ShouldContain("60/60");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(cli.Folder, "heads.bin"));
        (await File.ReadAllTextAsync(Path.Combine(cli.Folder, "heads.bin.md"))).ShouldContain("| need | s | permissive | 60 |");

        // Stopped or done, a second run reads nothing again and gives the same bytes.
        (await cli.RunAsync(["train", "--tier", "model", "--model", TestCache.TinyModel, .. Files])).ShouldBe(0, cli.Error);
        (await File.ReadAllBytesAsync(Path.Combine(cli.Folder, "heads.bin"))).ShouldBe(bytes);

        string[] score = ["route", "score", "--tier", "model", "--jsonl", "--model", TestCache.TinyModel];
        (await cli.RunAsync([.. score, "--heads", "heads.bin"], Rows())).ShouldBe(0, cli.Error);
        cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(60);

        // The built-in heads are for another model.
        (await cli.RunAsync(score, Rows())).ShouldBe(4);
        cli.Error.ShouldContain("train --tier model");
        cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Train_PromptClassifier_WritesAModelCard()
    {
        using var cli = new CliRun();
        cli.Write("rows.jsonl", Rows());

        (await cli.RunAsync(["train", .. Files])).ShouldBe(0, cli.Error);

        (await File.ReadAllTextAsync(Path.Combine(cli.Folder, "heads.bin.md"))).ShouldContain("# Model card: tier-0 prompt classifier");
    }

    [Fact]
    public async Task Score_ModelOfTheBuiltInModel_ReadsEveryPromptInOrder()
    {
        using var cli = new CliRun();
        const string Prompts = "{\"id\":\"a\",\"prompt\":\"What is the capital of France?\"}\n{\"id\":\"b\",\"prompt\":\"Prove that there are infinitely many primes.\"}\n";

        (await cli.RunAsync(["route", "score", "--tier", "model", "--jsonl"], Prompts)).ShouldBe(0, cli.Error);
        var model = Scores(cli.Out);
        (await cli.RunAsync(["route", "score", "--tier", "auto", "--jsonl"], Prompts)).ShouldBe(0, cli.Error);
        var auto = Scores(cli.Out);
        (await cli.RunAsync(["route", "score", "--tier", "lexical", "--jsonl"], Prompts)).ShouldBe(0, cli.Error);
        var lexical = Scores(cli.Out);

        model.Keys.ShouldBe(["a", "b"]);
        model["b"].ShouldBeGreaterThan(model["a"]);
        auto["a"].ShouldNotBe(lexical["a"]);
        auto["a"].ShouldNotBe(model["a"]);
    }

    [Fact]
    public async Task Score_AutoWithoutAModel_FallsBackToTheTextAndSaysSo()
    {
        using var cli = new CliRun();
        const string Prompt = "{\"id\":\"a\",\"prompt\":\"What is the capital of France?\"}\n";

        (await cli.RunAsync(["route", "score", "--tier", "auto", "--jsonl", "--model", "none.gguf"], Prompt)).ShouldBe(0);
        var (auto, said) = (cli.Out, cli.Error);
        await cli.RunAsync(["route", "score", "--tier", "lexical", "--jsonl"], Prompt);

        auto.ShouldBe(cli.Out);
        said.ShouldContain("text alone");
        (await cli.RunAsync(["route", "score", "--tier", "model", "--jsonl", "--model", "none.gguf"], Prompt)).ShouldBe(4);
    }

    private static Dictionary<string, double> Scores(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(line => line.GetProperty("id").GetString()!, line => line.GetProperty("score").GetDouble());

    private static string Rows()
    {
        var rows = new StringBuilder();
        for (var i = 0; i < 60; i++)
        {
            var hard = i % 2;
            rows.Append(System.Globalization.CultureInfo.InvariantCulture,
                $$"""{"id":"{{i}}","prompt":"{{(hard == 1 ? "Prove the theorem" : "Name the animal")}} number {{i}}","source":"s","benchmark":"b","lic_class":"permissive","label_kind":"pair","weak_score":{{1 - hard}},"strong_score":1}""")
                .Append('\n');
        }

        return rows.ToString();
    }
}
