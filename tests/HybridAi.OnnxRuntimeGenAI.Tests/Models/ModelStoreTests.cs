using System.Globalization;
using System.Text.Json.Nodes;
using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Native;

namespace HybridAi.OnnxRuntimeGenAI.Models;

public sealed class ModelStoreTests : IDisposable
{
    private const string Wrong = "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly StoreFolder _folder = new();

    public static TheoryData<string> Damages => ["truncated", "edited", "older importer", "no manifest", "empty manifest", "null files",
        "no files", "file gone", "a file in its place"];

    [Theory, MemberData(nameof(Damages))]
    public async Task Prepare_ADamagedFolder_IsRebuilt(string damage)
    {
        var folder = await _folder.PrepareAsync();
        var good = File.ReadAllBytes(_folder.FileOf("model.onnx.data"));
        Damage(folder, damage);

        PreparedFolder.IsReady(folder).ShouldBeFalse();
        (await _folder.PrepareAsync()).ShouldBe(folder);

        PreparedFolder.Verify(folder).ShouldBeNull();
        File.ReadAllBytes(_folder.FileOf("model.onnx.data")).ShouldBe(good);
        _folder.Store.List().ShouldBe([Path.GetFileName(folder)]);
    }

    [Fact]
    public async Task Verify_AChangeThatHidesItsTime_IsFound()
    {
        var folder = await _folder.PrepareAsync();
        var data = _folder.FileOf("model.onnx.data");
        var time = File.GetLastWriteTimeUtc(data);
        Flip(data);
        File.SetLastWriteTimeUtc(data, time);

        PreparedFolder.IsReady(folder).ShouldBeTrue("a start does not read gigabytes");
        PreparedFolder.Verify(folder).ShouldBe("model.onnx.data was changed.");
    }

    [Fact]
    public async Task Prepare_AFolderThatWasOnlyTouched_IsKept()
    {
        var folder = await _folder.PrepareAsync();
        File.SetLastWriteTimeUtc(_folder.FileOf("model.onnx.data"), DateTime.UtcNow.AddMinutes(1));
        var made = File.GetLastWriteTimeUtc(_folder.FileOf(ImportManifest.FileName));

        await _folder.PrepareAsync();

        File.GetLastWriteTimeUtc(_folder.FileOf(ImportManifest.FileName)).ShouldBe(made);
        PreparedFolder.IsReady(folder).ShouldBeTrue();
    }

    [Fact]
    public async Task Prepare_AfterAnInterruptedImport_CleansUp()
    {
        var half = Directory.CreateDirectory(_folder.Prepared + ".partial-0123456789ab").FullName;
        File.WriteAllText(Path.Combine(half, "model.onnx"), "half");
        File.WriteAllText(half + ".lock", "");
        _folder.Store.List().ShouldBeEmpty();

        var folder = await _folder.PrepareAsync();

        Directory.GetDirectories(_folder.Cache).ShouldBe([folder]);
        Directory.GetFiles(_folder.Cache).ShouldBe([folder + ".lock"]);
        _folder.Store.List().ShouldBe([Path.GetFileName(folder)]);
    }

