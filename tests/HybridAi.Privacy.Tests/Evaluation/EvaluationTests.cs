using System.Globalization;
using System.Text;
using HybridAi.Privacy.Detectors.Names;

namespace HybridAi.Privacy.Tests.Evaluation;

public sealed class EvaluationTests
{
    private static readonly PrivacyScanner s_scanner = new(null, Gazetteer.ForEvaluation());

    [Fact]
    public void Names_OfTheCorpus_AreNotInTheGazetteerOfEvaluation()
    {
        Gazetteer evaluation = Gazetteer.ForEvaluation();
        foreach (string name in Corpus.Lines("forenames.txt").Concat(Corpus.Lines("surnames.txt")).Concat(Corpus.Lines("cities.txt")))
        {
            uint hash = Encoding.UTF8.GetBytes(name.ToLowerInvariant()).Aggregate(2166136261u, (h, b) => (h ^ b) * 16777619u);
            (hash % 5).ShouldBe(0u, name);
            (evaluation[hash] & (NameKinds.Name | NameKinds.Place)).ShouldBe(NameKinds.None, name);
            (Gazetteer.Shipped[hash] & (NameKinds.Name | NameKinds.Place)).ShouldNotBe(NameKinds.None, name);
        }
    }

    [Fact]
    public void OrdinaryPrompts_UnderDefault_AreLeftAlone()
    {
        (int count, int changed, int pinned, string examples) = Utility(OrdinaryPrompts.All().Concat(OrdinaryPrompts.Near()));

        count.ShouldBeGreaterThanOrEqualTo(2000);
        (changed / (double)count).ShouldBeLessThanOrEqualTo(0.01, examples);
        (pinned / (double)count).ShouldBeLessThanOrEqualTo(0.002, examples);
    }

    [Fact]
    public void Disguises_OfCheckedIdentifiers_AreSeenThrough() =>
        ReportSections.Evasion(new StringBuilder(), new Corpus()).ShouldSatisfyAllConditions(w => w.Lowest.ShouldBeGreaterThanOrEqualTo(0.95, w.Name));

    [Fact]
    public void Secrets_BehindKeys_AreFoundWithoutAlarmsOnLookAlikes() =>
        ReportSections.Secrets(new StringBuilder()).ShouldSatisfyAllConditions(s => s.Recall.ShouldBeGreaterThanOrEqualTo(0.97), s => s.Alarms.ShouldBeLessThanOrEqualTo(1));

