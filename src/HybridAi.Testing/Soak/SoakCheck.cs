using System.Globalization;
using HybridAi.Privacy;

namespace HybridAi.Testing;

/// <summary>The invariants that hold in every storm.</summary>
internal static class SoakCheck
{
    public static SoakReport Of(SoakRun run)
    {
        var broken = new List<string>();
        var requests = run.Simulation.Requests;
        var said = run.Simulation.Targets.ToDictionary(t => t.Name, t => t.Calls.Select(c => c.Answer.Text).ToList());
        foreach (var (request, number) in requests.Select((r, i) => (r, i + 1)))
        {
            foreach (var problem in Problems(request, said, run))
            {
                broken.Add(string.Create(CultureInfo.InvariantCulture, $"request {number}: {problem}"));
            }
        }

        broken.AddRange(run.Pinned.Where(mark => run.OffDevice.Any(t => t.Calls.Any(c => c.Text.Contains(mark, StringComparison.Ordinal))))
            .Select(_ => "a pinned request reached an off-device target"));
        broken.AddRange(run.Simulation.Targets.SelectMany(Overreach));
        var outcomes = requests.Select(r => r.Outcome).OfType<RouteOutcome>().ToList();
        if (run.Budget is { } budget)
        {
            var used = outcomes.SelectMany(o => o.Attempts).Where(a => run.OffDevice.Any(t => t.Name == a.Target)).ToList();
            var amount = new UsageAmount(used.Sum(a => a.Cost), used.Sum(a => (a.InputTokens ?? 0) + (a.OutputTokens ?? 0)), used.Count);
            if (!budget.Allows(amount))
            {
                broken.Add(string.Create(CultureInfo.InvariantCulture, $"the budget was overspent: {amount}"));
            }
        }

        return new(
            requests.Count, requests.Count(r => r.Error is null), outcomes.Count(o => o.Egress.Requests > 0), outcomes.Sum(o => o.Cost), broken);
    }

    private static IEnumerable<string> Problems(SimulatedRequest request, Dictionary<string, List<string>> said, SoakRun run)
    {
        if (request.Decision is null)
        {
            if (request.Error is not (HybridAiException or OperationCanceledException))
            {
                yield return "it was neither decided nor refused";
            }

            yield break;
        }

        if (request.Outcome is not { } outcome)
        {
            yield return "it has no outcome";
            yield break;
        }

        var calls = request.Response?.Messages.Any(m => m.Contents.Any(c => c is Microsoft.Extensions.AI.FunctionCallContent)) == true;
        if (request.Error is null && outcome.Target is null)
        {
            yield return "it was answered by nobody";
        }
        else if (request.Error is null && !calls && !said[outcome.Target!].Remove(request.Text) && request.Response!.FinishReason != Microsoft.Extensions.AI.ChatFinishReason.Length)
        {
            yield return "its text is not what its target said, once and in whole";
        }
        else if (request.Error is not null && request.Text.Length > 0 && !said.Values.Any(texts => texts.Exists(t => t.StartsWith(request.Text, StringComparison.Ordinal))))
        {
            yield return "the part that was seen is not the beginning of an answer";
        }

        if (outcome.Cost != outcome.Attempts.Sum(a => a.Cost))
        {
            yield return "its cost is not that of its attempts";
        }

        if (outcome.Attempts.Count > run.Simulation.Policy.MaxAttempts)
        {
            yield return "it took more attempts than allowed";
        }

        if (outcome.Attempts.Count(a => a.Result == AttemptResult.Committed) > 1)
        {
            yield return "two attempts were handed to the caller";
        }

        if (outcome.Location == Location.Device && outcome.Attempts.All(a => a.Target == outcome.Target) && outcome.Egress.Requests > 0)
        {
            yield return "it left the device although only the device was asked";
        }
    }

    // A target that got what it cannot do.
    private static IEnumerable<string> Overreach(ScriptedTarget target)
    {
        foreach (var call in target.Calls)
        {
            if (call.Options?.Tools is { Count: > 0 } && !target.Profile.Capabilities.HasFlag(TargetCapabilities.Tools))
            {
                yield return $"{target.Name} got tools and has none";
            }
        }
    }
}
