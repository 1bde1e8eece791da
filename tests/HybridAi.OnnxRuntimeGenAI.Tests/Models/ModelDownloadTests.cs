using System.Security.Cryptography;

namespace HybridAi.OnnxRuntimeGenAI.Models;

public sealed class ModelDownloadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hybridai-fetch-");
    private readonly HttpClient _http = new();
    private readonly byte[] _file = RandomNumberGenerator.GetBytes(300_000);

    private string Target => Path.Combine(_folder.FullName, "store", "tiny.gguf");

    private string Sha256 => Convert.ToHexString(SHA256.HashData(_file));

    [Fact]
    public async Task Fetch_AFile_StoresItAndTellsHowFarItIs()
    {
        await using var server = new FileServer(_file);
        var progress = new Steps();

        await FetchAsync(server, progress);

        File.ReadAllBytes(Target).ShouldBe(_file);
        progress.Last.ShouldBe((300_000, 300_000));
        Directory.GetFiles(Path.GetDirectoryName(Target)!).ShouldBe([Target]);
    }

    [Fact]
    public async Task Fetch_CutOff_GoesOnWhereItStopped()
    {
        await using var server = new FileServer(_file, FileServer.Answer.Half);

        var error = await Should.ThrowAsync<LocalModelException>(FetchAsync(server));
        File.Exists(Target).ShouldBeFalse();
        await FetchAsync(server);

        error.Kind.ShouldBe(LocalModelErrorKind.NotFound);
        error.Message.ShouldNotContain(_folder.FullName);
        server.Asked.ShouldBe([0, 150_000]);
        File.ReadAllBytes(Target).ShouldBe(_file);
    }

    [Fact]
    public async Task Fetch_WithTheConnectionReset_CanBeTriedAgain()
    {
        await using var server = new FileServer(_file, FileServer.Answer.Reset);

        (await Should.ThrowAsync<LocalModelException>(FetchAsync(server))).Message.ShouldContain("try again");
        await FetchAsync(server);

        File.ReadAllBytes(Target).ShouldBe(_file);
    }

    [Fact]
    public async Task Fetch_FromAServerWithoutRanges_BeginsAnew()
    {
        await using var server = new FileServer(_file, FileServer.Answer.Half, FileServer.Answer.Whole);

        await Should.ThrowAsync<LocalModelException>(FetchAsync(server));
        await FetchAsync(server);

        File.ReadAllBytes(Target).ShouldBe(_file);
    }

    [Fact]
    public async Task Fetch_AnotherRangeThanAskedFor_IsNotAppended()
    {
        await using var server = new FileServer(_file, FileServer.Answer.Half, FileServer.Answer.OtherRange);

        await Should.ThrowAsync<LocalModelException>(FetchAsync(server));
        await Should.ThrowAsync<LocalModelException>(FetchAsync(server));
        await FetchAsync(server);

        File.ReadAllBytes(Target).ShouldBe(_file);
    }

    [Fact]
    public async Task Fetch_WithAWholePartThere_ChecksAndTakesIt()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target + ".part", _file);
        await using var server = new FileServer(_file);

        await FetchAsync(server);

        File.ReadAllBytes(Target).ShouldBe(_file);
        File.Exists(Target + ".part").ShouldBeFalse();
    }

    [Fact]
    public async Task Fetch_AnotherFile_RemovesItAndSaysSo()
    {
        await using var server = new FileServer(RandomNumberGenerator.GetBytes(1_000));

        var error = await Should.ThrowAsync<LocalModelException>(FetchAsync(server));

        error.Kind.ShouldBe(LocalModelErrorKind.Corrupt);
        Directory.GetFiles(Path.GetDirectoryName(Target)!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fetch_WhatIsNotThere_SaysWhatTheServerAnswered()
    {
        await using var server = new FileServer(_file, FileServer.Answer.NotFound);

        var error = await Should.ThrowAsync<LocalModelException>(FetchAsync(server));

        error.Message.ShouldContain("404");
    }

    [Theory]
    [InlineData("http://models.example/tiny.gguf")]
    [InlineData("ftp://127.0.0.1/tiny.gguf")]
    [InlineData("file:///tmp/tiny.gguf")]
    public async Task Fetch_OverAnythingButHttps_IsRefused(string address) =>
        (await Should.ThrowAsync<LocalModelException>(
            ModelDownload.FetchAsync(_http, new Uri(address), Target, Sha256, null, default)))
        .Kind.ShouldBe(LocalModelErrorKind.NotSupported);

    [Fact]
    public async Task Fetch_WhereNothingCanBeWritten_SaysWhatToDo()
    {
        File.WriteAllText(Path.GetDirectoryName(Target)!, "a file where the folder should be");
        await using var server = new FileServer(_file);

        var error = await Should.ThrowAsync<LocalModelException>(FetchAsync(server));

        error.Kind.ShouldBe(LocalModelErrorKind.Failed);
        error.Message.ShouldContain("HYBRIDAI_CACHE");
        error.Message.ShouldNotContain(_folder.FullName);
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task FetchAsync(FileServer server, IProgress<(long, long?)>? progress = null) =>
        ModelDownload.FetchAsync(_http, server.Address, Target, Sha256, progress, default);

    private sealed class Steps : IProgress<(long Bytes, long? Total)>
    {
        public (long, long?) Last { get; private set; }

        public void Report((long Bytes, long? Total) value) => Last = value;
    }
}
