using HybridAi.Tool;

// Started by the shell scripts when there is something to do; see eng/README.md.
var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true; // once: children end, temporary folders are removed
    cancel.Cancel();
};
try
{
    if (SelfCheck.IsStale(args.ElementAtOrDefault(1)))
    {
        return SelfCheck.RebuildMe;
    }

    switch (args)
    {
        case ["bootstrap", var root]:
            await Bootstrap.RunAsync(root, cancel.Token);
            return 0;
        case ["cli", var root]:
            await Bootstrap.RunAsync(root, cancel.Token);
            await CliBuild.RunAsync(root, cancel.Token);
            return 0;
        case ["test", var root, .. var rest]:
            await Bootstrap.RunAsync(root, cancel.Token);
            return await TestRun.RunAsync(root, rest, cancel.Token);
        default:
            throw new ToolException("usage: bootstrap ROOT | cli ROOT | test ROOT [PROJECT [FILTER]]");
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("hybridai: stopped; the next start does again what was not finished");
    return 130;
}
catch (ToolException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}
catch (IOException e) when (Disk.IsFull(e))
{
    Console.Error.WriteLine("error: the disk is full. Free some space, or set HYBRIDAI_CACHE to a folder on a larger disk.");
    return 1;
}
catch (UnauthorizedAccessException e)
{
    Console.Error.WriteLine($"error: {e.Message} Set HYBRIDAI_CACHE to a folder you may write to.");
    return 1;
}
catch (IOException e)
{
    Console.Error.WriteLine($"error: {e.Message} If that is about the cache, set HYBRIDAI_CACHE to a folder you may write to.");
    return 1;
}

/// <summary>Something the person at the keyboard can put right; the message says how.</summary>
internal sealed class ToolException(string message) : Exception(message);
