using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Cli.Infrastructure;

/// <summary>
/// Where settings come from, later ones win: hybridai.json of the user's configuration folder, hybridai.json of the current folder
/// or the file of --config, environment variables HYBRIDAI__SECTION__KEY. Keys are looked up by name among all environment variables.
/// </summary>
internal static class CliConfiguration
{
    public const string FileName = "hybridai.json";

    public const string SectionName = "HybridAi";

    public static IConfigurationRoot Load(CliContext context, string? file = null)
    {
        var builder = new ConfigurationBuilder();
        foreach (var path in Files(context, file).Where(File.Exists))
        {
            // As a stream: a file provider passes over names that begin with a dot, and its errors hold absolute paths.
            builder.AddJsonStream(new MemoryStream(File.ReadAllBytes(path)));
        }

        builder.AddInMemoryCollection(FromEnvironment(context));
        try
        {
            return builder.Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or JsonException)
        {
            throw new CliException(
                $"the configuration is not valid JSON: {exception.GetBaseException().Message} Mend it, or start anew with 'hybridai init'.");
        }
    }

    /// <summary>The files that are read, in order; they need not exist.</summary>
    public static IEnumerable<string> Files(CliContext context, string? file)
    {
        if (file is not null)
        {
            var path = context.PathOf(file);
            yield return File.Exists(path) ? path : throw new CliException("the file of --config is not there. Check the path.");
            yield break;
        }

        if (UserFolder(context) is { } folder)
        {
            yield return Path.Combine(folder, FileName);
        }

        yield return Path.Combine(context.Folder, FileName);
    }

    private static string? UserFolder(CliContext context) =>
        context.Variable("XDG_CONFIG_HOME") is { } xdg ? Path.Combine(xdg, "hybridai")
        : context.Variable("APPDATA") is { } roaming && OperatingSystem.IsWindows() ? Path.Combine(roaming, "hybridai")
        : context.Variable("HOME") is { } home ? Path.Combine(home, ".config", "hybridai") : null;

    private static Dictionary<string, string?> FromEnvironment(CliContext context)
    {
        // Configuration has no case, but the environment may have http_proxy and HTTP_PROXY: one of them is enough.
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Environment)
        {
            // HYBRIDAI__MODE → HybridAi:MODE; every other variable under its own name, so that ApiKeyName finds it.
            var key = name.StartsWith("HYBRIDAI__", StringComparison.OrdinalIgnoreCase)
                ? name.Replace("__", ":", StringComparison.Ordinal) : name;
            settings[key] = value;
        }

        return settings;
    }
}
