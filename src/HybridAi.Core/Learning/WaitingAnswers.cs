namespace HybridAi;

/// <summary>Answers of the device that may still be reported, the oldest forgotten first. Not thread-safe.</summary>
internal sealed class WaitingAnswers
{
    private readonly Dictionary<string, WaitingAnswer> _answers = new(StringComparer.Ordinal);
    private readonly Queue<string> _age = new();

    public int Count => _answers.Count;

    public void Add(string id, WaitingAnswer answer, LearningPolicy policy)
    {
        if (!_answers.TryAdd(id, answer))
        {
            return;
        }

        _age.Enqueue(id);
        while (_age.Count > Math.Clamp(policy.MaxAnswers, 1, 1_000_000) || (_age.TryPeek(out var oldest) && Find(oldest, policy, answer.At) is null))
        {
            _answers.Remove(_age.Dequeue());
        }
    }

    /// <summary>The answer to a decision, unless it is too old.</summary>
    public WaitingAnswer? Find(string id, LearningPolicy policy, DateTimeOffset now) =>
        _answers.TryGetValue(id, out var answer) && now - answer.At <= policy.KeepAnswers ? answer : null;

    /// <summary>Takes an answer out. Its place is given back when it would have been the oldest.</summary>
    public void Remove(string id) => _answers.Remove(id);

    public void Clear()
    {
        _answers.Clear();
        _age.Clear();
    }
}

/// <summary>An answer of the device that may still be reported, and what was counted for it so far.</summary>
/// <param name="basis">What its score is about.</param>
/// <param name="score">Its score before learning, in log-odds.</param>
/// <param name="task">The kind of task.</param>
/// <param name="at">When it was given.</param>
internal sealed class WaitingAnswer(LearningBasis basis, double score, TaskType task, DateTimeOffset at)
{
    public LearningBasis Basis { get; } = basis;

    public double Score { get; } = score;

    public int Cell { get; } = OutcomeCells.CellOf(score, task);

    public DateTimeOffset At { get; } = at;

    public double Weight { get; set; }

    public double Wrong { get; set; }

    /// <summary>How much everything had faded when it was counted.</summary>
    public double Faded { get; set; }

    public bool Reported { get; set; }
}

/// <summary>What a conversation remembers of its last answer, if it came from the device.</summary>
internal sealed record LastAnswer(string Id, ulong Question, ulong User, DateTimeOffset At);
