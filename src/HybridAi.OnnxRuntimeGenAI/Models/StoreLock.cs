namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>Lets one process at a time prepare a model: an open file that nobody else may open.</summary>
internal static class StoreLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until nobody else holds the lock.</summary>
    /// <param name="path">The lock file; its folder exists. It stays behind empty: deleting it would race with who waits.</param>
    /// <param name="time">Clock of the pauses.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IDisposable> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            var held = TryAcquire(path);
            if (held is not null)
            {
                return held;
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lock if nobody holds it.</summary>
    /// <returns>The lock, or <see langword="null"/> while another process, or another caller in this one, holds it.</returns>
    public static IDisposable? TryAcquire(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
    }

    // Sharing and lock violation on Windows; EWOULDBLOCK (11, 35 on macOS), which .NET passes on as it is, elsewhere.
    private static bool IsHeld(IOException exception) => (exception.HResult & 0xFFFF) is 32 or 33 or 11 or 35;
}
