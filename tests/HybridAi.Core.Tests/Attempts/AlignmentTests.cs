namespace HybridAi.Attempts;

public class AlignmentTests
{
    private const string Whole =
        "The old bridge was built in 1873 by two brothers from the valley, and it carried the only road to the mill for sixty years. When the new one opened downstream, nobody took it "
        + "down: children fished from it, and every spring the river tried once more to carry it away.";

    private static string? Meet(string shown, string text, int piece = 3)
    {
        var alignment = new Alignment(shown);
        var all = "";
        foreach (var part in text.Chunk(piece))
        {
            if (alignment.Rest is { } rest)
            {
                all = all.Length == 0 ? rest : all;
                all += new string(part);
                continue;
            }

            alignment.Add(new(part));
            all = alignment.Rest ?? all;
        }

        alignment.End();
        return alignment.Failed ? null : all.Length > 0 ? all : alignment.Rest;
    }

    // For every place to break at and every length of repetition: all of the text once, or the original error. Never a letter twice, never one lost.
    [Fact]
    public void Continuation_RepeatingAnyLength_IsExactOrNotAligned()
    {
        var (exact, refused) = (0, 0);
        for (var broken = 16; broken < Whole.Length - 20; broken += 3)
        {
            var shown = Whole[..broken];
            for (var repeated = 0; repeated <= broken; repeated += repeated < 40 ? 1 : 17)
            {
                foreach (var piece in new[] { 1, 5, 64, 1000 })
                {
                    var rest = Meet(shown, Whole[(broken - repeated)..], piece);
                    if (rest is null)
                    {
                        refused++;
                        repeated.ShouldBeLessThan(12, $"broken at {broken}");
                    }
                    else
                    {
                        exact++;
                        (shown + rest).ShouldBe(Whole, $"broken at {broken}, {repeated} repeated, pieces of {piece}");
                    }
                }
            }
        }

        exact.ShouldBeGreaterThan(3 * refused);
    }

    [Theory]
    [InlineData("I'm sorry, but I cannot continue this answer for you.")]
    [InlineData("Sure! Here is the rest of the answer that you asked for, in full.")]
    [InlineData("A bridge stands in the valley, and it was built by two people long ago.")]
    [InlineData("The old bridge was built by somebody else, as everybody in the valley knows.")]
    [InlineData("and it carried the only cart to the next town for many years after the war.")]
    [InlineData("The old bridge was")]
    [InlineData("")]
    [InlineData("   ")]
    public void Text_ThatDoesNotGoOn_IsNotAligned(string text)
    {
        var shown = Whole[..(Whole.IndexOf("to the mill", StringComparison.Ordinal))];

        Meet(shown, text).ShouldBeNull();
    }

    [Fact]
    public void Restart_FromTheBeginning_IsCutToWhatIsNew() => Meet(Whole[..100], Whole).ShouldBe(Whole[100..]);

    [Fact]
    public void Repetition_BehindDotsAndQuotes_IsFound() =>
        Meet("It carried the only road to", "… \"the only road to the mill for sixty years.").ShouldBe(" the mill for sixty years.");

    [Fact]
    public void Continuation_ThatWasAllThereWas_AddsNothing() => Meet(Whole, Whole[^30..]).ShouldBe("");
}
