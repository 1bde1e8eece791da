namespace HybridAi.Testing;

/// <summary>A named storm: many turns under one kind of trouble, after which nothing may have been lost, repeated, overspent or leaked.</summary>
/// <param name="Name">A short name, stable between releases.</param>
/// <param name="What">What happens in it.</param>
public sealed record SoakScenario(string Name, string What)
{
    internal Func<SoakRun, Task> Script { get; init; } = _ => Task.CompletedTask;

    /// <summary>Runs it.</summary>
    /// <param name="streaming">Whether answers are streamed.</param>
    /// <param name="turns">How many requests are made; at least 1. Default 200.</param>
    /// <param name="seed">Draws the questions.</param>
    /// <returns>What happened, with every broken invariant.</returns>
    public async Task<SoakReport> RunAsync(bool streaming, int turns = 200, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 1);
        using var run = new SoakRun(streaming, turns, seed);
        await run.Simulation.Time.RunAsync(() => Script(run)).ConfigureAwait(false);
        return SoakCheck.Of(run);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>What a scenario showed.</summary>
/// <param name="Requests">Requests made.</param>
/// <param name="Answered">Requests answered in full.</param>
/// <param name="OffDevice">Requests of which something left the device.</param>
/// <param name="Cost">Cost of all attempts.</param>
/// <param name="Broken">Every invariant that did not hold, without content; empty when all is well.</param>
public sealed record SoakReport(int Requests, int Answered, int OffDevice, decimal Cost, IReadOnlyList<string> Broken);
