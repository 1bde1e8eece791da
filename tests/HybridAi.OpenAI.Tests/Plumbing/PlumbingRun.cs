using System.Collections.Concurrent;
using HybridAi.Cli.Privacy.Prove;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Plumbing;

/// <summary>What many conversations showed.</summary>
internal sealed class PlumbingResult
{
    public ConcurrentQueue<string> Leaks { get; } = new();

    public ConcurrentDictionary<string, long> Counts { get; } = new();

    public void Count(string what, long by = 1) => Counts.AddOrUpdate(what, by, (_, n) => n + by);

    public long this[string what] => Counts.GetValueOrDefault(what);
}

/// <summary>Runs conversations against a recording server and looks for labelled values in everything that left or was told.</summary>
internal sealed class PlumbingRun(int seed, string folder)
{
    private const int MostLeaks = 20;

    private long _next = -1;
    private CancellationToken _enough;

    /// <summary>Runs scenarios on several workers, each with a server and applications of its own.</summary>
    public async Task<PlumbingResult> RunAsync(long scenarios, int workers, bool leaky = false, CancellationToken enough = default)
    {
        _enough = enough;
        var result = new PlumbingResult();
        using var witness = new Witness();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(w => Task.Run(() => WorkAsync(w, scenarios, leaky, witness, result))));
        return result;
    }

    private async Task WorkAsync(int worker, long scenarios, bool leaky, Witness witness, PlumbingResult result)
    {
        await using var cloud = new RecordingCloud();
        var device = new Device();
        var windows = new WindowSet();
        var houses = new Dictionary<Setup, House>();
        try
        {
            foreach (var setup in Enum.GetValues<Setup>())
            {
                houses[setup] = new(setup, cloud, device, witness, Path.Combine(folder, $"audit-{worker}-{setup}.jsonl"), leaky);
            }

            for (long index; (index = Interlocked.Increment(ref _next)) < scenarios && result.Leaks.Count < MostLeaks && !_enough.IsCancellationRequested;)
            {
                await OneAsync(index, houses, cloud, device, windows, result);
            }
        }
        finally
        {
            foreach (var house in houses.Values)
            {
                await house.DisposeAsync();
            }
        }

        foreach (var setup in houses.Keys)
        {
            var path = Path.Combine(folder, $"audit-{worker}-{setup}.jsonl");
            if (!File.Exists(path))
            {
                continue;
            }

            result.Count("audit records", File.ReadLines(path).LongCount());
            foreach (var found in windows.Find(File.ReadAllText(path)))
            {
                result.Leaks.Enqueue($"audit file: {found}");
            }
        }
    }

    private async Task OneAsync(
        long index, Dictionary<Setup, House> houses, RecordingCloud cloud, Device device, WindowSet windows, PlumbingResult result)
    {
        var scenario = new Scenario(seed, index);
        var house = houses[scenario.Setup];
        var heard = Witness.Listen();
        cloud.Plan(scenario.Cloud);
        device.Plan(scenario.Device);
        result.Count("scenarios");
        result.Count($"setup {scenario.Setup}");
        await new Conversation(scenario, house, cloud, heard, result).RunAsync();
        house.Detector.Trouble = Trouble.None;

        var received = new List<Received>();
        while (cloud.Requests.TryDequeue(out var request))
        {
            received.Add(request);
        }

        result.Count("requests received", received.Count);
        result.Count("requests with masks", received.Count(r => r.Text.Contains("[[", StringComparison.Ordinal)));
        result.Count("requests that go on", received.Count(r => r.Text.Contains(RecordingCloud.GoOn, StringComparison.Ordinal)));
        result.Count("requests with a draft", received.Count(r => r.Text.Contains(RecordingCloud.Hint, StringComparison.Ordinal)));
        var told = new ValueSearch(string.Join('\n', heard));
        var searches = received.ConvertAll(r => (Location: r.Path.StartsWith("/own/", StringComparison.Ordinal) ? Location.Private : Location.Cloud, Search: new ValueSearch(r.Text)));
        // A shadow may speak when the next conversation has begun.
        foreach (var found in windows.Find(string.Join('\n', heard)))
        {
            result.Leaks.Enqueue($"seed {seed}, scenario {index} ({scenario.Setup}): {found} of a scenario before in what is told");
        }

        foreach (var planted in scenario.Planted)
        {
            result.Count("values planted");
            windows.Add(planted);
            if (told.Find(planted.Value) is { } how)
            {
                Leak(result, index, scenario, planted, $"log, span, metric, exception or decision, {how}", heard.FirstOrDefault(h => new ValueSearch(h).Find(planted.Value) is not null));
            }

            foreach (var location in (ReadOnlySpan<Location>)[Location.Cloud, Location.Private])
            {
                if (!planted.IsKeptFrom(location, house.Policies))
                {
                    result.Count($"values not labelled for {location}");
                    continue;
                }

                foreach (var (at, search) in searches)
                {
                    if (at == location && search.Find(planted.Value) is { } form)
                    {
                        Leak(result, index, scenario, planted, $"sent to {location}, {form}", received.First(r => new ValueSearch(r.Text).Find(planted.Value) is not null).Text);
                    }
                }
            }
        }
    }

    private void Leak(PlumbingResult result, long index, Scenario scenario, Planted planted, string where, string? text) => result.Leaks.Enqueue(
        $"seed {seed}, scenario {index} ({scenario.Setup}, {scenario.Mode}, forced {scenario.Forced ?? "none"}, streaming {scenario.Streaming}, troubles {string.Join('/', scenario.Troubles)}): "
            + $"{planted.Kind} {planted.Value} in: {where}\n    planted in: {string.Join(" | ", planted.Texts)}\n    {text}");
}

/// <summary>Finds any of many values in a long text: their first letters and digits in a set, then a look at the whole.</summary>
internal sealed class WindowSet
{
    private const int Width = 10;
    private readonly Dictionary<string, List<string>> _values = [];

    public void Add(Planted planted)
    {
        var stripped = ValueSearch.Strip(planted.Value);
        if (planted.Kind == "PERSON")
        {
            return; // There are a hundred of them.
        }

        if (stripped.Length >= Width)
        {
            if (!_values.TryGetValue(stripped[..Width], out var list))
            {
                _values[stripped[..Width]] = list = [];
            }

            list.Add(stripped);
        }
    }

    public IEnumerable<string> Find(string text)
    {
        var stripped = ValueSearch.Strip(text);
        var lookup = _values.GetAlternateLookup<ReadOnlySpan<char>>();
        var found = new List<string>();
        for (var i = 0; i + Width <= stripped.Length; i++)
        {
            if (lookup.TryGetValue(stripped.AsSpan(i, Width), out var values))
            {
                found.AddRange(values.Where(v => stripped.AsSpan(i).StartsWith(v, StringComparison.Ordinal)));
            }
        }

        return found;
    }
}
