using System.Runtime.InteropServices;
using GenAI = Microsoft.ML.OnnxRuntimeGenAI;

namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>Makes the native runtime usable, once per process, before any of its types is touched.</summary>
/// <remarks>
/// Both native libraries carry an uploader, a persistent device id and event stores. They read the opt-out from the
/// <em>native</em> environment when they are loaded; on Unix a variable set through .NET does not reach it, hence libc.
/// Whoever uses a type of Microsoft.ML.OnnxRuntimeGenAI calls <see cref="EnsureReady"/> first.
/// </remarks>
internal static partial class NativeBootstrap
{
    private const string OptOut = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<Fault?> State = new(Start);

    /// <summary>Switches telemetry off and loads the library.</summary>
    /// <exception cref="LocalModelException">The library is missing, or was loaded before with telemetry on.</exception>
    public static void EnsureReady()
    {
        if (State.Value is { } fault)
            throw new LocalModelException(fault.Kind, fault.Message);
    }

    /// <summary>Why the runtime cannot be used, or <see langword="null"/>. Loads it if nobody has.</summary>
    public static string? WhyNot => State.Value?.Message;

    private static Fault? Start()
    {
        if (!TelemetryIsOff())
        {
            if (IsRuntimeLoaded())
                return new(LocalModelErrorKind.NotSupported,
                    "ONNX Runtime was loaded before its telemetry could be switched off. Set the environment variable " +
                    $"{OptOut}=1 before the process starts, or create the local model before anything else uses ONNX Runtime.");
            SetNative(OptOut, "1");
            if (!TelemetryIsOff())
                return new(LocalModelErrorKind.NotSupported,
                    $"The telemetry of ONNX Runtime cannot be switched off here. Set {OptOut}=1 before the process starts.");
        }
        return Load();
    }

    private static Fault? Load()
    {
        try
        {
            if (NativeLibrary.TryLoad("onnxruntime-genai", typeof(GenAI.Model).Assembly, null, out _))
                return null;
        }
        catch (Exception e) when (e is BadImageFormatException or FileNotFoundException or FileLoadException)
        {
            // The managed part is missing or built for another architecture: the same remedy.
        }
        return new(LocalModelErrorKind.NativeMissing,
            $"The native library of ONNX Runtime GenAI does not load on {RuntimeInformation.RuntimeIdentifier}. Add a " +
            "package that holds it, such as Microsoft.ML.OnnxRuntimeGenAI; on Linux it needs glibc 2.28 or later.");
    }

    private static bool TelemetryIsOff() => ReadNative(OptOut) is "1" or "true" or "TRUE" or "True";

    // Looks for the native images only: the managed assemblies are called Microsoft.ML.OnnxRuntime*.
    private static bool IsRuntimeLoaded()
    {
        if (OperatingSystem.IsWindows())
            return GetModuleHandle("onnxruntime.dll") != 0 || GetModuleHandle("onnxruntime-genai.dll") != 0;
        if (OperatingSystem.IsMacOS())
        {
            for (uint i = 0; i < ImageCount(); i++)
            {
                if (IsRuntime(Marshal.PtrToStringUTF8(ImageName(i))))
                    return true;
            }
            return false;
        }
        return File.Exists("/proc/self/maps") && File.ReadLines("/proc/self/maps").Any(IsRuntime);
    }

    private static bool IsRuntime(string? path) =>
        path is not null && path.Contains("/libonnxruntime", StringComparison.OrdinalIgnoreCase);

    private static string? ReadNative(string name) => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable(name)
        : Marshal.PtrToStringUTF8(GetEnv(name));

    private static void SetNative(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
            _ = SetEnv(name, value, 1);
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetEnv(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnv(string name, string value, int overwrite);

    [LibraryImport("kernel32", EntryPoint = "GetModuleHandleW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetModuleHandle(string name);

    [LibraryImport("libSystem", EntryPoint = "_dyld_image_count")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint ImageCount();

    [LibraryImport("libSystem", EntryPoint = "_dyld_get_image_name")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ImageName(uint index);

    private sealed record Fault(LocalModelErrorKind Kind, string Message);
}
