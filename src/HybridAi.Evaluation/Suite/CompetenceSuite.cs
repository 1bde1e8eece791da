using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>A prompt whose answer can be marked without a model.</summary>
/// <param name="Id">Family and number.</param>
/// <param name="Family">The family of tasks.</param>
/// <param name="Difficulty">1 (easy) to 3 (hard), within the family.</param>
/// <param name="Language">Language of the prompt.</param>
/// <param name="Prompt">The text.</param>
/// <param name="Reference">An answer that gets full marks.</param>
/// <param name="Grader">Marks an answer.</param>
public sealed record SuitePrompt(
    string Id, string Family, int Difficulty, string Language, string Prompt, string Reference, Grader Grader)
{
    /// <summary>Marks an answer; a repetition of the prompt is no part of it.</summary>
    /// <param name="answer">What the model said.</param>
    /// <returns>0 (wrong) to 1 (right).</returns>
    public double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Grader.Grade(answer.Replace(Prompt, "", StringComparison.Ordinal));
    }
}

/// <summary>
/// What small models are used for every day, and what they fail at, as prompts that are marked automatically. Generated from a seed: the same
/// seed gives the same suite everywhere.
/// </summary>
public static class CompetenceSuite
{
    /// <summary>Version of the generator: outcomes of other versions are not compared.</summary>
    public const int Version = 2;

    /// <summary>Prompts of each family.</summary>
    public const int PerFamily = 21;

    /// <summary>The families, in order.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. SuiteFamilies.All.Select(f => f.Name)];

    /// <summary>Generates the suite: a third of each family at each difficulty.</summary>
    /// <param name="seed">The seed.</param>
    /// <returns>The prompts, family by family; none twice.</returns>
    public static IReadOnlyList<SuitePrompt> Generate(int seed = 1)
    {
        var prompts = new List<SuitePrompt>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int f = 0; f < SuiteFamilies.All.Count; f++)
        {
            var (name, make) = SuiteFamilies.All[f];
            var random = new Random(unchecked((seed * 7919) + f));
            for (int i = 0; i < PerFamily; i++)
            {
                int difficulty = 1 + (i * 3 / PerFamily);
                SuiteItem item = make(random, difficulty);
                for (int tries = 0; !seen.Add(item.Prompt); tries++)
                {
                    if (tries > 2000) throw new InvalidOperationException($"The family '{name}' has too few prompts at difficulty {difficulty}.");
                    item = make(random, difficulty);
                }

                prompts.Add(new SuitePrompt(
                    string.Create(CultureInfo.InvariantCulture, $"{name}-{i + 1:00}{(seed == 1 ? "" : $".{seed}")}"),
                    name, difficulty, item.Language, item.Prompt, item.Reference, item.Grader));
            }
        }

        return prompts;
    }

    /// <summary>The suites of the seeds from 1 on, one after the other; what an earlier one has is left out.</summary>
    /// <param name="seeds">How many seeds, at least 1.</param>
    /// <returns>The prompts; none twice.</returns>
    public static IReadOnlyList<SuitePrompt> GenerateMany(int seeds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        return [.. Enumerable.Range(1, seeds).SelectMany(Generate).DistinctBy(p => p.Prompt)];
    }
}

/// <summary>What a family makes.</summary>
internal sealed record SuiteItem(string Prompt, string Reference, Grader Grader, string Language = "en");
