using System.Globalization;
using System.Text;

namespace HybridAi.Privacy.Tests.Restoring;

/// <summary>Tokens as models write them come back; what only looks like one stays as it is, in whatever pieces it arrives.</summary>
public sealed class ManglingTests
{
    private static readonly string[] s_before = ["Dear ", "See: ", "(", "1. ", "It was ", "\n- ", "x = ", "\u00BF"];
    private static readonly string[] s_after = [", hello", ".", " and more", ")", "\n", "; y", " is fine", "!"];

    private readonly MaskVault _vault = new("k7f3");
    private readonly List<(string Token, string Value)> _live = [];

    public ManglingTests()
    {
        for (int i = 0; i < 1000; i++)
        {
            string value = $"user{i}@mail{i % 7}.net";
            _live.Add((_vault.Issue("EMAIL_ADDRESS", value, null, MaskOrigin.Conversation)!, value));
        }
    }

    [Fact]
    public void Tokens_UnderTwentyFourOperators_AreRestored()
    {
        var random = new Random(5);
        var failed = new List<string>();
        int all = 0;
        Mangling.Operators.Length.ShouldBe(24);
        foreach ((string name, Func<string, string> apply, string expected) in Mangling.Operators)
        {
            for (int run = 0; run < 400; run++)
            {
                (string token, string value) = _live[random.Next(_live.Count)];
                string before = s_before[random.Next(s_before.Length)], after = s_after[random.Next(s_after.Length)];
                string restored = InPieces(before + apply(token) + after, random);
                all++;
                if (restored != before + expected.Replace("V", value, StringComparison.Ordinal) + after)
                {
                    failed.Add($"{name}: {before}{apply(token)}{after} -> {restored}");
                }
            }
        }

        failed.Count.ShouldBeLessThanOrEqualTo(all / 200, string.Join('\n', failed.Take(20)));
    }

    [Fact]
    public void LookAlikes_TenMegabytes_AreLeftAsTheyAre()
    {
        var random = new Random(6);
        var text = new StringBuilder(11_000_000);
        while (text.Length < 10_000_000)
        {
            text.Append(LookAlike(random)).Append(random.Next(4) switch { 0 => "\n", 1 => ", ", 2 => ") ", _ => " " });
        }

        string all = text.ToString();
        string restored = Restorer.Restore(all, _vault);

        if (restored != all)
        {
            int at = all.AsSpan().CommonPrefixLength(restored);
            Assert.Fail($"changed at {at}: {all.AsSpan(Math.Max(0, at - 20), 60)} -> {restored.AsSpan(Math.Max(0, at - 20), 60)}");
        }
    }

    [Theory]
    [InlineData("a k7f3-EMAIL-7")]
    [InlineData("[[k7f3-E-12]]s")]
    [InlineData("[[k7f3-E-1")]
    [InlineData("([[k7f4-E-1]])")]
    [InlineData("&#91;k7f3-E-3]")]
    [InlineData("`[[K7F3 e 4]]`")]
    public void ShortReply_InEverySplit_GivesTheSame(string reply)
    {
        string whole = Restorer.Restore(reply, _vault);
        int cuts = reply.Length - 1;
        for (int split = 0; split < 1 << cuts; split++)
        {
            var restorer = Restorer.ForText(_vault);
            string restored = "";
            int from = 0;
            for (int at = 1; at <= reply.Length; at++)
            {
                if (at == reply.Length || (split & (1 << (at - 1))) != 0)
                {
                    restored += restorer.Push(reply.AsSpan(from, at - from));
                    from = at;
                }
            }

            if (restored + restorer.Flush() != whole)
            {
                Assert.Fail($"split {split:b}");
            }
        }
    }

    [Fact]
    public void Reply_InAHundredThousandRandomSplits_GivesTheSame()
    {
        var random = new Random(8);
        for (int run = 0; run < 100_000;)
        {
            var text = new StringBuilder();
            for (int i = 0; i < 3; i++)
            {
                (string token, _) = _live[random.Next(_live.Count)];
                text.Append(random.Next(2) == 0 ? LookAlike(random) : Mangling.Operators[random.Next(24)].Apply(token)).Append(s_after[random.Next(s_after.Length)]);
            }

            string reply = text.ToString(), whole = Restorer.Restore(reply, _vault);
            for (int i = 0; i < 20; i++, run++)
            {
                string restored = InPieces(reply, random);
                if (restored != whole)
                {
                    Assert.Fail($"run {run}: {reply} -> {restored}");
                }
            }
        }
    }

    private string InPieces(string text, Random random)
    {
        var restorer = Restorer.ForText(_vault);
        var output = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(1 + random.Next(9), text.Length - at);
            output.Append(restorer.Push(text.AsSpan(at, length)));
            at += length;
        }

        return output.Append(restorer.Flush()).ToString();
    }

    // Never the nonce as a word of its own before a live number.
    private static string LookAlike(Random random)
    {
        int n = random.Next(2000);
        return random.Next(16) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"[[k7f4-EMAIL-{n}]]"),
            1 => string.Create(CultureInfo.InvariantCulture, $"[[x9k2-EMAIL-{n}]]"),
            2 => string.Create(CultureInfo.InvariantCulture, $"[[k7f3-EMAIL-{n + 100_000}]]"),
            3 => string.Create(CultureInfo.InvariantCulture, $"ak7f3-EMAIL-{n}"),
            4 => string.Create(CultureInfo.InvariantCulture, $"k7f3{n}"),
            5 => string.Create(CultureInfo.InvariantCulture, $"[[EMAIL-{n}]]"),
            6 => string.Create(CultureInfo.InvariantCulture, $"[[note {n}]](http://example.org/a[{n}])"),
            7 => string.Create(CultureInfo.InvariantCulture, $"a[i][{n}] = b[[{n}]]"),
            8 => string.Create(CultureInfo.InvariantCulture, $"https://example.org/?q=[[k7f3-EMAIL-{n}]]"),
            9 => string.Create(CultureInfo.InvariantCulture, $"{{{{user_{n}}}}} (({n}))"),
            10 => "the words in between, as they come",
            11 => "&#91;" + n.ToString(CultureInfo.InvariantCulture) + "&#93; %5B%5D",
            12 => "k7f3",
            13 => "[[k7f3]] and [[k7f3-",
            14 => "[[k7f3-EMAIL]] stays",
            _ => "\\u005b\\[ 50% & more",
        };
    }
}
