namespace HybridAi.Evaluation;

/// <content>Light questions, classification, other languages.</content>
internal static partial class SuiteFamilies
{
    private static SuiteItem Capitals(Random random, int difficulty)
    {
        var (country, capital) = Entry(PickAt(random, SuiteData.Capitals, difficulty));
        return Named($"What is the capital of {country}? Answer with the city only.", capital);
    }

    private static SuiteItem Facts(Random random, int difficulty)
    {
        var (question, answer) = Entry(PickAt(random, SuiteData.Facts, difficulty));
        return Named($"{question} Answer in a few words.", answer);
    }

    private static SuiteItem Opposites(Random random, int difficulty)
    {
        var (word, opposite) = Entry(PickAt(random, SuiteData.Opposites, difficulty));
        return Named($"What is the opposite of \"{word}\"? Answer with one word.", opposite);
    }

    private static SuiteItem MultipleChoice(Random random, int difficulty)
    {
        var (country, capital) = Entry(PickAt(random, SuiteData.Capitals, difficulty));
        string[] options = Shuffled(random, Shuffled(random, SuiteData.Capitals.Select(c => Entry(c).Accepted[0]).Where(c => c != capital[0]))
            .Take(1 + difficulty).Append(capital[0]));
        string list = string.Concat(options.Select((o, i) => $"\n{(char)('A' + i)}. {o}"));
        string letter = ((char)('A' + Array.IndexOf(options, capital[0]))).ToString();
        return new SuiteItem($"Which city is the capital of {country}?{list}\nAnswer with the letter only.", letter, 
            new RegexGrader($@"\(?{letter}\)?[.:]?\s*({System.Text.RegularExpressions.Regex.Escape(capital[0])}.*)?"));
    }

    private static SuiteItem LanguageDetection(Random random, int difficulty)
    {
        string[] languages = ["English", "German", "French", "Spanish", "Italian"];
        int which = random.Next(1, 5);
        string[] words = [.. Shuffled(random, SuiteData.Words).Take(5 - difficulty).Select(w => w.Split('=')[which])];
        return Label($"In which language are these words: {string.Join(", ", words)}? Answer English, German, French, Spanish or Italian.",
            languages[which], [.. languages.Where(l => l != languages[which])]);
    }

    private static SuiteItem Sentiment(Random random, int difficulty)
    {
        bool positive = random.Next(2) == 0;
        string text = string.Format(System.Globalization.CultureInfo.InvariantCulture, PickAt(random, positive ? SuiteData.Positive : SuiteData.Negative, difficulty),
            Pick(random, SuiteData.Goods)[..^1]);
        return Label($"Is this review positive or negative? Answer with one word.\n\n{text}", positive ? "positive" : "negative", positive ? "negative" : "positive");
    }

    private static SuiteItem Topic(Random random, int difficulty)
    {
        string[][] texts =
        [
            ["The striker scored twice in the final", "The swimmer broke her own record", "The team lost the match after extra time"],
            ["The minister presented a new law", "Parliament voted on the budget", "The president met voters before the election"],
            ["The phone has a faster chip", "The update fixes a fault in the browser", "The robot learns to sort parcels"],
            ["The soup needs another pinch of salt", "Bake the bread for forty minutes", "The chef serves the fish with lemon"],
        ];
        string[] topics = ["sport", "politics", "technology", "cooking"];
        int which = random.Next(4), other = (which + random.Next(1, 4)) % 4;
        string text = Pick(random, texts[which]) + $" in {Pick(random, SuiteData.Cities)}.";
        if (difficulty >= 2) text += $" {Pick(random, SuiteData.Names)} was there.";
        if (difficulty == 3) text = $"Nobody talked about {topics[other]} that day. " + text;
        return Label($"Which topic is this text about: sport, politics, technology or cooking? Answer with one word.\n\n{text}",
            topics[which] == "sport" ? "sport|sports" : topics[which], [.. topics.Append("sports").Where(t => !t.StartsWith(topics[which], StringComparison.Ordinal))]);
    }

    private static SuiteItem Spam(Random random, int difficulty)
    {
        bool spam = random.Next(2) == 0;
        string name = Pick(random, SuiteData.Names), goods = Pick(random, SuiteData.Goods);
        int amount = random.Next(2, 90) * 10;
        string text = (spam, difficulty) switch
        {
            (true, 1) => $"CONGRATULATIONS!!! You won ${amount}00! Click here NOW to claim your free {goods}!!!",
            (true, 2) => $"Dear customer, your account will be closed. Confirm your password and card number today to keep your {amount} bonus points for {goods}.",
            (true, _) => $"Hi, it's {name}. I lost my phone abroad. Could you send {amount} euros in gift cards? I will pay you back tomorrow, don't call.",
            (false, 1) => $"Hi {name}, the meeting about the {goods} is at {1 + (amount % 12)} o'clock. See you!",
            (false, 2) => $"Hello {name}, your order of {amount} {goods} has been sent and should arrive on Friday.",
            _ => $"Hi {name}, thanks for the free samples of the {goods}; we would like to order {amount} of them. Please send an offer, no hurry.",
        };
        return Label($"Is this message spam? Answer yes or no.\n\n{text}", spam ? "yes" : "no", spam ? "no" : "yes");
    }

    private static SuiteItem Urgency(Random random, int difficulty)
    {
        bool urgent = random.Next(2) == 0;
        string name = Pick(random, SuiteData.Names), goods = Pick(random, SuiteData.Goods), city = Pick(random, SuiteData.Cities);
        string text = (urgent, difficulty) switch
        {
            (true, 1) => $"The shop in {city} is on fire, call {name} immediately!",
            (true, 2) => $"All {goods} in {city} stopped working this morning and customers are waiting; {name} needs an answer before noon today.",
            (true, _) => $"Sorry to bother you. {name} found that the {goods} in {city} overheat; two people were hurt a moment ago.",
            (false, 1) => $"Whenever you have time, tell {name} which {goods} you like best in {city}.",
            (false, 2) => $"{name} would like to visit {city} next year to look at some {goods}; no date is fixed yet.",
            _ => $"ATTENTION: {name} asks everyone in {city} to have a look at the new {goods} catalogue some time this quarter!",
        };
        return Label($"Does this ticket need action today? Answer \"urgent\" or \"later\".\n\n{text}", urgent ? "urgent" : "later", urgent ? "later" : "urgent");
    }

    private static SuiteItem OtherLanguages(Random random, int difficulty)
    {
        int a = random.Next(2, 10 * difficulty * difficulty), b = random.Next(2, 10 * difficulty * difficulty);
        var (prompt, language) = random.Next(4) switch
        {
            0 => (Text($"Wie viel ist {a} plus {b}? Antworte nur mit der Zahl."), "de"),
            1 => (Text($"Combien font {a} plus {b} ? Réponds seulement par le nombre."), "fr"),
            2 => (Text($"¿Cuánto es {a} más {b}? Responde solo con el número."), "es"),
            _ => (Text($"Quanto fa {a} più {b}? Rispondi solo con il numero."), "it"),
        };
        return Number(prompt, a + b) with { Language = language };
    }
}
