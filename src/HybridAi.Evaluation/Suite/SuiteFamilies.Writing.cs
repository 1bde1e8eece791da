namespace HybridAi.Evaluation;

/// <content>Extraction, notes, summaries, rewriting, formatting, translation, grammar.</content>
internal static partial class SuiteFamilies
{
    private static SuiteItem ExtractEmail(Random random, int difficulty)
    {
        string name = Pick(random, SuiteData.Names), other = Pick(random, SuiteData.Names), city = Pick(random, SuiteData.Cities);
        string mail = Text($"{name.ToLowerInvariant()}.{random.Next(10, 99)}@example.com"), decoy = Text($"{other.ToLowerInvariant()}{random.Next(100, 999)}@example.org");
        string text = difficulty switch
        {
            1 => $"Please write to {mail}.",
            2 => $"{name} moved to {city} in spring and can now be reached at {mail} or by phone at 555-0199.",
            _ => $"Do not use {decoy} any more, that box is closed. {name} from the office in {city} reads {mail} every morning.",
        };
        return new SuiteItem($"Which e-mail address should be used? Answer with the address only.\n\n{text}", mail, new ContainsGrader([mail], [decoy]));
    }

    private static SuiteItem ExtractAmount(Random random, int difficulty)
    {
        int amount = random.Next(11, 989), tax = random.Next(11, 99), old = amount + random.Next(10, 90);
        string goods = Pick(random, SuiteData.Goods), city = Pick(random, SuiteData.Cities);
        string text = difficulty switch
        {
            1 => Text($"Total to pay: {amount} euros."),
            2 => Text($"Invoice for {random.Next(2, 9)} {goods}, delivered to {city}. Amount due within 30 days: {amount} euros."),
            _ => Text($"The {goods} used to cost {old} euros. With the new contract you pay {amount} euros, of which {tax} euros are tax."),
        };
        return Number($"How many euros have to be paid? Answer with the number only.\n\n{text}", amount);
    }

    private static SuiteItem ExtractDate(Random random, int difficulty)
    {
        string month = Pick(random, SuiteData.Months), other = Pick(random, SuiteData.Months), name = Pick(random, SuiteData.Names), city = Pick(random, SuiteData.Cities);
        int day = random.Next(2, 29), decoy = random.Next(2, 29);
        string text = difficulty switch
        {
            1 => Text($"The party is on {month} {day}."),
            2 => Text($"{name} wrote from {city}: the conference, which has 240 seats, starts on {month} {day} at 9 o'clock."),
            _ => Text($"The meeting in {city} planned for {other} {decoy} was cancelled. {name} found a new date: it takes place on {month} {day}."),
        };
        return new SuiteItem($"On which date does it take place? Answer with month and day only.\n\n{text}", Text($"{month} {day}"),
            new ContainsGrader([Text($"{month} {day}|{day} {month}|{month} {day}th|{day} of {month}")], []));
    }

    private static SuiteItem JsonFromFacts(Random random, int difficulty)
    {
        var fields = new Dictionary<string, string>
        {
            ["name"] = Pick(random, SuiteData.Names),
            ["city"] = Pick(random, SuiteData.Cities),
        };
        string text = $"{fields["name"]} lives in {fields["city"]}";
        if (difficulty >= 2)
        {
            fields["age"] = Text($"{random.Next(18, 80)}");
            text += $" and is {fields["age"]} years old";
        }

        if (difficulty == 3)
        {
            fields["item"] = Pick(random, SuiteData.Goods);
            fields["count"] = Text($"{random.Next(2, 60)}");
            text += $". The order is for {fields["count"]} {fields["item"]}, not 100 as first said";
        }

        string reference = "{" + string.Join(",", fields.Select(f => $"\"{f.Key}\":\"{f.Value}\"")) + "}";
        return new SuiteItem($"Write this as one JSON object with the fields {string.Join(", ", fields.Keys)}. Only JSON.\n\n{text}.", reference, new JsonGrader(fields));
    }

