using System.Text.RegularExpressions;
using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.Architecture;

/// <summary>What a library may not touch: the table "Rooms" of the design, checked on the compiled assembly.</summary>
public sealed partial class RoomTests
{
    private static readonly string[] _files = ["System.IO.File", "System.IO.Directory", "System.IO.FileStream", "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.IO.StreamWriter..ctor(string)", "System.IO.StreamReader..ctor(string)", "System.IO.MemoryMappedFiles"];
    private static readonly string[] _network = ["System.Net.Http", "System.Net.Sockets", "System.Net.WebSockets", "System.Net.WebClient", "System.Net.Dns"];
    private static readonly string[] _container = ["Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.Options", "Microsoft.Extensions.Hosting", "Microsoft.AspNetCore"];
    private static readonly string[] _environment = ["System.Environment.GetEnvironmentVariable", "System.Environment.GetEnvironmentVariables", "System.Environment.SetEnvironmentVariable", "System.Environment.ExpandEnvironmentVariables", "System.Environment.GetFolderPath"];
    private static readonly string[] _native = ["System.Runtime.InteropServices.NativeLibrary", "System.Runtime.InteropServices.DllImportAttribute", "System.Runtime.InteropServices.LibraryImportAttribute", "Microsoft.ML.OnnxRuntime"];
    private static readonly string[] _process = ["System.Diagnostics.Process"];
    private static readonly string[] _console = ["System.Console"];
    private static readonly string[] _randomness = ["System.Random..ctor", "System.Random.get_Shared", "System.Guid.NewGuid", "System.Guid.CreateVersion7"];
    private static readonly string[] _logging = ["Microsoft.Extensions.Logging"];
    private static readonly string[] _polly = ["Polly"];

    private static readonly Dictionary<string, string[]> _forbidden = new()
    {
        ["HybridAi.Privacy"] = [.. _files, .. _network, .. _container, .. _environment, .. _native, .. _process, .. _console, .. _logging, .. _polly, .. _randomness],
        ["HybridAi.Core"] = [.. _files, .. _network, .. _container, .. _environment, .. _native, .. _process, .. _console, .. _polly],
        ["HybridAi"] = [.. _network.Where(name => name != "System.Net.Sockets"), .. _native, .. _process, .. _console],
        ["HybridAi.Import"] = [.. _network, .. _container, .. _environment, .. _native, .. _process, .. _console, .. _logging, .. _polly],
        ["HybridAi.OnnxRuntimeGenAI"] = [.. _process, .. _console, .. _polly],
        ["HybridAi.Models.SmolLM2"] = [.. _network, .. _native, .. _process, .. _console, .. _polly],
        ["HybridAi.OpenAI"] = [.. _files, .. _environment, .. _native, .. _process, .. _console, .. _polly],
        ["HybridAi.Evaluation"] = [.. _network, .. _environment, .. _native, .. _process, .. _console, .. _polly],
        ["HybridAi.Testing"] = [.. _files, .. _network, .. _environment, .. _native, .. _process, .. _console, .. _polly],
    };

    // Use with a reason: "assembly: symbol" → why.
    private static readonly Dictionary<string, string> _excused = new()
    {
        ["HybridAi: System.Net.Http.HttpRequestException"] = "names a failure worth a retry, sends nothing",
        ["HybridAi: System.Runtime.InteropServices.DllImportAttribute"] = "asks Windows for its power status, which nothing in the framework tells",
        ["HybridAi.Privacy: System.Net.Sockets.AddressFamily"] = "tells IPv4 from IPv6",
    };

    // The only files outside the command line that read the environment, and why.
    private static readonly Dictionary<string, string> _environmentFiles = new()
    {
        ["src/HybridAi.OnnxRuntimeGenAI/Models/CacheFolder.cs"] = "where prepared models lie",
        ["src/HybridAi.OnnxRuntimeGenAI/Native/NativeBootstrap.cs"] = "the native library's telemetry switch must be set before it loads",
    };

