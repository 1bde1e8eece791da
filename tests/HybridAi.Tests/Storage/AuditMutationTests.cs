using System.Text;

namespace HybridAi.Storage;

/// <summary>Whatever is done to a file later is found.</summary>
public sealed class AuditMutationTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Edit_OfAnyByte_IsFound()
    {
        var head = _folder.Write(4);
        var good = _folder.Bytes;
        var random = new Random(7);
        for (var at = 0; at < good.Length - 1; at++) // The line feed at the very end says nothing.
        {
            var changed = (byte[])good.Clone();
            changed[at] ^= (byte)(1 << random.Next(8));

            AuditFolder.IsIntact(changed, head).ShouldBeFalse($"byte {at}");
        }

        AuditFolder.IsIntact(good, head).ShouldBeTrue();
    }

    [Fact]
    public void RandomMutations_OfRecords_AreAllFound()
    {
        var head = _folder.Write(30);
        var good = _folder.Lines;
        var random = new Random(11);
        var kinds = new Dictionary<string, int>();
        for (var round = 0; round < 1000; round++)
        {
            var lines = good.ToList();
            var kind = Mutate(lines, random);
            if (lines.SequenceEqual(good))
            {
                continue;
            }

            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;

            AuditFolder.IsIntact(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), head).ShouldBeFalse($"round {round}, {kind}");
        }

        kinds.Keys.Order().ShouldBe(["cut", "delete", "edit", "insert", "move", "repeat", "swap"]);
        kinds.Values.ShouldAllBe(n => n > 50);
    }

    [Fact]
    public void CutTail_WithoutAHead_CannotBeNoticed_AndWithOneIs()
    {
        var head = _folder.Write(10);
        _folder.Bytes = Encoding.UTF8.GetBytes(string.Join('\n', _folder.Lines[..^2]) + "\n");

        _folder.Verify().IsIntact.ShouldBeTrue();
        _folder.Verify(head).Problems.ShouldHaveSingleItem().ShouldContain("cut off");
    }

    [Fact]
    public void FullRewrite_WithoutTheKey_IsFound()
    {
        _folder.Write(10);
        using var forged = new AuditFolder();
        using (var log = forged.Open(key: AuditFolder.OtherKey))
        {
            log.Write(AuditFolder.Entry(1));
        }

        _folder.Bytes = forged.Bytes;

        _folder.Verify().IsIntact.ShouldBeFalse();
    }

    [Fact]
    public void FullRewrite_WithTheKey_IsFoundByTheHead()
    {
        var head = _folder.Write(10);
        using var forged = new AuditFolder();
        forged.Write(9);
        _folder.Bytes = forged.Bytes;

        _folder.Verify().IsIntact.ShouldBeTrue();
        _folder.Verify(head).IsIntact.ShouldBeFalse();
    }

    [Fact]
    public void Records_OfTwoFilesWithOneKey_CannotBeMixed()
    {
        _folder.Write(10);
        using var other = new AuditFolder();
        other.Write(10, from: 100);
        var mixed = _folder.Lines.ToList();
        mixed[5] = other.Lines[5];
        _folder.Bytes = Encoding.UTF8.GetBytes(string.Join('\n', mixed) + "\n");

        _folder.Verify().IsIntact.ShouldBeFalse();
    }

    private static string Mutate(List<string> lines, Random random)
    {
        var at = random.Next(lines.Count);
        var to = random.Next(lines.Count);
        switch (random.Next(7))
        {
            case 0:
                lines.RemoveAt(at);
                return "delete";
            case 1:
                lines[at] = lines[at].Replace("cloud", "local", StringComparison.Ordinal).Replace("\"count\":1", "\"count\":3", StringComparison.Ordinal);
                return "edit";
            case 2:
                (lines[at], lines[to]) = (lines[to], lines[at]);
                return "swap";
            case 3:
                var line = lines[at];
                lines.RemoveAt(at);
                lines.Insert(Math.Min(to, lines.Count), line);
                return "move";
            case 4:
                lines.RemoveRange(at, lines.Count - at);
                return "cut";
            case 5:
                lines.Insert(to, lines[at]);
                return "repeat";
            default:
                lines.Insert(at, "{\"seq\":" + at + ",\"kind\":\"request\",\"prev\":\"" + new string('0', 64) + "\",\"mac\":\"" + new string('0', 64) + "\"}");
                return "insert";
        }
    }
}
