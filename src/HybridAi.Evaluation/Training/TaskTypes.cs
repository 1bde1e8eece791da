namespace HybridAi.Evaluation;

/// <summary>The kind of task of a training row, told from its benchmark.</summary>
internal static class TaskTypes
{
    public static TaskType Of(RoutingRow row)
    {
        string name = row.Benchmark + "/" + row.Category;
        return name switch
        {
            _ when Has(name, "mbpp", "human_eval", "javascript", "coding", "crux", "computer science") => TaskType.Code,
            _ when Has(name, "gsm8k", "math", "aqua") => TaskType.Maths,
            _ when Has(name, "winogrande", "piqa", "social_iqa", "commonsense", "logicgrid", "logiqa", "lsat") => TaskType.Reasoning,
            _ when Has(name, "creative_writing", "ifeval", "commongen") => TaskType.Writing,
            _ when Has(name, "mmlu", "arc", "openbook", "trivia", "natural_qa", "gaokao", "jec_qa") => TaskType.Knowledge,
            _ => TaskType.Unknown,
        };
    }

    private static bool Has(string name, params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
