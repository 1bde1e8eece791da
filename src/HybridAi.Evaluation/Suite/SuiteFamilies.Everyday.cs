namespace HybridAi.Evaluation;

/// <content>Short everyday tasks: small rewritings, reading, classifying, common sense, words, greetings.</content>
internal static partial class SuiteFamilies
{
    private static SuiteItem Headline(Random random, int difficulty)
    {
        string city = Pick(random, SuiteData.Cities), goods = Pick(random, SuiteData.Goods), day = Pick(random, SuiteData.Weekdays);
        string text = $"A new factory for {goods} opened in {city} on {day}.";
        if (difficulty >= 2) text += " The mayor cut the ribbon and spoke about work for young people.";
        if (difficulty == 3) text += " Neighbours fear the noise of the lorries; the owner promised to deliver by train as soon as the tracks are repaired.";
        return new SuiteItem($"Write a headline of at most 10 words for this news. Keep the city and the goods.\n\n{text}", $"Factory for {goods} opens in {city}",
            new KeyFactsGrader([city, goods], text, 13));
    }

    private static SuiteItem ThankYou(Random random, int difficulty)
    {
        string name = Pick(random, SuiteData.Names), goods = Pick(random, SuiteData.Goods), city = Pick(random, SuiteData.Cities), day = Pick(random, SuiteData.Weekdays);
        string[] facts = difficulty switch { 1 => [name, goods], 2 => [name, goods, city], _ => [name, goods, city, day] };
        string what = $"for the {goods}" + (difficulty >= 2 ? $" from {city}" : "") + (difficulty == 3 ? $" that came on {day}" : "");
        return new SuiteItem($"Write a thank-you note of at most 40 words to {name} {what}.", $"Dear {name}, thank you very much {what}!",
            new KeyFactsGrader([.. facts, "thank|thanks"], what, 50));
    }

    private static SuiteItem Shorten(Random random, int difficulty)
    {
        string name = Pick(random, SuiteData.Names), city = Pick(random, SuiteData.Cities), day = Pick(random, SuiteData.Weekdays);
        string text = $"I am writing to let you know that {name} will come to {city} on {day}";
        text += difficulty switch { 1 => ".", 2 => ", if nothing unexpected happens in the meantime.", _ => ", if nothing unexpected happens in the meantime, and would be very glad indeed to see as many of you as possible there." };
        return new SuiteItem($"Shorten this to at most 10 words. Keep name, city and day.\n\n{text}", $"{name} comes to {city} on {day}.", new KeyFactsGrader([name, city, day], text, 12));
    }

    private static SuiteItem ExtractCity(Random random, int difficulty)
    {
        string city = Pick(random, SuiteData.Cities), name = Pick(random, SuiteData.Names), goods = Pick(random, SuiteData.Goods), month = Pick(random, SuiteData.Months);
        string other = Pick(random, [.. SuiteData.Cities.Where(c => c != city)]);
        string text = difficulty switch
        {
            1 => $"{name} lives in {city}.",
            2 => $"In {month} {name} will open a shop for {goods} in {city}, close to the station.",
            _ => $"{name} left {other} in {month} and has lived in {city} ever since, where the {goods} are made.",
        };
        return new SuiteItem($"In which city {(difficulty == 2 ? "is the shop" : "does " + name + " live now")}? Answer with the city only.\n\n{text}", city,
            new ContainsGrader([city], difficulty == 3 ? [other] : []));
    }

    private static SuiteItem ExtractName(Random random, int difficulty)
    {
        string[] names = Shuffled(random, SuiteData.Names);
        string goods = Pick(random, SuiteData.Goods), city = Pick(random, SuiteData.Cities);
        string text = difficulty switch
        {
            1 => $"{names[0]} bought the {goods}.",
            2 => $"The {goods} were bought by {names[0]} last week in {city}.",
            _ => $"{names[1]} wanted the {goods} but had no money, so {names[0]} bought them and {names[2]} carried them home to {city}.",
        };
        return new SuiteItem($"Who bought the {goods}? Answer with the name only.\n\n{text}", names[0], new ContainsGrader([names[0]], difficulty == 3 ? names[1..3] : []));
    }

    private static SuiteItem ExtractPhone(Random random, int difficulty)
    {
        string phone = Text($"555-{random.Next(100, 199):0000}"), old = Text($"555-{random.Next(200, 299):0000}");
        string name = Pick(random, SuiteData.Names), city = Pick(random, SuiteData.Cities);
        string text = difficulty switch
        {
            1 => $"Call {name} at {phone}.",
            2 => $"{name} works in {city}, room 12, from 9 to 5, and answers the phone at {phone}.",
            _ => $"The number {old} is no longer in use. Since {name} moved to {city}, calls go to {phone}.",
        };
        return new SuiteItem($"Which phone number should be called? Answer with the number only.\n\n{text}", phone, new ContainsGrader([phone], difficulty == 3 ? [old] : []));
    }

    private static SuiteItem Reading(Random random, int difficulty)
    {
        string[] colours = Shuffled(random, ["red", "blue", "green", "yellow", "black", "white"]), names = Shuffled(random, SuiteData.Names), goods = Shuffled(random, SuiteData.Goods);
        string text = string.Join(" ", Enumerable.Range(0, difficulty).Select(i => $"{names[i]} has a {colours[i]} {Singular(goods[i])}."));
        int asked = random.Next(difficulty);
        return new SuiteItem($"{text}\n\nWhat colour is the {Singular(goods[asked])} of {names[asked]}? Answer with one word.", colours[asked],
            new ContainsGrader([colours[asked]], [.. Enumerable.Range(0, difficulty).Where(i => i != asked).Select(i => colours[i])]));
    }

