using GenAI = Microsoft.ML.OnnxRuntimeGenAI;

namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>Turns failures of the native library, which are plain text, into typed ones without paths.</summary>
internal static class NativeErrors
{
    // Stable beginnings and parts of the texts of ONNX Runtime GenAI 0.15; checked in this order.
    private static readonly (string Part, LocalModelErrorKind Kind)[] Known =
    [
        ("execution provider is not supported in this build", LocalModelErrorKind.ProviderMissing),
        ("interface not available", LocalModelErrorKind.ProviderMissing),
        ("has not been built with", LocalModelErrorKind.ProviderMissing),
        ("Failed to register", LocalModelErrorKind.ProviderMissing),
        ("Unknown provider name", LocalModelErrorKind.ProviderMissing),
        ("No devices matched", LocalModelErrorKind.ProviderMissing),
        ("Error opening", LocalModelErrorKind.NotFound),
        ("File doesn't exist", LocalModelErrorKind.NotFound),
        ("Unsupported model_type", LocalModelErrorKind.NotSupported),
        ("exceeds max length", LocalModelErrorKind.ContextExceeded),
        ("External data path validation failed", LocalModelErrorKind.Corrupt),
        ("Protobuf parsing failed", LocalModelErrorKind.Corrupt),
        ("Load model", LocalModelErrorKind.Corrupt),
        ("Error encountered while parsing", LocalModelErrorKind.Corrupt),
        ("JSON Error", LocalModelErrorKind.Corrupt),
    ];

    /// <summary>Whether the text says that a run was stopped from outside; that is never an error.</summary>
    public static bool IsTermination(Exception exception) =>
        exception.Message.Contains("terminate flag", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("Terminated state", StringComparison.OrdinalIgnoreCase);

    /// <summary>Maps a failure.</summary>
    /// <param name="exception">What the managed API threw.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="fallback">The kind when the text is not known.</param>
    public static LocalModelException Map(
        Exception exception, string? folder, LocalModelErrorKind fallback = LocalModelErrorKind.Failed)
    {
        if (exception is LocalModelException typed)
            return typed;
        if (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
            return new(LocalModelErrorKind.NativeMissing,
                "The native library of ONNX Runtime GenAI is missing or of another version. " +
                "Add a package that holds it, such as Microsoft.ML.OnnxRuntimeGenAI.");

        var text = PathScrubber.Scrub(exception.Message, folder);
        var kind = fallback;
        foreach (var (part, known) in Known)
        {
            if (!text.Contains(part, StringComparison.Ordinal))
                continue;
            kind = known;
            break;
        }
        // The original is not kept as the inner exception: its message holds paths.
        return new(kind, $"{Advice(kind)} The runtime says: {text}");
    }

    /// <summary>Whether the exception comes from the managed API and is to be mapped.</summary>
    public static bool IsNative(Exception exception) =>
        exception is GenAI.OnnxRuntimeGenAIException or DllNotFoundException or TypeInitializationException
            or EntryPointNotFoundException;

    private static string Advice(LocalModelErrorKind kind) => kind switch
    {
        LocalModelErrorKind.NotFound => "A file of the model is missing; prepare or import the model again.",
        LocalModelErrorKind.Corrupt => "The model's files are damaged or incomplete; prepare or import the model again.",
        LocalModelErrorKind.NotSupported => "The runtime does not support this model.",
        LocalModelErrorKind.ProviderMissing => "The execution provider cannot be used here; add its package or leave it out.",
        LocalModelErrorKind.ContextExceeded => "The request does not fit the model's context window.",
        LocalModelErrorKind.GrammarInvalid => "The schema or grammar cannot be enforced.",
        _ => "The local model failed.",
    };
}