    private static SuiteItem MeetingNotes(Random random, int difficulty)
    {
        string[] names = Shuffled(random, SuiteData.Names), goods = Shuffled(random, SuiteData.Goods), days = Shuffled(random, SuiteData.Weekdays);
        int people = 1 + difficulty;
        string notes = string.Join(" ", Enumerable.Range(0, people).Select(i => $"{names[i]} will check the {goods[i]} by {days[i]}."));
        int asked = random.Next(people);
        return new SuiteItem($"Notes of a meeting: {notes}\n\nWho checks the {goods[asked]}, and by which day? Answer with name and day.", $"{names[asked]}, {days[asked]}",
            new ContainsGrader([names[asked], days[asked]], [.. Enumerable.Range(0, people).Where(i => i != asked).Select(i => names[i])]));
    }

    private static SuiteItem Summary(Random random, int difficulty)
    {
        string city = Pick(random, SuiteData.Cities), goods = Pick(random, SuiteData.Goods), name = Pick(random, SuiteData.Names), day = Pick(random, SuiteData.Weekdays);
        int count = random.Next(12, 95);
        string text = Text($"On {day} the factory in {city} sent {count} {goods} back because the boxes were wet.");
        if (difficulty >= 2) text += $" {name}, who runs the warehouse, said that the roof had leaked since the last storm and that repairs were asked for twice.";
        if (difficulty == 3) text += " Two drivers helped to dry the floor, a radio played, and somebody brought cake. The buyers were told at once and did not complain.";
        string reference = Text($"The factory in {city} sent {count} {goods} back because of wet boxes") + (difficulty >= 2 ? $"; {name} blames the leaking roof." : ".");
        string[] facts = difficulty >= 2 ? [city, Text($"{count}"), goods, "roof|leak|leaked|leaking"] : [city, Text($"{count}"), goods];
        return new SuiteItem($"Summarise in one sentence of at most 30 words; keep place, number and goods.\n\n{text}", reference, new KeyFactsGrader(facts, text, 34));
    }

    private static SuiteItem FormalRewrite(Random random, int difficulty)
    {
        string name = Pick(random, SuiteData.Names), goods = Pick(random, SuiteData.Goods), day = Pick(random, SuiteData.Weekdays);
        int count = random.Next(3, 60);
        string text = Text($"hey {name}, gimme the {count} {goods} till {day}, ok?");
        if (difficulty >= 2) text += " the last ones were kinda junk.";
        if (difficulty == 3) text += " btw you guys still owe us the paperwork.";
        string[] facts = [name, Text($"{count}"), goods, day];
        string reference = Text($"Dear {name}, please deliver the {count} {goods} by {day}.");
        return new SuiteItem($"Rewrite this as a polite, formal message of at most 60 words. Keep name, number, goods and day.\n\n{text}", reference,
            new FormalGrader(new KeyFactsGrader(facts, text, 66), ["hey", "gimme", "kinda", "junk", "btw", "ok", "till", "guys"]));
    }

    private static SuiteItem BulletList(Random random, int difficulty)
    {
        string[] goods = [.. Shuffled(random, SuiteData.Goods).Take(1 + (2 * difficulty))];
        string reference = string.Join('\n', goods.Select(g => "- " + g));
        return new SuiteItem($"Write these as a list, one a line, each line starting with \"- \". Nothing else.\n\n{string.Join(", ", goods)}", reference,
            new RegexGrader(string.Join(@"\s*\n", goods.Select(g => $"- {g}"))));
    }

    private static SuiteItem CsvLine(Random random, int difficulty)
    {
        string[] values = [Pick(random, SuiteData.Names), Pick(random, SuiteData.Cities), Text($"{random.Next(18, 80)}"), Pick(random, SuiteData.Goods), Text($"{random.Next(2, 60)}")];
        string[] fields = ["name", "city", "age", "goods", "count"];
        int count = 2 + difficulty;
        string facts = string.Join(", ", Shuffled(random, Enumerable.Range(0, count)).Select(i => $"{fields[i]}: {values[i]}"));
        string line = string.Join(",", values.Take(count));
        return new SuiteItem($"Write one CSV line with the columns {string.Join(",", fields.Take(count))}; no header, no spaces.\n\n{facts}", line, new VerbatimGrader(line));
    }

