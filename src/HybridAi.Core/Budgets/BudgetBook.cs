namespace HybridAi;

/// <summary>Holds attempts on off-device targets to the budgets: the worst case is reserved before, what was used is settled after.</summary>
internal sealed class BudgetBook(IUsageLedger ledger, TimeProvider time)
{
    /// <summary>Longest answer where a budget counts and neither the caller nor the profile says.</summary>
    public const int DefaultMaxOutput = 1024;

    private static readonly TimeSpan _askAgain = TimeSpan.FromSeconds(5);

    private TaskCompletionSource _changes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

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
        foreach (var (budget, key) in Accounts(request, time.GetUtcNow()))
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
    public Reservation? Reserve(RequestSnapshot request, TargetState target, int inputTokens, Budget? more = null)
    {
        return target.IsOnDevice ? null : Reserve(request, Worst(request, target, inputTokens), more);
    }

    /// <summary>Reserves an amount in every account it counts for.</summary>
    /// <inheritdoc cref="Reserve(RequestSnapshot, TargetState, int, Budget)"/>
    public Reservation? Reserve(RequestSnapshot request, UsageAmount worst, Budget? more = null)
    {
        if (request.Policy.Budgets.Count == 0 && more is null)
        {
            return null;
        }

        var reservation = new Reservation(ledger, worst, Settled);
        var now = time.GetUtcNow();
        foreach (var (budget, key) in Accounts(request, now))
        {
            if (!reservation.TryAdd(key, budget))
            {
                reservation.Undo();
                throw new BudgetExceededException(budget.Name, budget.Reset(now));
            }
        }

        if (more is not null && !reservation.TryAdd(new(more.Name, "", more.Start(now)), more))
        {
            reservation.Undo();
            throw new BudgetExceededException(more.Name, more.Reset(now));
        }

        Interlocked.Increment(ref _open);
        return reservation;
    }

    /// <summary>Counts what was used without a reservation.</summary>
    public void Charge(RequestSnapshot request, UsageAmount used)
    {
        foreach (var (_, key) in Accounts(request, time.GetUtcNow()))
        {
            ledger.Settle(key, default, used);
        }
    }

    private void Settled()
    {
        Interlocked.Decrement(ref _open);
        Interlocked.Exchange(ref _changes, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Whether one attempt alone could cost more than a request may; reserves nothing.</summary>
    public static bool IsTooDear(RequestSnapshot request, TargetState target, int inputTokens, decimal spent = 0) =>
        request.Policy.MaxCost is { } most && Worst(request, target, inputTokens).Money + spent > most;

    /// <summary>The clock's time, to be read before a budget is asked: a period may end between the question and what follows from it.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Whether a request may wait for a budget: it says so, and others will give back or a new period starts in time.</summary>
    /// <param name="budget">The budget that was used up.</param>
    /// <param name="asked">The time just before that was found out: it was that period which was used up.</param>
    /// <param name="atMost">How long the request may wait.</param>
    public bool MayWait(Budget budget, DateTimeOffset asked, TimeSpan atMost) => budget.WhenExhausted == BudgetExhaustion.Queue
        && (Volatile.Read(ref _open) > 0 || budget.Reset(asked) - time.GetUtcNow() <= atMost);

    /// <summary>Waits until a reservation may succeed that did not: another one was settled, or a new period began.</summary>
    /// <param name="seen"><see cref="Changes"/> from before the reservation was tried, so that no change is missed.</param>
    /// <param name="budget">The budget that was used up.</param>
    /// <param name="asked">The time just before that was found out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(Task seen, Budget budget, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        // Other processes may share the ledger and tell nobody: asking again now and then finds out.
        var most = _askAgain;
        if (budget.Reset(asked) - time.GetUtcNow() is { } left && left < most)
        {
            most = left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(1);
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(seen, Task.Delay(most, time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Completes with the next settlement.</summary>
    public Task Changes => Volatile.Read(ref _changes).Task;

    /// <summary>The refusal of a request that only a budget kept from its targets, privacy apart.</summary>
    public BudgetExceededException? Refusal(IReadOnlyList<TargetEligibility> all, RequestSnapshot request)
    {
        if (all.Any(e => e.Reason == IneligibleReasons.Privacy) || all.FirstOrDefault(e => e.Reason == IneligibleReasons.Budget) is not { } used)
        {
            return null;
        }

        var budget = request.Policy.Budgets.FirstOrDefault(b => b.Name == used.Detail);
        return new(used.Detail!, budget?.Reset(time.GetUtcNow()));
    }

    // The estimate of the input errs on the high side already; a tenth more covers what a target's template adds.
    public static UsageAmount Worst(RequestSnapshot request, TargetState target, int inputTokens)
    {
        var input = (long)(1.1 * inputTokens * Math.Max(1, target.TokenScale)) + 16L;
        long output = MaxOutput(request, target);
        return new(target.Cost(input, 0, output), input + output, 1);
    }

    private static IEnumerable<(Budget Budget, UsageKey Key)> Accounts(RequestSnapshot request, DateTimeOffset now)
    {
        foreach (var budget in request.Policy.Budgets)
        {
            var subjects = budget.Scope switch
            {
                BudgetScope.Tenant => request.Tenant is { } tenant ? [tenant] : [],
                BudgetScope.Tag => request.Tags,
                BudgetScope.User => request.User is { } user ? [user] : [],
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
internal sealed class Reservation(IUsageLedger ledger, UsageAmount worst, Action settled)
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
        Give(used);
        settled();
    }

    /// <summary>Gives back what was reserved before another account said no.</summary>
    public void Undo() => Give(default);

    private void Give(UsageAmount used)
    {
        foreach (var key in _keys)
        {
            ledger.Settle(key, worst, used);
        }

        _keys.Clear();
    }
}
