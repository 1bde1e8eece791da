using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Cli.Tests.Infrastructure;
using HybridAi.Import;

namespace HybridAi.Cli.Tests.Models;

/// <summary><c>model add, list, verify, remove, prepare</c> in a store of their own.</summary>
public sealed class StoreVerbTests : IDisposable
{
    private readonly CliRun _cli = new();

    public StoreVerbTests() => _cli.Environment["HYBRIDAI_CACHE"] = "cache";

    private string Store => Path.Combine(_cli.Folder, "cache", "models");

    [Fact]
    public async Task Store_AModelsLife_IsAddListVerifyUseRemove()
    {
        (await _cli.RunAsync("model", "list")).ShouldBe(0);
        _cli.Out.ShouldBeEmpty();

        (await _cli.RunAsync("model", "add", TestCache.TinyModel)).ShouldBe(0, _cli.Error);
        var name = _cli.Out.Trim();
        Directory.CreateDirectory(Path.Combine(Store, name + ".partial-0123456789ab"));
        Directory.CreateDirectory(Path.Combine(Store, ".downloads"));

        (await _cli.RunAsync("model", "list")).ShouldBe(0);
        _cli.Out.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(name + "  ");
        _cli.Out.ShouldContain("ready");

        (await _cli.RunAsync("model", "verify")).ShouldBe(0);
        _cli.Out.Trim().ShouldBe(name + "  ok");

        (await _cli.RunAsync("model", "logits", Path.Combine(Store, name), "--ids", "1")).ShouldBe(0, _cli.Error);
        _cli.Environment["HYBRIDAI__TARGETS__LOCAL__PATH"] = name;
        (await _cli.RunAsync("model", "prepare")).ShouldBe(0, _cli.Error);
        _cli.Out.Trim().ShouldBe("ready");

        (await _cli.RunAsync("model", "remove", name)).ShouldBe(0, _cli.Error);
        (await _cli.RunAsync("model", "list")).ShouldBe(0);
        _cli.Out.ShouldBeEmpty();
        (await _cli.RunAsync("model", "remove", name)).ShouldBe(4);
        _cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Verify_AChangedFile_FailsAndNamesIt()
    {
        await _cli.RunAsync("model", "add", TestCache.TinyModel);
        var name = _cli.Out.Trim();
        await File.AppendAllTextAsync(Path.Combine(Store, name, "tokenizer.json"), " ");

        (await _cli.RunAsync("model", "verify", name)).ShouldBe(1);

        _cli.Out.Trim().ShouldBe(name + "  tokenizer.json is missing or has another size.");
        await _cli.RunAsync("model", "list");
        _cli.Out.ShouldContain("broken");
    }

    [Theory]
    [InlineData("remove", "../..")]
    [InlineData("remove", "nothing")]
    [InlineData("verify", "nothing")]
    public async Task Store_ANameThatIsNotThere_IsRefused(string verb, string name)
    {
        (await _cli.RunAsync("model", verb, name == "../.." && verb == "verify" ? "x" : name)).ShouldBe(4);

        _cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Add_AFolder_CopiesAllOfIt()
    {
        await _cli.RunAsync("model", "import", TestCache.TinyModel, "--output", "mine/tiny");
        Directory.CreateDirectory(Path.Combine(_cli.Folder, "mine", "tiny", "extra"));
        _cli.Write("mine/tiny/extra/weights.bin", "w");

        (await _cli.RunAsync("model", "add", "mine/tiny/")).ShouldBe(0, _cli.Error);

        _cli.Out.Trim().ShouldBe("tiny");
        File.ReadAllText(Path.Combine(Store, "tiny", "extra", "weights.bin")).ShouldBe("w");
        ImportManifest.TryRead(Path.Combine(Store, "tiny")).ShouldNotBeNull();
        (await _cli.RunAsync("model", "add", "mine/tiny")).ShouldBe(1);
        _cli.Error.ShouldContain("already");
    }

    [Theory]
    [InlineData("empty", 2)]
    [InlineData(".hidden", 2)]
    [InlineData("missing", 2)]
    [InlineData("text.txt", 2)]
    [InlineData("broken.gguf", 4)]
    public async Task Add_WhatIsNoModel_SaysSo(string source, int expected)
    {
        Directory.CreateDirectory(Path.Combine(_cli.Folder, "empty"));
        Directory.CreateDirectory(Path.Combine(_cli.Folder, ".hidden"));
        _cli.Write(".hidden/genai_config.json", "{}");
        _cli.Write("text.txt", "text");
        _cli.Write("broken.gguf", "broken");

        (await _cli.RunAsync("model", "add", source)).ShouldBe(expected, _cli.Error);

        _cli.Out.ShouldBeEmpty();
        _cli.ShouldTellNoPath();
        await _cli.RunAsync("model", "list");
        _cli.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Add_AFileWithAnotherHash_IsRefused()
    {
        (await _cli.RunAsync("model", "add", TestCache.TinyModel, "--sha256", new string('0', 64))).ShouldBe(4);

        _cli.Error.ShouldContain("SHA-256");
        (await _cli.RunAsync("model", "add", TestCache.TinyModel, "--sha256", "abc")).ShouldBe(2);
    }

    [Fact]
    public async Task Add_AnAddressWhoseConnectionIsCut_GoesOnWhereItStopped()
    {
        var file = await File.ReadAllBytesAsync(TestCache.TinyModel);
        var sha256 = Convert.ToHexString(SHA256.HashData(file));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x/tiny.gguf?download=true";

        var serving = ServeAsync(listener, file, cut: file.Length / 3);
        (await _cli.RunAsync("model", "add", address, "--sha256", sha256)).ShouldBe(4);
        _cli.Error.ShouldContain("goes on where it stopped");
        (await serving).ShouldBe(0);
        await _cli.RunAsync("model", "list");
        _cli.Out.ShouldBeEmpty();

        serving = ServeAsync(listener, file, cut: file.Length);
        (await _cli.RunAsync("model", "add", address, "--sha256", sha256)).ShouldBe(0, _cli.Error);
        (await serving).ShouldBe(file.Length / 3);
        _cli.Out.Trim().ShouldEndWith(sha256[..12].ToLowerInvariant());
        Directory.GetDirectories(Path.Combine(Store, ".downloads")).ShouldBeEmpty();
        _cli.ShouldTellNoPath();
    }

    [Theory]
    [InlineData("https://127.0.0.1:1/tiny.gguf", null, 2)]
    [InlineData("https://127.0.0.1:1/tiny.zip", "sha", 2)]
    [InlineData("https://127.0.0.1:1/", "sha", 2)]
    [InlineData("http://models.example/tiny.gguf", "sha", 4)]
    [InlineData("https://127.0.0.1:1/tiny.gguf", "sha", 4)]
    public async Task Add_AnAddressThatWillNotDo_SaysWhy(string address, string? sha256, int expected)
    {
        string[] args = ["model", "add", address, .. sha256 is null ? Array.Empty<string>() : ["--sha256", new string('a', 64)]];

        (await _cli.RunAsync(args)).ShouldBe(expected, _cli.Error);

        _cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Prepare_WithACacheThatCannotBeWritten_SaysWhatToDo()
    {
        _cli.Write("cache", "a file where the cache should be");

        (await _cli.RunAsync("model", "prepare")).ShouldBe(4);

        _cli.Error.ShouldContain("HYBRIDAI_CACHE");
        _cli.Error.ShouldNotContain("is ready");
        _cli.ShouldTellNoPath();
    }

    public void Dispose() => _cli.Dispose();

    // Answers one request up to a byte of the file; returns where the request wanted to begin.
    private static async Task<int> ServeAsync(TcpListener listener, byte[] file, int cut)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var from = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.Ordinal))
            {
                from = int.Parse(line["Range: bytes=".Length..^1]);
            }
        }

        var status = from == 0 ? "200 OK" : $"206 Partial Content\r\nContent-Range: bytes {from}-{file.Length - 1}/{file.Length}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {file.Length - from}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(file.AsMemory(from, cut - from));
        return from;
    }
}