    [Fact]
    public async Task Prepare_TheSameFileFromTwoPlacesInTwoForms_GivesAFolderEach()
    {
        var copy = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Root, "elsewhere")).FullName, "model.gguf");
        File.Copy(_folder.Source, copy);
        File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(_folder.Source));

        var first = await _folder.PrepareAsync();
        var moved = await _folder.PrepareAsync(_folder.Model with { Path = copy });
        var exact = await _folder.PrepareAsync(_folder.Model with { Precision = ImportPrecision.Exact });

        moved.ShouldBe(first);
        exact.ShouldNotBe(first);
        _folder.Store.List().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Prepare_AnotherFileThanExpected_IsRefusedAndWritesNothing()
    {
        var error = await Should.ThrowAsync<LocalModelException>(_folder.PrepareAsync(_folder.Model with { Sha256 = Wrong }));

        error.Kind.ShouldBe(LocalModelErrorKind.Corrupt);
        error.Message.ShouldContain("SHA-256");
        Directory.GetDirectories(_folder.Cache).ShouldBeEmpty();
    }

    [Fact]
    public async Task Prepare_AFolderMadeFromAnotherFile_IsRebuilt()
    {
        var sha = PreparedFolder.Sha256Of(_folder.Source);
        var folder = await _folder.PrepareAsync(_folder.Model with { Sha256 = sha });
        var manifest = Path.Combine(folder, ImportManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(sha, Wrong, StringComparison.Ordinal));

        await _folder.PrepareAsync(_folder.Model with { Sha256 = sha });

        ImportManifest.TryRead(folder)!.SourceSha256.ShouldBe(sha);
    }

    [Theory]
    [InlineData("GGUF", LocalModelErrorKind.Corrupt)]
    [InlineData("", LocalModelErrorKind.Corrupt)]
    [InlineData("this is no model at all, but some text", LocalModelErrorKind.Corrupt)]
    public async Task Prepare_AFileThatIsNoModel_SaysSo(string content, LocalModelErrorKind kind)
    {
        File.WriteAllText(_folder.Source, content);

        var error = await Should.ThrowAsync<LocalModelException>(_folder.PrepareAsync());

        error.Kind.ShouldBe(kind);
        _folder.ShouldNotBeIn(error.Message);
        _folder.Store.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Prepare_WithoutTheFile_SaysSo()
    {
        File.Delete(_folder.Source);

        var error = await Should.ThrowAsync<LocalModelException>(_folder.PrepareAsync());

        error.Kind.ShouldBe(LocalModelErrorKind.NotFound);
        _folder.ShouldNotBeIn(error.Message);
        Directory.Exists(_folder.Cache).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a file")]
    [InlineData("a folder under a file")]
    [InlineData("/proc/hybridai")]
    public async Task Prepare_WhereNothingCanBeWritten_SaysWhatToDo(string where)
    {
        if (where.StartsWith('/') && !OperatingSystem.IsLinux())
            return;
        File.WriteAllText(_folder.Cache, "a file where the cache should be");
        var cache = where.StartsWith('/') ? where : where == "a file" ? _folder.Cache : Path.Combine(_folder.Cache, "models");

        var error = await Should.ThrowAsync<LocalModelException>(
            new ModelStore(cache).PrepareAsync(_folder.Model, TimeProvider.System, null, default));

        error.Kind.ShouldBe(LocalModelErrorKind.Failed);
        error.Message.ShouldContain("HYBRIDAI_CACHE");
        _folder.ShouldNotBeIn(error.Message);
        error.Message.ShouldNotContain("/proc");
        error.InnerException.ShouldBeNull("its message would hold the path");
    }

    [Fact]
    public async Task Prepare_ByManyAtOnce_ImportsOnce()
    {
        var reports = new Reports();

        var folders = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            Task.Run(() => new ModelStore(_folder.Cache).PrepareAsync(_folder.Model, TimeProvider.System, reports, default))));

        folders.Distinct().ShouldHaveSingleItem();
        reports.Ends.ShouldBe(1);
        PreparedFolder.Verify(folders[0]).ShouldBeNull();
    }

    [Fact]
    public async Task Prepare_ByTwoProcessesAtOnce_EndsWithOneGoodCopy()
    {
        // Both are at work before either may begin.
        Directory.CreateDirectory(_folder.Cache);
        var held = StoreLock.TryAcquire(_folder.Prepared + ".lock").ShouldNotBeNull();
        using var first = ChildProcess.Start("prepare", _folder.Root, _folder.Root);
        using var second = ChildProcess.Start("prepare", _folder.Root, _folder.Root);
        (await first.StandardOutput.ReadLineAsync()).ShouldBe("started");
        (await second.StandardOutput.ReadLineAsync()).ShouldBe("started");
        held.Dispose();

        string?[] said = [await first.StandardOutput.ReadLineAsync(), await second.StandardOutput.ReadLineAsync()];

        said.Order().ShouldBe(["found", "imported"]);
        PreparedFolder.Verify(_folder.Prepared).ShouldBeNull();
        Directory.GetDirectories(_folder.Cache).ShouldBe([_folder.Prepared]);
    }

    [Fact]
    public async Task Import_OfTheDefaultModel_StaysBelow450Megabytes()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var peak = (await ChildProcess.RunAsync("import", _folder.Root, _folder.Root)).Single();

        int.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture).ShouldBeInRange(1, 450 * 1024);
    }

    [Fact]
    public async Task Prepare_CancelledWhileAnotherPrepares_IsCancelled()
    {
        Directory.CreateDirectory(_folder.Cache);
        using var held = StoreLock.TryAcquire(_folder.Prepared + ".lock");
        using var cancel = new CancellationTokenSource();
        var waiting = _folder.PrepareAsync(null, cancel.Token);
        waiting.IsCompleted.ShouldBeFalse();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task Prepare_Cancelled_LeavesNothingBehind()
    {
        using var cancel = new CancellationTokenSource();
        var stopper = new Stopper(cancel);

        await Should.ThrowAsync<OperationCanceledException>(
            _folder.Store.PrepareAsync(_folder.Model, TimeProvider.System, stopper, cancel.Token));

        Directory.GetDirectories(_folder.Cache).ShouldBeEmpty();
    }

    [Fact]
    public async Task Remove_APreparedModel_KeepsTheLockOfThoseWhoWait()
    {
        var name = Path.GetFileName(await _folder.PrepareAsync());

        _folder.Store.Remove(name);

        _folder.Store.List().ShouldBeEmpty();
        PreparedFolder.IsReady(await _folder.PrepareAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Remove_WhileItIsPrepared_IsRefused()
    {
        var name = Path.GetFileName(await _folder.PrepareAsync());
        using var held = StoreLock.TryAcquire(_folder.Prepared + ".lock");

        Should.Throw<LocalModelException>(() => _folder.Store.Remove(name)).Kind.ShouldBe(LocalModelErrorKind.Busy);

        _folder.Store.List().ShouldBe([name]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../cache")]
    [InlineData("/")]
    [InlineData(".downloads")]
    [InlineData("nothing")]
    public async Task Find_ANameThatIsNotInTheStore_IsRefused(string name)
    {
        await _folder.PrepareAsync();
        Directory.CreateDirectory(Path.Combine(_folder.Cache, ".downloads"));

        Should.Throw<LocalModelException>(() => _folder.Store.Find(name)).Kind.ShouldBe(LocalModelErrorKind.NotFound);
    }

    public void Dispose() => _folder.Dispose();

    private static void Damage(string folder, string how)
    {
        var manifest = Path.Combine(folder, ImportManifest.FileName);
        var data = Path.Combine(folder, "model.onnx.data");
        switch (how)
        {
            case "truncated":
                using (var file = new FileStream(data, FileMode.Open))
                    file.SetLength(file.Length / 2);
                break;
            case "edited":
                Flip(data);
                File.SetLastWriteTimeUtc(data, File.GetLastWriteTimeUtc(manifest).AddSeconds(1));
                break;
            case "older importer":
                Edit(manifest, json => json["importerVersion"] = ImportManifest.CurrentVersion - 1);
                break;
            case "no manifest":
                File.Delete(manifest);
                break;
            case "empty manifest":
                File.WriteAllText(manifest, "");
                break;
            case "null files":
                Edit(manifest, json => json["files"] = null);
                break;
            case "no files":
                Edit(manifest, json => json["files"] = new JsonArray());
                break;
            case "file gone":
                File.Delete(Path.Combine(folder, "tokenizer.json"));
                break;
            default:
                Directory.Delete(folder, recursive: true);
                File.WriteAllText(folder, "");
                break;
        }
    }

    private static void Edit(string manifest, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        edit(json);
        File.WriteAllText(manifest, json.ToJsonString());
    }

    private static void Flip(string file)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.Position = stream.Length / 2;
        var value = stream.ReadByte();
        stream.Position--;
        stream.WriteByte((byte)(value ^ 1));
    }

    private sealed class Reports : IProgress<double>
    {
        private int _ends;

        public int Ends => _ends;

        public void Report(double value)
        {
            if (value >= 1)
                Interlocked.Increment(ref _ends);
        }
    }

    private sealed class Stopper(CancellationTokenSource cancel) : IProgress<double>
    {
        public void Report(double value) => cancel.Cancel();
    }
}
