using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;
using HybridAi.Privacy;

namespace HybridAi.Cli.Tests.Privacy;

public sealed class AuditVerbTests : IDisposable
{
    private const string Key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private readonly CliRun _cli = new();
    private readonly string _head;

    public AuditVerbTests()
    {
        _cli.Environment["HYBRIDAI_AUDIT_KEY"] = Key;
        using var log = AuditLog.Open(new() { Path = Path.Combine(_cli.Folder, "audit.jsonl"), Key = Key, Sync = false, MaxFileBytes = 4096 });
        for (var i = 0; i < 20; i++)
        {
            log.Write(new()
            {
                Id = $"r{i}",
                At = new DateTimeOffset(2030, 1, 1 + i, 12, 0, 0, TimeSpan.Zero),
                Result = AuditResult.Answered,
                Target = i % 2 == 0 ? "cloud" : "local",
                Location = i % 2 == 0 ? Location.Cloud : Location.Device,
                Sent = i % 2 == 0 ? [new("cloud", Location.Cloud, AttemptResult.Committed)] : [],
                Labels = [new(i < 5 ? "CREDIT_CARD" : "EMAIL_ADDRESS", Treatment.Mask, 2)],
                Masked = i % 2 == 0 ? 2 : 0,
                Revision = "rev1",
            });
        }

        log.Dispose();
        _head = log.Head;
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Verify_WholeChain_IsIntact()
    {
        (await _cli.RunAsync("privacy", "audit", "verify", "audit.jsonl", "--head", _head[..16])).ShouldBe(0, _cli.Out + _cli.Error);

        _cli.Out.ShouldContain("intact:");
        _cli.Out.ShouldContain(_head);
        _cli.ShouldTellNoPath();
        (await _cli.RunAsync("privacy", "audit", "verify", "audit.jsonl")).ShouldBe(0);
        _cli.Error.ShouldContain("--head");
    }

    [Fact]
    public async Task Verify_EditedAndCut_Fails()
    {
        var path = Path.Combine(_cli.Folder, "audit.000001.jsonl");
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, text.Replace("\"cloud\"", "\"local\"", StringComparison.Ordinal));
        (await _cli.RunAsync("privacy", "audit", "verify", "audit.jsonl")).ShouldBe(1);
        _cli.Out.ShouldContain("WRONG  audit.000001.jsonl line 2");

        await File.WriteAllTextAsync(path, text);
        var newest = Path.Combine(_cli.Folder, "audit.jsonl");
        var lines = await File.ReadAllLinesAsync(newest);
        await File.WriteAllTextAsync(newest, string.Join('\n', lines[..^1]) + "\n");
        (await _cli.RunAsync("privacy", "audit", "verify", "audit.jsonl")).ShouldBe(0);
        (await _cli.RunAsync("privacy", "audit", "verify", "audit.jsonl", "--head", _head)).ShouldBe(1);
    }

    [Fact]
    public async Task Verify_WithoutTheKey_SaysWhereItBelongs()
    {
        _cli.Environment.Remove("HYBRIDAI_AUDIT_KEY");

        (await _cli.RunAsync("privacy", "audit", "verify", "audit.jsonl")).ShouldBe(2);

        _cli.Error.ShouldContain("--key-env");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(10, "--left")]
    [InlineData(10, "--target", "cloud")]
    [InlineData(5, "--class", "credit_card")]
    [InlineData(3, "--class", "CREDIT_CARD", "--left")]
    [InlineData(10, "--since", "2030-01-11")]
    [InlineData(0, "--since", "2031-01-01")]
    public async Task Query_WithFilters_GivesTheRecords(int expected, params string[] filters)
    {
        (await _cli.RunAsync(["privacy", "audit", "query", "audit.jsonl", "--json", .. filters])).ShouldBe(0, _cli.Error);

        var records = _cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        records.Count.ShouldBe(expected);
        (await _cli.RunAsync(["privacy", "audit", "query", "audit.jsonl", .. filters])).ShouldBe(0);
        _cli.Out.ShouldContain($"{expected} requests");
    }
}
