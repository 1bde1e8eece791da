namespace HybridAi;

/// <summary>Holds attempts on off-device targets to the budgets: the worst case is reserved before, what was used is settled after.</summary>
internal sealed class BudgetBook(IUsageLedger ledger, TimeProvider time)
{
    /// <summary>Longest answer where a budget counts and neither the caller nor the profile says.</summary>
    public const int DefaultMaxOutput = 1024;

    /// <summary>Longest answer that a reservation covers; the attempt must be held to it.</summary>
    public static int MaxOutput(RequestSnapshot request, TargetState target) =>
        request.Options?.MaxOutputTokens ?? target.Profile.MaxOutputTokens ?? DefaultMaxOutput;

    /// <summary>The first budget that the worst case of an attempt would exceed now, or <see langword="null"/>. Reserves nothing.</summary>
    public Budget? Exhausted(RequestSnapshot request, TargetState target, int inputTokens)
    {
        if (request.Policy.Budgets.Count == 0 || target.IsOnDevice)
        {
            return null;
        }

        var worst = Worst(request, target, inputTokens);
        foreach (var (budget, key) in Accounts(request))
        {
            if (!budget.Allows(ledger.Used(key) + worst))
            {
                return budget;
            }
        }

        return null;
    }

    /// <summary>Reserves the worst case of an attempt in every account it counts for.</summary>
    /// <returns>The reservation to settle; <see langword="null"/> when no budget counts.</returns>
    /// <exception cref="BudgetExceededException">A budget would be exceeded; nothing is reserved.</exception>
    public Reservation? Reserve(RequestSnapshot request, TargetState target, int inputTokens)
    {
        if (request.Policy.Budgets.Count == 0 || target.IsOnDevice)
        {
            return null;
        }

        var reservation = new Reservation(ledger, Worst(request, target, inputTokens));
        foreach (var (budget, key) in Accounts(request))
        {
            if (!reservation.TryAdd(key, budget))
            {
                reservation.Settle(default);
                throw new BudgetExceededException(budget.Name, budget.Reset(time.GetUtcNow()));
            }
        }

        return reservation;
    }

    /// <summary>The refusal of a request that only a budget kept from its targets, privacy apart.</summary>
    public BudgetExceededException? Refusal(IReadOnlyList<TargetEligibility> all, RequestSnapshot request)
    {
        if (all.Any(e => e.Reason == IneligibleReasons.Privacy) || all.FirstOrDefault(e => e.Reason == IneligibleReasons.Budget) is not { } used)
        {
            return null;
        }

        var budget = request.Policy.Budgets.First(b => b.Name == used.Detail);
        return new(budget.Name, budget.Reset(time.GetUtcNow()));
    }

    // The estimate of the input errs on the high side already; a tenth more covers what a target's template adds.
    private static UsageAmount Worst(RequestSnapshot request, TargetState target, int inputTokens)
    {
        var input = inputTokens + (inputTokens / 10) + 16L;
        long output = MaxOutput(request, target);
        return new(target.Cost(input, 0, output), input + output, 1);
    }

    private IEnumerable<(Budget Budget, UsageKey Key)> Accounts(RequestSnapshot request)
    {
        var now = time.GetUtcNow();
        foreach (var budget in request.Policy.Budgets)
        {
            var subjects = budget.Scope switch
            {
                BudgetScope.Tenant => request.Tenant is { } tenant ? [tenant] : [],
                BudgetScope.Tag => request.Tags,
                _ => (IReadOnlyList<string>)[""],
            };
            foreach (var subject in subjects)
            {
                if (budget.For is null || budget.For == subject)
                {
                    yield return (budget, new(budget.Name, subject, budget.Start(now)));
                }
            }
        }
    }
}

/// <summary>What an attempt holds in the ledger until it is settled; once.</summary>
internal sealed class Reservation(IUsageLedger ledger, UsageAmount worst)
{
    private readonly List<UsageKey> _keys = [];

    public bool TryAdd(UsageKey key, Budget budget)
    {
        if (!ledger.TryReserve(key, worst, budget))
        {
            return false;
        }

        _keys.Add(key);
        return true;
    }

    public void Settle(UsageAmount used)
    {
        foreach (var key in _keys)
        {
            ledger.Settle(key, worst, used);
        }

        _keys.Clear();
    }
}
