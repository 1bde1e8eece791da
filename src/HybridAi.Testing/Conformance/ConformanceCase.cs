using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>A target does not do what the router relies on.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is expected and what happened; no content.</param>
    public ConformanceException(string message)
        : base(message)
    {
    }
}

/// <summary>One thing that the router relies on in every target.</summary>
/// <param name="Name">A short name, stable between releases.</param>
/// <param name="Requirement">What is required, as a sentence.</param>
/// <param name="RunAsync">Checks a client; throws <see cref="ConformanceException"/> when it fails.</param>
public sealed record ConformanceCase(string Name, string Requirement, Func<IChatClient, CancellationToken, Task> RunAsync)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
