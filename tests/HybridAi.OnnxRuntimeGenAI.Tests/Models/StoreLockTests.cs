using HybridAi.OnnxRuntimeGenAI.Native;

namespace HybridAi.OnnxRuntimeGenAI.Models;

public sealed class StoreLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hybridai-lock-");

    private string Lock => Path.Combine(_folder.FullName, "a.lock");

    [Fact]
    public void Lock_HeldInThisProcess_IsNotGivenTwice()
    {
        using (StoreLock.TryAcquire(Lock).ShouldNotBeNull())
            StoreLock.TryAcquire(Lock).ShouldBeNull();
        using var again = StoreLock.TryAcquire(Lock).ShouldNotBeNull();
    }

    [Fact]
    public async Task Lock_HeldInThisProcess_IsHeldForOthers()
    {
        using (StoreLock.TryAcquire(Lock).ShouldNotBeNull())
            (await ChildProcess.RunAsync("lock", Lock, _folder.FullName)).ShouldBe(["held"]);
        (await ChildProcess.RunAsync("lock", Lock, _folder.FullName)).ShouldBe(["free"]);
    }

    [Fact]
    public async Task Lock_LetGo_GoesToWhoWaits()
    {
        var held = StoreLock.TryAcquire(Lock).ShouldNotBeNull();
        var waiting = StoreLock.AcquireAsync(Lock, TimeProvider.System, default);
        waiting.IsCompleted.ShouldBeFalse();

        held.Dispose();

        (await waiting).Dispose();
    }

    [Fact]
    public void Lock_WhereNoFileCanBe_Throws() =>
        Should.Throw<IOException>(() => StoreLock.TryAcquire(Path.Combine(_folder.FullName, "missing", "a.lock")));

    public void Dispose() => _folder.Delete(recursive: true);
}
