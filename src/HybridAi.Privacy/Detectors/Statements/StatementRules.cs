using System.Globalization;
using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Names;

namespace HybridAi.Privacy.Detectors.Statements;

/// <summary>Which cue groups together in a sentence say a statement of which class; read from <c>statement-rules.txt</c>.</summary>
internal static class StatementRules
{
    private static readonly (int Class, double Score, ulong All, ulong None)[] s_rules = [.. Resources.Lines("statement-rules.txt").Select(Parse)];
    private static readonly ulong s_any = s_rules.Aggregate(0ul, (m, r) => m | r.All) & ~(NameCues.Bit(NameCues.Person) | NameCues.Bit(NameCues.Table.Id("SELF")) | NameCues.Bit(NameCues.Table.Id("OWN")));

    /// <summary>Raises the scores of the classes whose rules the cue groups of a sentence meet.</summary>
    public static void Apply(ulong cues, Span<double> scores)
    {
        if ((cues & s_any) == 0)
        {
            return;
        }

        foreach ((int @class, double score, ulong all, ulong none) in s_rules)
        {
            if ((cues & all) == all && (cues & none) == 0 && score > scores[@class])
            {
                scores[@class] = score;
            }
        }
    }

    private static (int, double, ulong, ulong) Parse(string line)
    {
        string[] cells = line.Split(' ');
        int @class = StatementClasses.All.ToList().IndexOf(cells[0]);
        string[] groups = cells[2].Replace("-", "+-", StringComparison.Ordinal).Split('+', StringSplitOptions.RemoveEmptyEntries);
        ulong all = 0, none = 0;
        foreach (string group in groups)
        {
            int id = NameCues.Table.Id(group.TrimStart('-'));
            if (id < 0 || @class < 0)
            {
                throw new InvalidDataException($"Rule '{line}' names an unknown class or group.");
            }

            (all, none) = group[0] == '-' ? (all, none | (1ul << id)) : (all | (1ul << id), none);
        }

        return (@class, double.Parse(cells[1], CultureInfo.InvariantCulture), all, none);
    }
}

/// <summary>The classes of one text while its sentences are read. Nothing is allocated until a class is believed.</summary>
internal readonly ref struct StatementTally(Span<double> scores)
{
    private static readonly int s_fiction = NameCues.Table.Id("FICTION");
    private readonly Span<double> _scores = scores;

    /// <summary>Scores needed: one per class and one for "this is made up".</summary>
    public static int Size => StatementClasses.All.Count + 1;

    public void See(in Sentence sentence, ReadOnlySpan<Finding> found)
    {
        ulong cues = Tied(sentence, Tied(sentence, sentence.Cues, s_haveBits, 4), s_ownBits, 3);
        foreach (Finding finding in found)
        {
            cues |= finding.Type == EntityTypes.Person && finding.Score >= 0.4 ? NameCues.Bit(NameCues.Person) : 0;
        }

        StatementRules.Apply(cues, _scores);
        if (_scores[LocalityDirective.Class] < LocalityDirective.Score && LocalityDirective.IsSaid(sentence))
        {
            _scores[LocalityDirective.Class] = LocalityDirective.Score;
        }

        if ((cues & NameCues.Bit(s_fiction)) != 0)
        {
            _scores[^1] = 1;
        }
    }

    private static readonly ulong s_haveBits = NameCues.Bit(NameCues.Table.Id("HAVE")) | NameCues.Bit(NameCues.Table.Id("I_HAVE")), s_ownBits = NameCues.Bit(NameCues.Table.Id("OWN"));
    private static readonly ulong s_states = NameCues.Bit(NameCues.Table.Id("CONDITION")) | NameCues.Bit(NameCues.Table.Id("MEDICATION")) | NameCues.Bit(NameCues.Table.Id("SYMPTOM"));

    /// <summary>"I have a book on asthma": having and the illness must stand together, or the one does not count for the other. Ideographs are half a word each.</summary>
    private static ulong Tied(in Sentence sentence, ulong cues, ulong holders, int reach)
    {
        if ((cues & holders) == 0 || (cues & s_states) == 0)
        {
            return cues;
        }

        int last = -1000;
        for (int i = 0; i < sentence.Count; i++)
        {
            ulong mask = sentence.Words[i].Cues;
            bool holds = (mask & holders) != 0, state = (mask & s_states) != 0;
            if ((holds || state) && last > -1000 && i - last <= (sentence.Words[i].Ideograph ? reach * 2 : reach))
            {
                bool before = (sentence.Words[last].Cues & holders) != 0, other = (sentence.Words[last].Cues & s_states) != 0;
                if ((before && state) || (other && holds && holders != s_ownBits))
                {
                    return cues;
                }
            }

            if (holds && state)
            {
                return cues;
            }

            last = holds || state ? i : last;
        }

        return cues & ~holders;
    }

    /// <summary>The classes at or above a score. In a text about a story or poem, statements about persons count less.</summary>
    public StatementFinding[] Result(double min)
    {
        List<StatementFinding>? result = null;
        for (int i = 0; i < _scores.Length - 1; i++)
        {
            bool aboutPersons = i < 9;
            double score = _scores[i] - (aboutPersons && _scores[^1] > 0 ? 0.4 : 0);
            if (score > 0 && score >= min)
            {
                (result ??= []).Add(new StatementFinding(StatementClasses.All[i], Math.Round(score, 2)));
            }
        }

        return result is null ? [] : [.. result];
    }
}
