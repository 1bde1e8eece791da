using System.Text;
using HybridAi.Privacy;

namespace HybridAi.Storage;

/// <summary>A folder with an audit file in it, and entries to write.</summary>
internal sealed class AuditFolder : IDisposable
{
    public const string Key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    public const string OtherKey = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hybridai-audit-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "audit.jsonl");

    public string Other(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public byte[] Bytes
    {
        get => File.ReadAllBytes(Path);
        set => File.WriteAllBytes(Path, value);
    }

    public string[] Lines => Encoding.UTF8.GetString(Bytes).TrimEnd('\n').Split('\n');

    public string[] Files => [.. Directory.GetFiles(_folder.FullName, "*.jsonl").Order(StringComparer.Ordinal)];

    public AuditLog Open(long maxFileBytes = 64 << 20, bool failClosed = true, int queue = 4096, Microsoft.Extensions.Logging.ILogger? logger = null, string key = Key) =>
        AuditLog.Open(new() { Path = Path, Key = key, MaxFileBytes = maxFileBytes, Sync = false, FailClosed = failClosed, QueueLength = queue }, logger);

    /// <summary>Writes entries and closes the file; gives the head.</summary>
    public string Write(int entries, long maxFileBytes = 64 << 20, int from = 0)
    {
        using var log = Open(maxFileBytes);
        for (var i = 0; i < entries; i++)
        {
            log.Write(Entry(from + i));
        }

        log.Dispose();
        return log.Head;
    }

    public AuditVerification Verify(string? head = null, string key = Key, bool partial = false) =>
        AuditVerifier.Verify(Path, key, head, partial);

    /// <summary>Checks bytes as if they were the file.</summary>
    public static bool IsIntact(byte[] bytes, string? head) => AuditVerifier.Verify(
        [("audit.jsonl", new MemoryStream(bytes))], new AuditCheck(AuditKey.TryParse(Key)!, head, mayBeginLater: false)).IsIntact;

    public static AuditEntry Entry(int number) => new()
    {
        Id = $"request-{number}",
        At = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number),
        Tenant = $"tenant-{number % 3}",
        Conversation = $"conversation-{number % 5}",
        Result = AuditResult.Answered,
        Reason = RouteReasons.Hard,
        Target = number % 2 == 0 ? "cloud" : "local",
        Location = number % 2 == 0 ? Location.Cloud : Location.Device,
        Sent = number % 2 == 0 ? [new("cloud", Location.Cloud, AttemptResult.Committed)] : [],
        Labels = [new("EMAIL_ADDRESS", Treatment.Mask, 1 + (number % 4))],
        Masked = number % 2 == 0 ? 1 + (number % 4) : 0,
        Revision = "r1",
    };

    public void Dispose() => _folder.Delete(recursive: true);
}
