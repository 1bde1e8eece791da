using System.Globalization;
using System.Text;

namespace HybridAi.Privacy.Tests.Evaluation;

/// <summary>The parts of the report beside the tables of entities.</summary>
internal static class ReportSections
{
    private static readonly string[] s_checked =
    [
        "CREDIT_CARD", "IBAN_CODE", "EMAIL_ADDRESS", "US_NPI", "MEDICAL_LICENSE", "ABA_ROUTING_NUMBER", "UK_NHS", "CA_SIN", "DE_TAX_ID", "DE_VAT_ID", "DE_SOCIAL_SECURITY", "ES_NIF", "ES_NIE",
        "IT_VAT_CODE", "PL_PESEL", "SE_PERSONNUMMER", "SG_NRIC_FIN", "AU_ABN", "AU_TFN", "IN_AADHAAR", "KR_RRN", "TH_TNIN", "TR_NATIONAL_ID", "BR_CPF", "BR_CNPJ", "FR_NIR", "NL_BSN", "BE_NRN",
        "CH_AHV", "RO_CNP", "JP_MY_NUMBER", "CN_RIC", "VIN",
    ];

    /// <summary>Precision, recall and F2 of each class and language.</summary>
    public static void Statements(StringBuilder report)
    {
        report.Append("## Statements, by class and language\n\nSeen: sentences looked at while the cue lists were written. Held out: written afterwards, the lists were not changed on them. "
            + "Paraphrases: the half not looked at of some 900 sentences written in one go, the other half of which is among the seen; many say the like of a seen one in other words or another language. "
            + "Indirect: written last, in words nobody would put on a list (\"since Tuesday my hands shake\"): how little lists of cues see of what is only implied. Sets like it written earlier are among the seen, since the lists were widened on them. "
            + "A hit names the class; false are sentences of the set that say nothing of the kind.\n\n"
            + "| set | language | class | precision | recall | F2 | missed | false |\n|---|---|---|---|---|---|---|---|\n");
        foreach (string set in StatementCorpus.All.Select(s => s.Set).Distinct())
        {
            StatementSample[] samples = [.. StatementCorpus.All.Where(s => s.Set == set)];
            foreach (IGrouping<string, StatementSample> language in samples.GroupBy(s => s.Language))
            {
                foreach (string @class in StatementClasses.All.Where(c => language.Any(s => s.Class == c)))
                {
                    Row(report, $"| {set} | {language.Key} | {@class} |", [.. language], s => s.Class == @class, (s, said) => said.Contains(@class));
                }
            }

            Row(report, $"| **{set}** | **all** | **any class** |", samples, s => s.Class is not null, (s, said) => s.Class is null ? said.Count > 0 : said.Contains(s.Class));
        }

        report.Append('\n');
    }

    /// <summary>Persons in chats, by language: the lines looked at and the others.</summary>
    public static void Names(StringBuilder report, PrivacyScanner scanner)
    {
        report.Append("## Names in chats, by language\n\nWith and without capitals, before a colon, as initials, double-barrelled, with the titles of the language; the names are left out of the gazetteer of this run. "
            + "Half of the lines were looked at while rules were written. False: what is called a person and is none, \"none\" are lines without any.\n\n"
            + "| lines | language | precision | recall | F2 | missed | false |\n|---|---|---|---|---|---|---|\n");
        foreach (int half in new[] { 0, 1 })
        {
            (string Language, Labelled Text)[] texts = [.. new NameCorpus().Texts(12, half)];
            foreach (string language in texts.Select(t => t.Language).Distinct().Append("**all**"))
            {
                int tp = 0, fn = 0, fp = 0;
                foreach ((_, Labelled text) in texts.Where(t => t.Language == language || language == "**all**"))
                {
                    Finding[] found = [.. scanner.Scan(text.Text).Findings.Where(f => f.Type == EntityTypes.Person)];
                    int hits = text.Gold.Count(g => found.Any(f => Overlaps(f, g) && f.Length <= 2 * g.Length));
                    tp += hits;
                    fn += text.Gold.Count - hits;
                    fp += found.Count(f => !text.Gold.Any(g => Overlaps(f, g)));
                }

                double precision = tp + fp == 0 ? 0 : tp / (double)(tp + fp), recall = tp + fn == 0 ? 0 : tp / (double)(tp + fn), f2 = precision + recall == 0 ? 0 : 5 * precision * recall / ((4 * precision) + recall);
                report.Append(CultureInfo.InvariantCulture, $"| {(half == 0 ? "looked at" : "not looked at")} | {(language == "-" ? "none" : language)} | {precision:0.000} | {recall:0.000} | {f2:0.000} | {fn} of {tp + fn} | {fp} |\n");
            }
        }

        report.Append('\n');
    }

    private static bool Overlaps(Finding f, (string Type, int Start, int Length) gold) => (Math.Min(f.End, gold.Start + gold.Length) - Math.Max(f.Start, gold.Start)) * 2 >= gold.Length;

