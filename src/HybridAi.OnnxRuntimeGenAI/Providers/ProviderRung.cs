namespace HybridAi.OnnxRuntimeGenAI.Providers;

/// <summary>One way to run a model. A folder is made for its provider: falling back may mean another folder.</summary>
/// <param name="Folder">The model folder.</param>
/// <param name="Provider">The execution provider: cpu, cuda, DML, QNN, WebGPU, OpenVINO and others.</param>
/// <param name="Options">The provider's own options.</param>
internal sealed record ProviderRung(string Folder, string Provider, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The name of the provider that is always there.</summary>
    public const string Cpu = "cpu";

    /// <summary>Whether this is the processor itself.</summary>
    public bool IsCpu => Provider.Equals(Cpu, StringComparison.OrdinalIgnoreCase);

    /// <summary>The rung every ladder ends with.</summary>
    public static ProviderRung OnCpu(string folder) => new(folder, Cpu, new Dictionary<string, string>());
}
