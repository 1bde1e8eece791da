namespace HybridAi;

/// <summary>What kind of task a prompt is, coarsely: a hint for thresholds and reports, never a reason to send data anywhere.</summary>
public enum TaskType
{
    /// <summary>Not recognised, or a language the classifier was not trained on.</summary>
    Unknown = 0,

    /// <summary>Writing, reading or predicting program code.</summary>
    Code = 1,

    /// <summary>Calculation, word problems, proofs.</summary>
    Maths = 2,

    /// <summary>Facts and school or university knowledge.</summary>
    Knowledge = 3,

    /// <summary>Everyday reasoning, logic puzzles, reading comprehension.</summary>
    Reasoning = 4,

    /// <summary>Writing: stories, letters, text under constraints.</summary>
    Writing = 5,
}