    /// <summary>Recall under each operator, and whether places map back.</summary>
    public static (double Lowest, string Name) Evasion(StringBuilder report, Corpus corpus)
    {
        Labelled[] texts = [.. corpus.Identifiers(6).Concat(corpus.Cards(60)).Concat(corpus.Mails(60)).Where(t => s_checked.Contains(t.Gold[0].Type))];
        report.Append("## Disguised identifiers\n\nValues with a check digit or a domain, in a sentence that says what they are, written in ways people use to get past filters. "
            + "The place found must cover the disguised value in the original text.\n\n| disguise | recall | missed |\n|---|---|---|\n");
        (double Lowest, string Name) worst = (1, "");
        foreach ((string name, Func<string, string?> apply) in EvasionCorpus.Operators)
        {
            int all = 0, hits = 0;
            foreach (Labelled text in EvasionCorpus.Disguise(texts, apply))
            {
                (string type, int start, int length) = text.Gold[0];
                all++;
                hits += PrivacyScanner.Default.Scan(text.Text).Findings.Any(f => f.Type == type && f.Start <= start + (length / 4) && f.End >= start + length - 3) ? 1 : 0;
            }

            double recall = (double)hits / all;
            worst = recall < worst.Lowest ? (recall, name) : worst;
            report.Append(CultureInfo.InvariantCulture, $"| {name} | {recall:0.000} | {all - hits} of {all} |\n");
        }

        report.Append('\n');
        return worst;
    }

    /// <summary>Secrets behind keys, and lines that only look like it.</summary>
    public static (double Recall, int Alarms) Secrets(StringBuilder report)
    {
        int all = 0, hits = 0;
        foreach ((_, Labelled text) in new SecretCorpus().Keyed())
        {
            (_, int start, int length) = text.Gold[0];
            all++;
            hits += PrivacyScanner.Default.Scan(text.Text).Findings.Any(f => f.Type == EntityTypes.Secret && f.Start <= start && f.End >= start + length) ? 1 : 0;
        }

        (string Text, int Start, int Length)[] pasted = [.. SecretCorpus.Pasted()];
        bool[] seen = [.. pasted.Select(p => PrivacyScanner.Default.Scan(p.Text).Findings.Any(f => f.Type is "SECRET" or "PASSWORD" && f.Start <= p.Start && f.End >= p.Start + p.Length))];
        string[] formats = [.. HybridAi.Privacy.Detection.Resources.Lines("secret-formats.txt")];
        int alarms = SecretCorpus.LookAlikes.Count(t => PrivacyScanner.Default.Scan(t).Findings.Any(f => f.Type is "SECRET" or "PASSWORD"));
        report.Append(string.Create(CultureInfo.InvariantCulture, $"""
            ## Secrets behind a key

            Random values behind a name and "token", "key" or "secret", in {SecretCorpus.Forms.Count} forms of code, configuration, markup, commands and sentences; vendor formats have a unit test of their own.

            | measure | figure |
            |---|---|
            | values found whole | {hits} of {all} |
            | values of invented vendors in {pasted.Length} pasted lines (configuration, code, headers, commands, sentences) found whole, half looked at | {seen.Where((_, i) => i % 2 == 0).Count(s => s)} of {seen.Where((_, i) => i % 2 == 0).Count()} |
            | the half not looked at | {seen.Where((_, i) => i % 2 == 1).Count(s => s)} of {seen.Where((_, i) => i % 2 == 1).Count()} |
            | token formats of vendors known by their prefix | {formats.Length} |
            | of these doubtful in length or alphabet (marked in `secret-formats.txt`; the others are as vendors publish them to our knowledge, not every row was checked against a page) | {formats.Count(f => f.EndsWith(" ?", StringComparison.Ordinal))} |
            | alarms on {SecretCorpus.LookAlikes.Count} lines that only look like it (placeholders, hashes, references, code) | {alarms} |

            """).ReplaceLineEndings("\n")).Append('\n');
        return ((double)hits / all, alarms);
    }

    private static void Row(StringBuilder report, string head, StatementSample[] samples, Func<StatementSample, bool> wanted, Func<StatementSample, HashSet<string>, bool> says)
    {
        int tp = 0, fn = 0, fp = 0;
        foreach (StatementSample sample in samples)
        {
            HashSet<string> said = [.. PrivacyScanner.Default.Scan(sample.Text).Statements.Select(s => s.Class)];
            bool hit = says(sample, said);
            tp += wanted(sample) && hit ? 1 : 0;
            fn += wanted(sample) && !hit ? 1 : 0;
            fp += !wanted(sample) && sample.Class is null && hit ? 1 : 0;
        }

        double precision = tp + fp == 0 ? 0 : tp / (double)(tp + fp), recall = tp / (double)(tp + fn);
        double f2 = precision + recall == 0 ? 0 : 5 * precision * recall / ((4 * precision) + recall);
        report.Append(CultureInfo.InvariantCulture, $"{head} {precision:0.000} | {recall:0.000} | {f2:0.000} | {fn} of {tp + fn} | {fp} |\n");
    }
}
