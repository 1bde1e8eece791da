using System.Globalization;
using System.Text;
using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage;

public sealed class AuditLogTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Record_OfARequest_HoldsCountsAndHashesAndNoNames()
    {
        _folder.Write(2);

        _folder.Lines.Length.ShouldBe(3);
        var record = JsonDocument.Parse(_folder.Lines[1]).RootElement;
        record.GetProperty("seq").GetInt64().ShouldBe(2);
        record.GetProperty("kind").GetString().ShouldBe("request");
        record.GetProperty("id").GetString().ShouldBe("request-0");
        record.GetProperty("left").GetBoolean().ShouldBeTrue();
        record.GetProperty("sent")[0].GetProperty("location").GetString().ShouldBe("cloud");
        record.GetProperty("labels")[0].GetProperty("class").GetString().ShouldBe("EMAIL_ADDRESS");
        record.GetProperty("labels")[0].GetProperty("treatment").GetString().ShouldBe("mask");
        record.GetProperty("tenant").GetString()!.Length.ShouldBe(16);
        Encoding.UTF8.GetString(_folder.Bytes).ShouldNotContain("tenant-0");
        Encoding.UTF8.GetString(_folder.Bytes).ShouldNotContain("conversation-0");
        Encoding.UTF8.GetString(_folder.Bytes).ShouldNotContain(AuditFolder.Key);
    }

    [Fact]
    public void Chain_OverSeveralProcessesAndFiles_IsIntact()
    {
        _folder.Write(40, maxFileBytes: 4096);
        var head = _folder.Write(40, maxFileBytes: 4096, from: 40);

        _folder.Files.Length.ShouldBeGreaterThan(3);
        var result = _folder.Verify(head);
        result.Problems.ShouldBeEmpty();
        result.Files.ShouldBe(_folder.Files.Length);
        result.Head.ShouldBe(head);
        var requests = _folder.Files.OrderBy(f => f == _folder.Path).SelectMany(File.ReadAllLines)
            .Select(l => JsonDocument.Parse(l).RootElement).Where(r => r.GetProperty("kind").GetString() == "request").ToList();
        requests.Select(r => r.GetProperty("id").GetString()).ShouldBe(Enumerable.Range(0, 80).Select(i => $"request-{i}"));
    }

    [Fact]
    public void Chain_OldestFileArchived_IsAcceptedOnlyWhenAskedFor()
    {
        _folder.Write(60, maxFileBytes: 4096);
        File.Delete(_folder.Files[0]);

        _folder.Verify().Problems.ShouldHaveSingleItem().ShouldContain("missing");
        _folder.Verify(partial: true).IsIntact.ShouldBeTrue();
        File.Delete(_folder.Files[1]);
        _folder.Verify(partial: true).IsIntact.ShouldBeFalse();
    }

    [Fact]
    public void Writers_InOneProcess_AllAreKeptInOneChain()
    {
        using (var log = _folder.Open(queue: 64))
        {
            Parallel.For(0, 2000, i => log.Write(AuditFolder.Entry(i)));
        }

        var result = _folder.Verify();
        result.IsIntact.ShouldBeTrue();
        result.Records.ShouldBe(2001);
        _folder.Lines.Select(l => JsonDocument.Parse(l).RootElement).Where(r => r.TryGetProperty("id", out _))
            .Select(r => r.GetProperty("id").GetString()).Distinct().Count().ShouldBe(2000);
    }

    [Fact]
    public void SecondWriter_OfTheSameFile_IsRefused()
    {
        using var first = _folder.Open();

        Should.Throw<IOException>(() => _folder.Open());
    }

    [Fact]
    public void OtherKey_ForAnExistingFile_IsRefused()
    {
        _folder.Write(1);

        Should.Throw<InvalidDataException>(() => _folder.Open(key: AuditFolder.OtherKey)).Message.ShouldContain("another key");
        _folder.Verify(key: AuditFolder.OtherKey).IsIntact.ShouldBeFalse();
        _folder.Verify().IsIntact.ShouldBeTrue();
    }

    [Theory, InlineData(null), InlineData(""), InlineData("short"), InlineData("AAECAwQFBgc=")]
    public void Key_MissingOrShort_SaysWhatToHandIn(string? key) =>
        Should.Throw<ArgumentException>(() => _folder.Open(key: key!)).Message.ShouldContain("openssl rand -base64 32");

    [Fact]
    public void Crash_AtEveryByteOfTheLastRecord_IsReportedAndContinued()
    {
        _folder.Write(3);
        var whole = _folder.Bytes;
        var lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (var cut = lastLine + 1; cut < whole.Length; cut += 23)
        {
            _folder.Bytes = whole[..cut];
            _folder.Verify().Problems.ShouldHaveSingleItem().ShouldContain("incomplete");
            var log = new CapturedLog();

            using (var reopened = _folder.Open(logger: log))
            {
                reopened.Write(AuditFolder.Entry(99));
            }

            log.Entries.ShouldContain(e => e.Contains($"interrupted line of {cut - lastLine} bytes"));
            var result = _folder.Verify();
            result.Problems.ShouldBeEmpty();
            result.Notes.ShouldHaveSingleItem().ShouldContain("interrupted");
            result.Records.ShouldBe(5); // open, two requests, open, one request
        }
    }

    [Fact]
    public void Crash_BeforeTheLineFeed_LosesNothing()
    {
        _folder.Write(3);
        _folder.Bytes = _folder.Bytes[..^1];

        _folder.Write(1);

        var result = _folder.Verify();
        (result.IsIntact, result.Records, result.Notes.Count).ShouldBe((true, 6, 0));
    }

    [Fact]
    public void TornLine_ChangedAfterItWasVouchedFor_IsFound()
    {
        _folder.Write(3);
        _folder.Bytes = _folder.Bytes[..^20];
        _folder.Write(1);
        var bytes = _folder.Bytes;
        var torn = Encoding.UTF8.GetString(bytes).IndexOf("request-2", StringComparison.Ordinal);
        bytes[torn + 8] = (byte)'7';
        _folder.Bytes = bytes;

        _folder.Verify().IsIntact.ShouldBeFalse();
    }

    [Fact]
    public void Disk_ThatComesBackAsTheLogCloses_LosesNothing()
    {
        using var failing = new ManualResetEventSlim();
        Thread? closing = null;
        var tries = 0;
        var open = AuditLog.Open(new() { Path = _folder.Path, Key = AuditFolder.Key, Sync = false }, null, null, () =>
        {
            // The second write: the disk fails, and before the log hears of it somebody has closed it.
            if (++tries == 2)
            {
                closing!.Start();
                failing.Set();
                SpinWait.SpinUntil(() => closing.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
                throw new IOException("no room");
            }
        });
        closing = new Thread(open.Dispose);

        open.Write(AuditFolder.Entry(0));
        failing.Wait();
        closing.Join();

        var result = _folder.Verify();
        (result.IsIntact, result.Records, result.Notes.Count).ShouldBe((true, 2, 0));
    }

    [Fact]
    public void Disk_ThatFails_LetsNothingLeaveAndLosesNothingWhenItComesBack()
    {
        var full = false;
        using var failed = new ManualResetEventSlim();
        var log = new CapturedLog();
        using (var audit = AuditLog.Open(
            new() { Path = _folder.Path, Key = AuditFolder.Key, Sync = false }, log, null, () =>
            {
                if (Volatile.Read(ref full))
                {
                    failed.Set();
                    throw new IOException("no room");
                }
            }))
        {
            audit.Write(AuditFolder.Entry(0));
            audit.MayLeave.ShouldBeTrue();
            Volatile.Write(ref full, true);
            audit.Write(AuditFolder.Entry(1));
            failed.Wait();
            failed.Reset();
            failed.Wait(); // Tried again: the first failure has been taken note of.
            audit.MayLeave.ShouldBeFalse();
            audit.Write(AuditFolder.Entry(2));
            Volatile.Write(ref full, false);
        }

        var result = _folder.Verify();
        (result.IsIntact, result.Records, result.Notes.Count).ShouldBe((true, 4, 0));
        log.Entries.Count(e => e.Contains("cannot be written", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Queue_ThatOverflows_IsCountedInTheChain()
    {
        long lost;
        var full = true;
        var opened = false;
        using (var audit = AuditLog.Open(
            new() { Path = _folder.Path, Key = AuditFolder.Key, Sync = false, FailClosed = false, QueueLength = 4 }, null, null, () =>
            {
                if (opened && Volatile.Read(ref full))
                {
                    throw new IOException("no room");
                }

                opened = true;
            }))
        {
            for (var i = 0; i < 100; i++)
            {
                audit.Write(AuditFolder.Entry(i));
            }

            lost = audit.Lost;
            lost.ShouldBeGreaterThan(50);
            audit.MayLeave.ShouldBeTrue();
            Volatile.Write(ref full, false);
        }

        using (var again = _folder.Open())
        {
            again.Write(AuditFolder.Entry(1));
        }

        var result = _folder.Verify();
        result.IsIntact.ShouldBeTrue();
        // Two places when the writer began its first batch in the middle of the flood.
        result.Notes.ShouldAllBe(n => n.Contains("could not be kept"));
        result.Notes.Sum(n => long.Parse(n.Split(": ")[1].Split(' ')[0], CultureInfo.InvariantCulture)).ShouldBe(lost);
    }

    [Fact]
    public void Queue_HalfFull_LetsNothingLeave()
    {
        using var log = _folder.Open(queue: 2);
        log.MayLeave.ShouldBeTrue();
        log.Dispose();
        log.MayLeave.ShouldBeFalse();

        using var open = AuditLog.Open(new() { Path = _folder.Other("b.jsonl"), Key = AuditFolder.Key, FailClosed = false });
        open.Dispose();
        open.MayLeave.ShouldBeTrue();
        open.Write(AuditFolder.Entry(1));
        open.Lost.ShouldBe(1);
    }

    [Fact]
    public void Head_IsLogged()
    {
        var log = new CapturedLog();
        string head;
        using (var audit = _folder.Open(logger: log))
        {
            audit.Write(AuditFolder.Entry(1));
            audit.Dispose();
            head = audit.Head;
        }

        log.Entries[^1].ShouldContain(head);
        _folder.Verify(head[..12]).IsIntact.ShouldBeTrue();
    }
}

/// <summary>Keeps what was logged.</summary>
internal sealed class CapturedLog : ILogger
{
    public List<string> Entries { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Entries)
        {
            Entries.Add(formatter(state, exception));
        }
    }
}
