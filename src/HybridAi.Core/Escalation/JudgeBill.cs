namespace HybridAi;

/// <summary>Reserves and bills what the judges of one request's drafts use that ask a model.</summary>
internal sealed class JudgeBill(RequestRun run, BudgetBook budgets)
{
    /// <summary>All of it; <see langword="null"/> for nothing.</summary>
    public JudgeCost? Cost { get; private set; }

    public decimal Money => Cost?.Cost ?? 0;

    /// <summary>Reserves the most that a judging may use; without it the judge is not asked.</summary>
    public bool TryReserve(UsageAmount most, out Reservation? reserved)
    {
        reserved = null;
        if (run.Spent + most.Money > run.Request.Policy.MaxCost)
        {
            return false;
        }

        try
        {
            reserved = budgets.Reserve(run.Request, most);
            return true;
        }
        catch (BudgetExceededException)
        {
            return false;
        }
    }

    /// <summary>Bills what was used under a reservation.</summary>
    public void Settle(Reservation? reserved, UsageAmount used)
    {
        reserved?.Settle(used);
        Add(used);
    }

    /// <summary>Bills what nobody reserved.</summary>
    public void Charge(UsageAmount used)
    {
        if (used != default)
        {
            budgets.Charge(run.Request, used);
            Add(used);
        }
    }

    private void Add(UsageAmount used)
    {
        if (used != default)
        {
            Cost = new((Cost?.Calls ?? 0) + 1, (Cost?.Tokens ?? 0) + used.Tokens, Money + used.Money);
            Telemetry.Judged(used.Money);
        }
    }
}
