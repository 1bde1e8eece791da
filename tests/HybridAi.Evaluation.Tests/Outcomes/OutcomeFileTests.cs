using System.IO.Compression;
using System.Text;

namespace HybridAi.Evaluation.Outcomes;

public class OutcomeFileTests
{
    private static readonly OutcomeSet Set = new("SmolLM2", "fingerprint", 2,
    [
        new SuiteOutcome("a-01", "a", 0.5)
        {
            Prompt = "Wie heißt \"cat\"?\n<b>",
            Difficulty = 3,
            Language = "de",
            Milliseconds = 12.5,
            FirstTextMilliseconds = 3,
            OutputTokens = 7,
            Confidence = new DraftConfidence(7, -0.5, -2, -0.25, 1.5, 1.25, 2, 0.5, 0.125, true, 33),
            EarlyConfidence = new DraftConfidence(7, -0.5, -2, -0.25, 1.5, 1.25, 2, 0.5, 0.125, false, 33),
            State = [1.5f, -0.25f, 0],
            Answer = "Katze",
        },
        new SuiteOutcome("b-01", "b", 1),
    ]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_WhatWasWritten_IsTheSame(bool zipped)
    {
        using var stream = new MemoryStream();
        if (zipped)
        {
            using var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            OutcomeFile.Write(zip, Set);
        }
        else
        {
            OutcomeFile.Write(stream, Set);
        }

        stream.Position = 0;
        var read = OutcomeFile.Read(stream);

        (read.Model, read.ModelFingerprint, read.SuiteVersion).ShouldBe(("SmolLM2", "fingerprint", 2));
        read.Rows[0].State.ShouldBe(Set.Rows[0].State);
        (read.Rows[0] with { State = null }).ShouldBe(Set.Rows[0] with { State = null });
        read.Rows[1].ShouldBe(Set.Rows[1]);
    }

    [Theory]
    [InlineData(7, 1.5f, -3f, 65504f)] // a short answer: what is known early is all there is
    [InlineData(20, 0.25f, 8f, -0.03125f)]
    public void Read_StatesOfADraft_AreRoundedAndOnlyKeptTwiceWhereTheyDiffer(int tokens, params float[] end)
    {
        var row = Set.Rows[0] with
        {
            Confidence = Set.Rows[0].Confidence! with { Tokens = tokens, State = end },
            EarlyConfidence = Set.Rows[0].EarlyConfidence! with { State = tokens == 7 ? end : new float[] { 1, 2, 3 } },
        };
        using var stream = new MemoryStream();
        OutcomeFile.Write(stream, Set with { Rows = [row] });
        stream.Position = 0;

        var read = OutcomeFile.Read(stream).Rows[0];

        Near(read.Confidence!.State, end);
        Near(read.EarlyConfidence!.State, tokens == 7 ? end : [1, 2, 3]);
        Encoding.UTF8.GetString(stream.ToArray()).Contains("early_state", StringComparison.Ordinal).ShouldBe(tokens > 8);
        using var again = new MemoryStream();
        OutcomeFile.Write(again, Set with { Rows = [read] });
        again.ToArray().ShouldBe(stream.ToArray(), "what was rounded once is not rounded again");

        static void Near(ReadOnlyMemory<float> actual, float[] expected)
        {
            for (int i = 0; i < expected.Length; i++) actual.Span[i].ShouldBe(Math.Clamp(expected[i], -60_000, 60_000), Math.Abs(expected[i]) / 30);
            actual.Length.ShouldBe(expected.Length);
        }
    }

    [Fact]
    public void Read_LastLineCutOff_GivesTheRest()
    {
        using var stream = new MemoryStream();
        OutcomeFile.Write(stream, Set);

        OutcomeFile.Read(new MemoryStream(stream.ToArray()[..^30])).Rows.Select(r => r.Id).ShouldBe(["a-01"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":\"a\"}")]
    [InlineData("{\"outcome_format\":9,\"model\":\"\",\"fingerprint\":\"\",\"suite\":1}")]
    [InlineData("{\"outcome_format\":1,\"model\":\"\",\"fingerprint\":\"\",\"suite\":1}\n{\"id\":\"a\"}\n{}")]
    [InlineData("[]")]
    public void Read_SomethingElse_IsRefused(string text) =>
        Should.Throw<InvalidDataException>(() => OutcomeFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text))));
}
