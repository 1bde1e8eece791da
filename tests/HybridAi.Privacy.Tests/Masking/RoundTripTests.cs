using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HybridAi.Privacy.Restoring;
using HybridAi.Tests.Shared;

namespace HybridAi.Privacy.Tests.Masking;

public sealed class RoundTripTests
{
    private static readonly string[] s_pieces =
    [
        "jane.doe@brookfield.co.uk", "4012-8888-8888-1881", "4012888888881881", "(212) 736-5000", "536-90-4399", "Anna Smith", "Ms. Smith", "DE89370400440532013000", "k7f3", "[[k7f3-EMAIL-1]]",
        "[[", "]]", " ", ", ", "\n", "\"", "\\", "é", "王", "{", "}", ":", "the note says ", "and ", "\u200B", "\uD83D\uDE00", "1", "[", "https://a.co/",
    ];

    [Fact]
    public void MaskRestore_AnyText_ComesBackExactly()
    {
        Cases.Holds(Cases.Pieces(s_pieces, 12), ComesBack, 3000);
    }

    /// <summary>Hosts, dots, escapes, invisible characters, look-alikes of tokens and of the nonce, between values that are masked.</summary>
    [Fact]
    public void MaskRestore_TextLikeTokensAndAddresses_ComesBackExactly()
    {
        string[] odd =
        [
            .. s_pieces, ".", "..", "a.co", "www", "www.", "example.com/", "brookfield.co.uk", "%5B%5B", "%", "%6b7f3", "&#91;", "&", "\\u005b", "\\", "(", ")", "](", "\u00AD", "\uFEFF", "K7F3", "k7f3-EMAIL-1",
            "[[k7f3-PERSON-1a]]", "[[k7f3-0-", "((", "{{", "}}", "\uFF3Bk7f3", "k7\u200Bf3", "\uFF2B7f3-", "\u212A7f3", "k7f&#51;", "\\u006b7f3", "k%37f3", "\uFF3B", "\uFF3D", "\u3010", "\u3011", "\u300C", "-", "_", "**", "`", "\r\n", "k7f", "f3", "'s", "http", "mailto:", "data:", "=", "s:", "\uD83D", "10.1.2.3", "2001:db8::1", "1a",
            "A", "GB82WEST12345698765432", "jane", "@", "Herr Müller", "Dr. Anna", "Smith", "born 1 May 1970",
        ];
        Cases.Holds(Cases.Pieces(odd, 14), ComesBack, 3000);
    }

    private static bool ComesBack(string[] pieces)
    {
        string text = string.Concat(pieces);
        var vault = new MaskVault("k7f3");
        MaskedText masked = Masker.Mask(text, PrivacyScanner.Default.Scan(text), PrivacyPolicy.HipaaSafeHarbor, Location.Cloud, vault);
        return masked.MustStay || HoldsAddress(text) || Restorer.Restore(masked.Text, vault) == text;
    }

    /// <summary>A value inside an address is masked and, on purpose, not put back there.</summary>
    private static bool HoldsAddress(string text)
    {
        UrlState state = default;
        bool inside = false;
        foreach (char c in text)
        {
            state.See([c]);
            inside |= state.IsInside;
        }

        return inside;
    }

    [Fact]
    public void MaskRestoreJson_AnyDocument_ComesBackByteForByte()
    {
        Gen<string> texts = Gen.Elements(s_pieces).ArrayOf(6).Select(string.Concat);
        Gen<string> documents = texts.ArrayOf(4).Select(values =>
        {
            var json = new StringBuilder("{\"n\": 12, \"list\" :[ true,null, ");
            json.AppendJoin(" ,", values.Select(v => JsonSerializer.Serialize(v)));
            return json.Append("],\r\n \"note\":").Append(JsonSerializer.Serialize(values[0])).Append('}').ToString();
        });
        Cases.Holds(documents.ToArbitrary(), json =>
        {
            var vault = new MaskVault("k7f3");
            MaskedText masked = Masker.MaskJson(json, PrivacyScanner.Default, PrivacyPolicy.Default, Location.Cloud, vault);
            if (masked.MustStay)
            {
                return true;
            }

            JsonDocument.Parse(masked.Text).Dispose();
            return Restorer.RestoreJson(masked.Text, vault) == json;
        }, 1000);
    }

    [Fact]
    public void Mask_MaskedText_HoldsNoValueInAnyForm()
    {
        var random = new Random(9);
        string[] values = ["jane.doe@brookfield.co.uk", "4012-8888-8888-1881", "(212) 736-5000", "536-90-4399", "DE89370400440532013000"];
        for (int run = 0; run < 200; run++)
        {
            string text = string.Concat(Enumerable.Range(0, 10).Select(_ => s_pieces[random.Next(s_pieces.Length)] + " "));
            var vault = new MaskVault("k7f3");
            MaskedText masked = Masker.Mask(text, PrivacyScanner.Default.Scan(text), PrivacyPolicy.Default, Location.Cloud, vault);
            foreach (string value in values.Where(_ => !masked.MustStay))
            {
                masked.Text.Contains(value, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(text);
                Strip(masked.Text).Contains(Strip(value), StringComparison.OrdinalIgnoreCase).ShouldBeFalse(text);
            }
        }

        static string Strip(string s) => string.Concat(s.Where(char.IsLetterOrDigit));
    }

    [Fact]
    public void Restore_SixtyFourConversationsAtOnce_NeverCross()
    {
        Parallel.For(0, 64, i =>
        {
            var vault = new MaskVault(MaskVault.CreateNonce((uint)(i * 7919)));
            string mine = $"user{i}@brookfield.co.uk", text = $"mail {mine} now";
            for (int turn = 0; turn < 50; turn++)
            {
                MaskedText masked = Masker.Mask(text, PrivacyScanner.Default.Scan(text), PrivacyPolicy.Default, Location.Cloud, vault);
                Restorer.Restore(masked.Text, vault).ShouldBe(text);
                string foreign = masked.Text.Replace(vault.Nonce, MaskVault.CreateNonce((uint)((i * 7919) + 1)), StringComparison.Ordinal);
                Restorer.Restore(foreign, vault).ShouldBe(foreign);
            }
        });
    }

    [Fact]
    public void Restore_LookAlikes_AreNeverTaken()
    {
        var vault = new MaskVault("k7f3");
        for (int i = 0; i < 500; i++)
        {
            vault.Issue("EMAIL_ADDRESS", $"user{i}@brookfield.co.uk", null, MaskOrigin.Conversation);
        }

        var random = new Random(1);
        string[] pieces = ["[[", "]]", "k7f4", "K7E3", "7f3", "kf73", "-", "PERSON", "EMAIL", "1", "22", "499", " ", "[", "&#91;", "\\u005b", "k7", "f3", "(", "x", "**", "\n"];
        var text = new StringBuilder();
        while (text.Length < 300_000)
        {
            text.Append(pieces[random.Next(pieces.Length)]);
        }

        // The one thing that would be a token is taken out: the nonce itself, as a renderer would show it.
        string lookAlikes = text.Replace("k7f3", "k7f4").ToString();

        Restorer.Restore(lookAlikes, vault).ShouldBe(lookAlikes);
    }

    [Fact]
    public void CreateNonce_AnyBits_IsAccepted()
    {
        foreach (uint bits in new[] { 0u, 1u, uint.MaxValue, 123_456_789u })
        {
            new MaskVault(MaskVault.CreateNonce(bits)).Nonce.Length.ShouldBe(MaskVault.NonceLength);
        }
    }
}
