namespace HybridAi.Privacy.Tests.Evaluation;

/// <summary>Prompts people send every day, without anything private: what the default policy must leave alone.</summary>
internal static class OrdinaryPrompts
{
    public static IEnumerable<string> All()
    {
        var random = new Random(11);
        string Pick(string[] from) => from[random.Next(from.Length)];
        for (int i = 0; i < 2600; i++)
        {
            string template = s_templates[i % s_templates.Length];
            yield return template.Replace("{topic}", Pick(s_topics), StringComparison.Ordinal).Replace("{thing}", Pick(s_things), StringComparison.Ordinal)
                .Replace("{language}", Pick(s_languages), StringComparison.Ordinal).Replace("{person}", Pick(s_famous), StringComparison.Ordinal)
                .Replace("{place}", Pick(s_places), StringComparison.Ordinal).Replace("{adjective}", Pick(s_adjectives), StringComparison.Ordinal)
                .Replace("{verb}", Pick(s_verbs), StringComparison.Ordinal).Replace("{illness}", Pick(s_illnesses), StringComparison.Ordinal)
                .Replace("{n}", random.Next(2, 60).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{big}", random.Next(10_000, 99_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{real}", (random.NextDouble() * 1000).ToString("0.########", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }
    }

    /// <summary>Textbook questions, fiction, public news, code and everyday letters on the topics of the statement classes.</summary>
    public static IEnumerable<string> Near() => Corpus.Lines("ordinary.txt").Where(l => l[0] != '#');

    private static readonly string[] s_templates =
    [
        "What is the capital of {place}?", "Explain {topic} to a beginner in {n} sentences.", "Write a {language} function that can {verb} a list of {thing}.",
        "Summarize the main ideas of {topic}.", "Give me {n} {adjective} names for a shop that sells {thing}.", "Translate 'Where is the train station?' into French, please.",
        "What are the symptoms of {illness} and how is it treated?", "Who was {person} and why does he matter today?", "Compare {topic} and {topic}.",
        "Write a {adjective} poem about {thing} in autumn.", "How do I {verb} a file in {language}?", "Solve {n}x + {n} = {big} for x.", "Convert {real} miles to kilometres.",
        "Plan a {n}-day trip to {place} with children.", "Write an email to my landlord about a {adjective} heater.", "Fix this: `for i in range({n}): print(i` it fails in {language}",
        "What is the difference between a process and a thread?", "Recommend {n} books about {topic}.", "How many {thing} fit into a room of {n} square metres?",
        "Draft a job posting for a {language} developer.", "Explain the error: TypeError: unsupported operand type(s) for +: 'int' and 'str'", "Is {big} a prime number?",
        "Create a table of planets with their distance in million km, for example {real}.", "Write a short story about a {adjective} dog who finds {thing}.",
        "How does a trade union work in {place}?", "What do Buddhists believe about {topic}?", "Give me a recipe for {n} people with {thing} and rice.", "Explain {person}'s most famous work.",
        "Rewrite this sentence to be more {adjective}: The report was finished too late.", "Write SQL that counts orders per customer for the last {n} days.",
        "What happened in {place} in 1989?", "Suggest a workout for {n} minutes without equipment.", "How do I protect passwords in a {language} web application?", "Design a REST API for {thing}.",
        "What is {real} divided by {n}?", "Explain what an API key is and why to rotate it.", "Write unit tests for a function that can {verb} strings in {language}.", "Pros and cons of {topic} in {n} bullet points.",
        "Make a quiz with {n} questions on {topic}.", "How can I improve my {adjective} writing style?", "Explain the plot of Hamlet.", "What time is it in {place} when it is noon in {place}?",
        "What is the best way to learn {language}?", "Give an example of {topic} from daily life.", "Write a regular expression that matches a {adjective} identifier.", "What does HTTP status 404 mean?",
        "{language}: how to read {n} lines from a CSV file and {verb} them?", "Write a haiku on {thing}.", "Can you explain how vaccines against {illness} work?", "What is the population of {place}, roughly {big}?",
        "Our meeting moved to Tuesday at {n} past ten; write a friendly reminder.", "Why do cats like {thing}?", "Write a product description for {adjective} {thing} under $ {n}.", "Explain version 3.{n}.1 of semantic versioning rules.",
        "Generate {n} ideas for a birthday party for kids.", "docker run -p 8080:80 --memory {n}m nginx:1.25 does not start, what should I check?", "解释一下{topic}是什么意思", "Erkläre mir {topic} in einfachen Worten.",
        "Explique-moi {topic} en quelques phrases.", "Escribe un resumen sobre {topic}.", "git rebase fails with conflict in src/main.rs line {n}, how do I continue?", "What does `sudo systemctl restart nginx` do?",
        "Calculate the compound interest on $ {big} at {n} % over 10 years.", "Which {adjective} films by {person} should I watch?", "Explain the theorem named after {person}.", "List {n} facts about {place}.",
    ];

    private static readonly string[] s_topics = ["photosynthesis", "inflation", "machine learning", "the French Revolution", "quantum entanglement", "supply and demand", "recursion", "climate change", "plate tectonics", "stoicism", "blockchains", "general relativity", "the water cycle", "game theory", "jazz harmony", "the immune system", "black holes", "existentialism", "microservices", "natural selection", "tax brackets", "the Cold War", "public key cryptography", "dependency injection"];
    private static readonly string[] s_things = ["apples", "bicycles", "candles", "plants", "books", "guitars", "chairs", "maps", "lamps", "mushrooms", "numbers", "integers", "recipes", "tickets", "invoices", "photos", "songs", "bottles", "tomatoes", "rocks"];
    private static readonly string[] s_languages = ["Python", "C#", "Rust", "Go", "Java", "TypeScript", "Kotlin", "Ruby", "Swift", "PHP", "Haskell", "JavaScript"];
    private static readonly string[] s_famous = ["Albert Einstein", "Marie Curie", "Ada Lovelace", "Isaac Newton", "Leonardo da Vinci", "Mozart", "Aristotle", "Emmy Noether", "Alan Turing", "Stanley Kubrick", "Agatha Christie", "Pythagoras"];
    private static readonly string[] s_places = ["France", "Kenya", "Berlin", "Tokyo", "Brazil", "Rome", "Canada", "New York", "India", "Lisbon", "Norway", "Cairo", "Vietnam", "Chile"];
    private static readonly string[] s_adjectives = ["funny", "broken", "formal", "colourful", "short", "modern", "cheap", "quiet", "brave", "unique", "vintage", "simple"];
    private static readonly string[] s_verbs = ["sort", "filter", "merge", "reverse", "compress", "parse", "copy", "validate", "group", "split"];
    private static readonly string[] s_illnesses = ["hepatitis", "influenza", "measles", "diabetes", "asthma", "malaria", "tetanus", "migraine"];
}