    // Unsafe code outside the local leg, and why.
    private static readonly Dictionary<string, string> _unsafeFiles = new()
    {
        ["src/HybridAi.Import/Gguf/GgufFile.cs"] = "a span over a memory map has no safe form",
        ["src/HybridAi.Core/Difficulty/PromptClassifier.cs"] = "nor has one over an embedded resource",
    };

    public static TheoryData<string> Assemblies => [.. BuiltAssembly.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_OfEveryRoom_TouchesOnlyWhatItMay(string name)
    {
        if (!_forbidden.TryGetValue(name, out var forbidden))
        {
            throw new InvalidOperationException($"{name} needs a line in the table of rooms");
        }

        var touched = BuiltAssembly.Read(name).Uses
            .Where(use => forbidden.Any(symbol => Covers(symbol, use)) && !_excused.ContainsKey($"{name}: {use}"))
            .Order(StringComparer.Ordinal);
        touched.ShouldBeEmpty($"{name} may not touch these");
    }

    [Fact]
    public void Environment_OutsideTheCommandLine_IsReadInListedFilesOnly() =>
        Sources().Where(file => !file.StartsWith("src/HybridAi.Cli/", StringComparison.Ordinal) && !_environmentFiles.ContainsKey(file))
            .Where(file => EnvironmentRead().IsMatch(Repository.Read(file)))
            .ShouldBeEmpty("hand the value in; the environment belongs to the host");

    [Fact]
    public void Exceptions_InTheTables_NameFilesThatNeedThem()
    {
        _environmentFiles.Keys.Where(file => !EnvironmentRead().IsMatch(Repository.Read(file))).ShouldBeEmpty("take these lines out of the table");
        _unsafeFiles.Keys.Where(file => !UnsafeCode().IsMatch(Repository.Read(file))).ShouldBeEmpty("take these lines out of the table");
    }

    [Fact]
    public void UnsafeCode_OutsideTheLocalLeg_IsInListedFilesOnly() =>
        Sources().Where(file => !file.StartsWith("src/HybridAi.OnnxRuntimeGenAI/", StringComparison.Ordinal) && !_unsafeFiles.ContainsKey(file))
            .Where(file => UnsafeCode().IsMatch(Repository.Read(file)))
            .ShouldBeEmpty("unsafe code has its home in HybridAi.OnnxRuntimeGenAI");

    [Theory]
    [InlineData("HybridAi.OnnxRuntimeGenAI")]
    [InlineData("HybridAi.OpenAI")]
    [InlineData("HybridAi.Models.SmolLM2")]
    public void Leg_UsesTheContainer_InOneRegistrationFileAtMost(string project) =>
        Sources().Where(file => file.StartsWith($"src/{project}/", StringComparison.Ordinal))
            .Where(file => Repository.Read(file).Contains("IHybridChatClientBuilder", StringComparison.Ordinal))
            .Count().ShouldBeLessThanOrEqualTo(1, "a leg never knows the router: one registration file per package");

    private static IEnumerable<string> Sources() =>
        Repository.FilesWith(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>A symbol covers itself, its members, and what lies in it as a namespace.</summary>
    private static bool Covers(string symbol, string use) =>
        use.StartsWith(symbol, StringComparison.Ordinal) && (use.Length == symbol.Length || use[symbol.Length] is '.' or '+' || symbol is "Microsoft.ML.OnnxRuntime");

    [GeneratedRegex(@"Environment\.(Get|Set|Expand)EnvironmentVariable|Environment\.GetFolderPath")]
    private static partial Regex EnvironmentRead();

    [GeneratedRegex(@"^[^/""]*\b(unsafe\s+(class|struct|static|void|private|public|internal|fixed|\{)|unsafe$|fixed\s*\()", RegexOptions.Multiline)]
    private static partial Regex UnsafeCode();
}
