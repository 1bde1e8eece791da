using HybridAi.Tool;

// Started by the shell scripts only when there is something to do; see eng/README.md.
try
{
    return args switch
    {
        ["bootstrap", var root] => await Bootstrap.RunAsync(root),
        _ => throw new ToolException("usage: bootstrap ROOT"),
    };
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

/// <summary>Something the person at the keyboard can put right; the message says how.</summary>
internal sealed class ToolException(string message) : Exception(message);
