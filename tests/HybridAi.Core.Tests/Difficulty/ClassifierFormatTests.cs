namespace HybridAi.Difficulty;

public class ClassifierFormatTests
{
    private static readonly byte[] File = ClassifierFormat.Write(PromptClassifier.Default.Model);

    [Fact]
    public void Load_WhatWasWritten_ScoresTheSame()
    {
        var classifier = PromptClassifier.Load(File);

        classifier.Revision.ShouldBe(PromptClassifier.Default.Revision);
        foreach (string prompt in SamplePrompts.All.Take(50))
            classifier.RawScore(prompt).ShouldBe(PromptClassifier.Default.RawScore(prompt));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(11)]
    [InlineData(5000)]
    [InlineData(-1)]
    public void Load_OneByteChanged_IsRefused(int position)
    {
        byte[] damaged = (byte[])File.Clone();
        damaged[position < 0 ? ^1 : position] ^= 0x10;

        Should.Throw<InvalidDataException>(() => PromptClassifier.Load(damaged));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Load_CutShort_IsRefused(int length) =>
        Should.Throw<InvalidDataException>(() => PromptClassifier.Load(File.AsSpan(0, length)));
}
