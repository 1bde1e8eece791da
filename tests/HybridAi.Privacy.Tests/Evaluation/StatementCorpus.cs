namespace HybridAi.Privacy.Tests.Evaluation;

/// <summary>A sentence, the class of statement it makes (null for none), and the set it belongs to.</summary>
internal sealed record StatementSample(string Language, string? Class, string Text, string Set);

/// <summary>Sentences that say something about a person or a company, and ordinary ones on the same topics.</summary>
internal static class StatementCorpus
{
    private static readonly Dictionary<string, string[]> s_slots = new(StringComparer.Ordinal)
    {
        ["{n}"] = ["Tina", "Mr. Baker", "Olga Petrova", "my sister", "our colleague", "the patient", "my boss", "she"],
        ["{c}"] = ["hepatitis", "diabetes", "breast cancer", "epilepsy", "bipolar disorder", "lupus", "leukemia", "endometriosis"],
        ["{m}"] = ["metformin", "sertraline", "warfarin"],
        ["{t}"] = ["HIV", "Covid", "chlamydia"],
    };

    public static IReadOnlyList<StatementSample> All { get; } = [.. Read()];

    private static IEnumerable<StatementSample> Read()
    {
        var random = new Random(31);
        string set = "";
        foreach (string line in Corpus.Lines("statements.txt"))
        {
            if (line[0] == '#')
            {
                set = line.StartsWith("## ", StringComparison.Ordinal) ? line[3..].ToLowerInvariant().Replace('-', ' ') : set;
                continue;
            }

            string[] cells = line.Split(' ', 3);
            int copies = line.Contains('{', StringComparison.Ordinal) ? 5 : 1;
            for (int i = 0; i < copies; i++)
            {
                string text = cells[2];
                foreach ((string slot, string[] values) in s_slots)
                {
                    text = text.Replace(slot, values[random.Next(values.Length)], StringComparison.Ordinal);
                }

                yield return new StatementSample(cells[0], cells[1] == "-" ? null : cells[1], char.ToUpperInvariant(text[0]) + text[1..], set);
            }
        }
    }
}
