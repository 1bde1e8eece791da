using System.Diagnostics.CodeAnalysis;

namespace HybridAi;

internal sealed partial class RequestRun
{
    private const string HedgeAccount = "hybridai.hedging";

    private TargetState? _hedge;
    private bool _hedgeWon;
    private volatile bool _racing;

    /// <summary>How long a target may take to begin before another one is started beside it; <see langword="null"/> when none will be.</summary>
    public TimeSpan? HedgeAfter(TargetState target, bool streaming)
    {
        if (Request.Policy.Hedging is not { Enabled: true } policy || _attempts.Count > 0 || Request.Policy.MaxAttempts < 2
            || Decision.Signals.ToolLoop || Plan.Labels.AsksAt(target.Profile.Location))
        {
            return null;
        }

        _hedges.Earn(policy);
        return Second(target) is not null && target.Starts(streaming).Quantile(policy.Quantile, policy.MinObservations) is { } usual
            ? usual > policy.MinDelay ? usual : policy.MinDelay
            : null;
    }

    /// <summary>Takes the second target, with what it may cost reserved; <see langword="false"/> where share, money, limits or the target say no.</summary>
    public bool TryHedge(TargetState first, [NotNullWhen(true)] out TargetState? target)
    {
        target = Token.IsCancellationRequested ? null : Second(first);
        if (target is null || BudgetBook.Worst(Request, first, TokensFor(first)).Money + BudgetBook.Worst(Request, target, TokensFor(target)).Money + Spent > Request.Policy.MaxCost
            || !_hedges.TryTake())
        {
            target = null;
            return false;
        }

        try
        {
            var most = Request.Policy.Hedging.MoneyPerDay;
            _reserved = _budgets.Reserve(
                Request, target, TokensFor(target), most is null ? null : new() { Name = HedgeAccount, Money = most, Period = BudgetPeriod.Day });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Used up, or a ledger that cannot be asked: the first target goes on alone.
            _hedges.Return();
            target = null;
            return false;
        }

        _hedge = target;
        _racing = true;
        lock (_left)
        {
            _left.Remove(target);
        }

        return true;
    }

    /// <summary>One of two attempts was first; the other one is cancelled and billed by what is known of it now.</summary>
    public void Outran(AttemptMeter loser, string second)
    {
        _racing = false;
        _hedgeWon = second == "won";
        Add(loser, AttemptResult.Outrun, "hedge");
        Telemetry.Hedged(_hedge!.Name, second);
    }

    /// <summary>One of two attempts failed or was refused while the other still runs.</summary>
    public void Dropped(IHedgedAttempt attempt, AttemptStep step, bool isSecond)
    {
        _racing = false;
        if (isSecond)
        {
            Telemetry.Hedged(_hedge!.Name, "failed");
        }

        if (step == AttemptStep.Refused)
        {
            Refused(attempt.Meter, attempt.Refusal!);
        }
        else
        {
            Failed(attempt.Meter, attempt.Error!, committed: false);
        }
    }

    /// <summary>The attempt that was left of two has come to its first step.</summary>
    public void RanAlone(bool isSecond, AttemptStep step)
    {
        _hedgeWon = isSecond;
        if (isSecond)
        {
            Telemetry.Hedged(_hedge!.Name, step is AttemptStep.Update or AttemptStep.Completed ? "won" : "failed");
        }
    }

    // Never the device: what it says of a hard question would win by being quick. Nor what the machine's state or consent speaks against, nor who would have to wait.
    private TargetState? Second(TargetState first)
    {
        var leaning = Leaning.Of(Request, Plan.Device);
        lock (_left)
        {
            return _left.Find(t => t != first && !t.IsOnDevice && !leaning.Avoids(t) && t.CoolingDown is null
                && t.Limiter is null or { Queued: 0, Fill: < 1 } && !Plan.Labels.AsksAt(t.Profile.Location));
        }
    }
}