    [Fact]
    public void Report_InTheDocuments_IsWhatIsMeasured()
    {
        string report = Report();
        string path = Path.Combine(Repository.Root(), "docs", "reference", "privacy-evaluation.md");
        if (Repository.UpdateReports)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, report);
        }

        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(report, "Run the tests once with HYBRIDAI_UPDATE_REPORTS=1 and look at the difference.");
    }

    private static (int Count, int Changed, int Pinned, string Examples) Utility(IEnumerable<string> prompts)
    {
        int count = 0, changed = 0, pinned = 0;
        var examples = new StringBuilder();
        foreach (string prompt in prompts)
        {
            ScanResult scan = PrivacyScanner.Default.Scan(prompt);
            Treatment treatment = PrivacyPolicy.Default.Evaluate(scan, Location.Cloud).Strictest;
            count++;
            changed += treatment >= Treatment.Mask ? 1 : 0;
            pinned += treatment == Treatment.Forbid ? 1 : 0;
            if (treatment >= Treatment.Mask && examples.Length < 4000)
            {
                examples.Append(CultureInfo.InvariantCulture, $"{prompt} => {PrivacyPolicy.Default.Evaluate(scan, Location.Cloud)}\n");
            }
        }

        return (count, changed, pinned, examples.ToString());
    }

    private static string Report()
    {
        var corpus = new Corpus();
        Labelled[] identifiers = [.. corpus.Identifiers(30)], cards = [.. corpus.Cards(500)], documents = [.. corpus.Documents(1500)];
        var report = new StringBuilder();
        report.Append("""
            # Privacy: what is found and what is missed

            This page is written by a test (`EvaluationTests.Report_InTheDocuments_IsWhatIsMeasured`), which fails when a figure changes. The texts are generated from our own templates; the
            names, places and street names in them are left out of the gazetteer the run uses (a test checks the intersection), so they stand for names nobody listed. Generated text is easier than real
            text: read the figures as an upper bound for real documents, and measure with your own before relying on them. No public test suite was used to choose rules or thresholds.

            Three limits of these figures. Identifier values are drawn from the formats the detectors know, in the sentences the unit tests use: they show that values are told apart and believed, not that every real
            format is known. The templates of letters and the ordinary prompts were looked at while rules were written (places behind streets, decimals taken for telephones), only the names in them are held out. Statements have
            two sets of sentences, one of them written after the lists.

            A hit is a finding of the same type that covers at least half of the value and is no more than twice as long. Score from 0.4 on.


            """.ReplaceLineEndings("\n"));

        Section(report, "Identifiers in a sentence that says what they are (30 values each, English and the country's own words)", identifiers, overall: true);
        Section(report, "Payment cards without the word card (500)", cards, overall: false);
        Section(report, "Letters, forms and notes (1,500 texts, English)", documents, overall: true);

        Section(report, "Sentences written after the rules (held out)", [.. corpus.HeldOut(20)], overall: true);
        report.Append("The sentences are in `heldout.txt` beside the test: forms, chats, logs and letters in twelve languages and thirty ordinary prompts, written once most rules stood; rules added later were written from other sentences. The identifiers in them are in usual forms, so read their figures as an upper bound. "
            + "Names, places and firms in them are drawn twenty times from the lists the gazetteer of this run leaves out. What is found beyond the labels counts as false.\n\n");
        ReportSections.Names(report, s_scanner);
        ReportSections.Evasion(report, corpus);
        ReportSections.Secrets(report);
        ReportSections.Statements(report);
        (int count, int changed, int pinned, _) = Utility(OrdinaryPrompts.All());
        (int nearby, int nearChanged, int nearPinned, _) = Utility(OrdinaryPrompts.Near());
        int secrets = 0, characters = 0;
        foreach (string prompt in OrdinaryPrompts.All().Concat(documents.Select(d => d.Text)))
        {
            characters += prompt.Length;
            secrets += PrivacyScanner.Default.Scan(prompt).Findings.Count(f => f.Type is "SECRET" or "PASSWORD");
        }

        report.Append(string.Create(CultureInfo.InvariantCulture, $"""
            ## What is left alone

            | measure | figure |
            |---|---|
            | ordinary prompts the default preset changes | {changed} of {count} ({100.0 * changed / count:0.00} %) |
            | ordinary prompts it keeps on the device | {pinned} of {count} ({100.0 * pinned / count:0.00} %) |
            | of those written near the classes (textbook, fiction, news, code, letters) it changes | {nearChanged} of {nearby} ({100.0 * nearChanged / nearby:0.00} %) |
            | of those it keeps on the device | {nearPinned} of {nearby} ({100.0 * nearPinned / nearby:0.00} %) |
            | secret alarms in {characters / 1000:N0} thousand characters of prompts and letters without secrets | {secrets} |

            ## What is not looked for

            Relations nobody wrote a cue for, names without capitals or an announcing word, handwriting, images, sound, and languages without cue lists: statements have lists for English, Chinese, German, French
            and Spanish. Addresses follow the forms of English, German, French, Spanish, Italian, Dutch, Polish, the Nordic countries and Chinese; names in Chinese, Japanese and Korean only beside a title or an announcing word, or
            with one of the commoner family names. An identifier with a shape many numbers have, and no checksum, is believed only beside a word that says what it is.

            """).ReplaceLineEndings("\n"));
        return report.ToString();
    }

    private static void Section(StringBuilder report, string title, Labelled[] texts, bool overall)
    {
        var scores = new SortedDictionary<string, (int Tp, int Fn, int Fp)>(StringComparer.Ordinal);
        int anyTp = 0, anyFn = 0, anyFp = 0;
        HashSet<string> wanted = [.. texts.SelectMany(t => t.Gold).Select(g => g.Type)];
        foreach (Labelled text in texts)
        {
            Finding[] found = [.. s_scanner.Scan(text.Text).Findings];
            foreach ((string type, int start, int length) in text.Gold)
            {
                bool hit = found.Any(f => f.Type == type && Covers(f, start, length)), any = found.Any(f => Covers(f, start, length));
                (int tp, int fn, int fp) = scores.GetValueOrDefault(type);
                scores[type] = hit ? (tp + 1, fn, fp) : (tp, fn + 1, fp);
                anyTp += any ? 1 : 0;
                anyFn += any ? 0 : 1;
            }

            foreach (Finding f in found)
            {
                if (wanted.Contains(f.Type) && !text.Gold.Any(g => g.Type == f.Type && Covers(f, g.Start, g.Length)))
                {
                    (int tp, int fn, int fp) = scores.GetValueOrDefault(f.Type);
                    scores[f.Type] = (tp, fn, fp + 1);
                }

                anyFp += text.Gold.Any(g => Covers(f, g.Start, g.Length)) ? 0 : 1;
            }
        }

        report.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| entity | precision | recall | F2 | missed | false |\n|---|---|---|---|---|---|\n");
        foreach ((string type, (int tp, int fn, int fp)) in scores)
        {
            report.Append(Row(type, tp, fn, fp));
        }

        report.Append(overall ? Row("**any of them, by place alone**", anyTp, anyFn, anyFp) : "").Append('\n');
    }

    private static string Row(string name, int tp, int fn, int fp)
    {
        double precision = tp + fp == 0 ? 0 : tp / (double)(tp + fp), recall = tp / (double)(tp + fn);
        double f2 = precision + recall == 0 ? 0 : 5 * precision * recall / ((4 * precision) + recall);
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {precision:0.000} | {recall:0.000} | {f2:0.000} | {fn} of {tp + fn} | {fp} |\n");
    }

    private static bool Covers(Finding f, int start, int length)
    {
        int shared = Math.Min(f.End, start + length) - Math.Max(f.Start, start);
        return shared * 2 >= length && f.Length <= length * 2;
    }
}
