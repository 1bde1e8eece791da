namespace HybridAi.Tool;

/// <summary>Asks the configured NuGet sources, as a restore in this clone would, whether they have the official packages.</summary>
internal static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<bool> IsServedAsync(string root, CancellationToken cancel)
    {
        // Inside the clone, so that every NuGet.Config that counts for the clone counts for the question.
        var folder = Path.Combine(root, ".bootstrap", $"probe-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        foreach (var leftover in Directory.EnumerateDirectories(Path.GetDirectoryName(folder)!, "probe-*").Where(name => name != folder))
        {
            Disk.Delete(leftover);
        }

        try
        {
            foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            {
                await File.WriteAllTextAsync(Path.Combine(folder, file), "<Project />");
            }

            File.Copy(Path.Combine(root, "eng", "bootstrap", "Probe.csproj"), Path.Combine(folder, "Probe.csproj"));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            var packages = Path.Combine(folder, "packages");
            var result = await Command.RunAsync("dotnet",
                ["restore", "Probe.csproj", "-nologo", "-v:q", "-nodeReuse:false", $"-p:RestorePackagesPath={packages}"],
                folder, patience.Token);
            if (result.ExitCode == 0)
            {
                return true;
            }

            if (result.Output.Contains("NU1101", StringComparison.Ordinal) || result.Output.Contains("NU1102", StringComparison.Ordinal)
                || result.Output.Contains("NU1103", StringComparison.Ordinal))
            {
                return false;
            }

            throw new ToolException("the NuGet sources could not be asked for Microsoft.ML.OnnxRuntimeGenAI; check the network, the proxy and "
                + "`dotnet nuget list source`, then start again. The restore said:\n" + result.Output.Trim());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ToolException($"the NuGet sources did not answer within {Patience.TotalSeconds:F0} s; check the network and "
                + "`dotnet nuget list source`, then start again.");
        }
        finally
        {
            Disk.Delete(folder);
        }
    }
}
