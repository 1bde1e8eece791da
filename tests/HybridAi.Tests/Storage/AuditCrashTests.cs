namespace HybridAi.Storage;

/// <summary>A process that is killed, or a file system that refuses, while one file of the chain ends and the next begins.</summary>
public sealed class AuditCrashTests : IDisposable
{
    private const long Small = 4096;

    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Crash_BetweenRenamingAndTheNewFile_IsContinued()
    {
        _folder.Write(5);
        File.Move(_folder.Path, _folder.Other("audit.000001.jsonl"));

        var head = _folder.Write(3, from: 5);

        var check = _folder.Verify(head);
        check.IsIntact.ShouldBeTrue(string.Join('\n', check.Problems));
        check.Files.ShouldBe(2);
        check.Records.ShouldBe(10);
    }

    // The new file's first line, cut at every byte: nothing of the chain before it is doubted.
    [Fact]
    public void Crash_AtEveryByteOfANewFilesFirstRecord_IsContinued()
    {
        _folder.Write(40, Small);
        _folder.Files.Length.ShouldBeGreaterThan(2);
        File.Delete(_folder.Path);
        File.Move(_folder.Files[^1], _folder.Path);
        var whole = _folder.Bytes;
        var first = whole.AsSpan().IndexOf((byte)'\n') + 1;

        for (var cut = 0; cut <= first; cut += cut is 0 or > 300 ? 1 : 7)
        {
            _folder.Bytes = whole[..cut];
            using (var log = _folder.Open())
            {
                log.Write(AuditFolder.Entry(1));
            }

            var check = _folder.Verify();
            check.IsIntact.ShouldBeTrue($"cut at {cut}: {string.Join('\n', check.Problems)}");
        }
    }

    // A reader may hold the file where open files cannot be renamed: here a folder takes the name.
    [Fact]
    public void Renaming_ThatIsRefused_LosesNothingAndIsTriedAgain()
    {
        var inTheWay = Directory.CreateDirectory(_folder.Other("audit.000001.jsonl"));
        string head;
        using (var log = _folder.Open(Small))
        {
            for (var i = 0; i < 60; i++)
            {
                log.Write(AuditFolder.Entry(i));
                log.MayLeave.ShouldBeTrue();
            }

            SpinWait.SpinUntil(() => log.Sequence == 61, TimeSpan.FromSeconds(30)).ShouldBeTrue();
            _folder.Files.ShouldBe([_folder.Path]);
            inTheWay.Delete();
            for (var i = 60; i < 200; i++)
            {
                log.Write(AuditFolder.Entry(i));
            }

            log.Dispose();
            log.Lost.ShouldBe(0);
            head = log.Head;
        }

        _folder.Files.Length.ShouldBeGreaterThan(1);
        var check = _folder.Verify(head);
        check.IsIntact.ShouldBeTrue(string.Join('\n', check.Problems));
        check.Records.ShouldBe(200 + check.Files);
    }

    // Tools that rotate logs take a file away while it is written: records go on, and that they are missing is told.
    [Fact]
    public void File_TakenAwayWhileItIsWritten_IsContinuedAndItsAbsenceFound()
    {
        using (var log = _folder.Open(Small))
        {
            log.Write(AuditFolder.Entry(0));
            SpinWait.SpinUntil(() => log.Sequence == 2, TimeSpan.FromSeconds(30)).ShouldBeTrue();
            File.Move(_folder.Path, _folder.Other("elsewhere.log"));
            for (var i = 1; i < 60; i++)
            {
                log.Write(AuditFolder.Entry(i));
            }

            log.Dispose();
            log.Lost.ShouldBe(0);
        }

        _folder.Verify().IsIntact.ShouldBeFalse();
        _folder.Verify(partial: true).IsIntact.ShouldBeTrue();
    }
}
