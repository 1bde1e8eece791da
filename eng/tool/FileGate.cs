namespace HybridAi.Tool;

/// <summary>A lock between processes: an open file, which the system closes when its owner ends, however it ends.</summary>
internal static class FileGate
{
    public static async Task<FileStream> EnterAsync(string path, string waiting, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var told = false;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (!Disk.IsFull(e) && e is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (!told)
                {
                    new Progress().Say(waiting);
                    told = true;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(300), cancel);
            }
        }
    }
}