    private static SuiteItem Category(Random random, int difficulty)
    {
        string[] kinds = ["animal", "food", "clothing", "vehicle"];
        string[][] words =
        [
            ["dog", "horse", "cow", "lion", "rabbit", "goat", "otter", "badger", "lynx", "heron", "newt", "gannet"],
            ["bread", "soup", "cheese", "rice", "apple", "pancake", "lentils", "noodles", "porridge", "chutney", "tofu", "polenta"],
            ["shirt", "trousers", "coat", "socks", "hat", "skirt", "scarf", "gloves", "cardigan", "blouse", "waistcoat", "anorak"],
            ["car", "bus", "train", "bicycle", "truck", "ship", "tram", "scooter", "ferry", "barge", "canoe", "hovercraft"],
        ];
        int which = random.Next(4);
        string word = PickAt(random, words[which], difficulty);
        return Label($"Is \"{word}\" an animal, food, clothing or a vehicle? Answer with one word.", kinds[which], [.. kinds.Where(k => k != kinds[which])]);
    }

    private static SuiteItem CommonSense(Random random, int difficulty)
    {
        var (question, answer) = Entry(PickAt(random, SuiteWords.CommonSense, difficulty));
        return Named($"{question} Answer in one or two words.", answer);
    }

    private static SuiteItem NextInOrder(Random random, int difficulty)
    {
        bool after = difficulty < 3 || random.Next(3) == 0;
        string[] list = random.Next(2) == 0 ? SuiteData.Weekdays : SuiteData.Months;
        string what = list.Length == 7 ? "day" : "month";
        int at = random.Next(list.Length), steps = difficulty == 2 ? 2 : 1;
        string right = list[(at + (after ? steps : list.Length - 1)) % list.Length];
        string how = difficulty == 2 ? "two places after" : after ? "right after" : "right before";
        return new SuiteItem($"Which {what} comes {how} {list[at]}? Answer with one word.", right, new ContainsGrader([right], [.. list.Where(l => l != right && l != list[at])]));
    }

    private static SuiteItem Continents(Random random, int difficulty)
    {
        var (country, continent) = Entry(PickAt(random, SuiteWords.Continents, difficulty));
        return Named($"On which continent is {country}? Answer with the continent only.", continent);
    }

    private static SuiteItem Greetings(Random random, int difficulty)
    {
        string[] phrase = PickAt(random, SuiteWords.Phrases, difficulty).Split('=');
        int which = random.Next(1, 5);
        string language = new[] { "", "German", "French", "Spanish", "Italian" }[which];
        return random.Next(2) == 0
            ? Named($"How do you say \"{phrase[0]}\" in {language}? Answer with the phrase only.", phrase[which].Split('|'))
            : Named($"What does the {language} phrase \"{phrase[which].Split('|')[0]}\" mean in English? Answer with the phrase only.", phrase[0].Split('|'));
    }

    private static SuiteItem Article(Random random, int difficulty)
    {
        string word = PickAt(random, SuiteWords.Articles, difficulty);
        string right = word.Split('=')[1], noun = word.Split('=')[0], wrong = right == "a" ? "an" : "a";
        return new SuiteItem($"\"a {noun}\" or \"an {noun}\": which is right?", $"{right} {noun}", new FirstOfGrader($"{right} {noun}", $"{wrong} {noun}"));
    }

    private static SuiteItem Comparative(Random random, int difficulty)
    {
        var (word, right) = Entry(PickAt(random, SuiteWords.Comparatives, difficulty));
        return Named($"What is the comparative form of \"{word}\"? Answer with the form only.", right);
    }

    private static SuiteItem PastTense(Random random, int difficulty)
    {
        string[] verb = PickAt(random, SuiteWords.Verbs, difficulty).Split('=');
        string name = Pick(random, SuiteData.Names), city = Pick(random, SuiteData.Cities);
        return new SuiteItem($"Put this sentence into the simple past: {name} {verb[0]} in {city}.", $"{name} {verb[1]} in {city}.", new ContainsGrader([$"{name} {verb[1]}"], []));
    }

    private static SuiteItem Spelling(Random random, int difficulty)
    {
        var (wrong, right) = Entry(PickAt(random, SuiteWords.Misspelt, difficulty));
        return Named($"This word is misspelt: \"{wrong}\". Write the right spelling only.", right);
    }

    private static string Singular(string goods) => goods[..^1];
}

/// <summary>Right when the wanted text stands in the answer before any wrong one; whole words.</summary>
/// <param name="Wanted">The right choice.</param>
/// <param name="Wrong">The other choice.</param>
public sealed record FirstOfGrader(string Wanted, string Wrong) : Grader
{
    /// <inheritdoc/>
    public override double Grade(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string text = $" {Normalise(answer)} ";
        int right = text.IndexOf($" {Normalise(Wanted)} ", StringComparison.Ordinal), wrong = text.IndexOf($" {Normalise(Wrong)} ", StringComparison.Ordinal);
        return right >= 0 && (wrong < 0 || right < wrong) ? 1 : 0;
    }
}