    private static SuiteItem LetterCase(Random random, int difficulty)
    {
        string text = string.Join(' ', Shuffled(random, SuiteData.Words).Take(difficulty + 1).Select(w => w.Split('=')[0]));
        return random.Next(2) == 0
            ? new SuiteItem($"Write in capital letters: {text}", text.ToUpperInvariant(), new VerbatimGrader(text.ToUpperInvariant()))
            : new SuiteItem($"Write in small letters: {text.ToUpperInvariant()}", text, new VerbatimGrader(text));
    }

    private static SuiteItem TranslateWord(Random random, int difficulty)
    {
        string[] word = PickAt(random, SuiteData.Words, difficulty).Split('=');
        int which = random.Next(1, 5);
        string language = new[] { "", "German", "French", "Spanish", "Italian" }[which];
        return Named($"Translate into {language}: {word[0]}. Answer with the word only.", [word[which]]);
    }

    private static SuiteItem TranslateFrom(Random random, int difficulty)
    {
        string[] word = PickAt(random, SuiteData.Words, difficulty).Split('=');
        int which = random.Next(1, 5);
        var (prompt, language) = which switch
        {
            1 => ($"Wie heißt \"{word[1]}\" auf Englisch? Antworte nur mit dem Wort.", "de"),
            2 => ($"Comment dit-on « {word[2]} » en anglais ? Réponds seulement par le mot.", "fr"),
            3 => ($"¿Cómo se dice «{word[3]}» en inglés? Responde solo con la palabra.", "es"),
            _ => ($"Come si dice \"{word[4]}\" in inglese? Rispondi solo con la parola.", "it"),
        };
        return Named(prompt, [word[0]]) with { Language = language };
    }

    private static SuiteItem Grammar(Random random, int difficulty)
    {
        string name = Pick(random, SuiteData.Names), city = Pick(random, SuiteData.Cities), goods = Pick(random, SuiteData.Goods);
        var (wrong, right) = difficulty switch
        {
            1 => ($"{name} go to {city} every week.", $"{name} goes to {city} every week."),
            2 => ($"{name} have bought two {goods[..^1]} in {city} yesterday.", $"{name} bought two {goods} in {city} yesterday."),
            _ => ($"Neither of the {goods} which {name} seen in {city} were cheap.", $"Neither of the {goods} which {name} saw in {city} was cheap."),
        };
        return new SuiteItem($"Correct the grammar. Answer with the corrected sentence only.\n\n{wrong}", right,
            // Some introduce the sentence; nobody should repeat the wrong one.
            new ContainsGrader([string.Join('|', right, right.Replace(" which ", " that ", StringComparison.Ordinal), right.Replace(" saw ", " had seen ", StringComparison.Ordinal))], [wrong]));
    }

    private static SuiteItem Plural(Random random, int difficulty)
    {
        string[] words =
        [
            "cup=cups", "dog=dogs", "tree=trees", "car=cars", "apple=apples", "door=doors", "book=books", "river=rivers", "box=boxes", "city=cities", "leaf=leaves",
            "tooth=teeth", "child=children", "mouse=mice", "baby=babies", "wolf=wolves", "goose=geese", "ox=oxen", "criterion=criteria", "phenomenon=phenomena",
            "analysis=analyses", "sheep=sheep", "crisis=crises", "thesis=theses",
        ];
        var (word, plural) = Entry(PickAt(random, words, difficulty));
        return Named($"What is the plural of \"{word}\"? Answer with one word.", plural);
    }
}

/// <summary>Key facts kept and none of the words that do not belong into a formal text.</summary>
/// <param name="Facts">Marks the facts.</param>
/// <param name="Informal">Words that give 0.</param>
public sealed record FormalGrader(KeyFactsGrader Facts, IReadOnlyList<string> Informal) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer) => Informal.Any(w => HasWords(answer, w)) ? 0 : Facts.Grade(answer);
}
