namespace HybridAi.Evaluation;

/// <content>Code, small sums, and tasks in other languages.</content>
internal static partial class SuiteFamilies
{
    private static SuiteItem CodeLanguage(Random random, int difficulty)
    {
        string[] languages = ["Python", "JavaScript", "SQL", "HTML"];
        string name = Pick(random, SuiteData.Goods);
        int n = random.Next(2, 90), which = random.Next(4);
        string code = (which, difficulty) switch
        {
            (0, 1) => $"def show_{name}():\n    print(\"{name}\")",
            (0, 2) => Text($"for i in range({n}):\n    {name}.append(i)"),
            (0, _) => Text($"{name} = [x for x in items if x > {n}]"),
            (1, 1) => $"function show() {{ console.log(\"{name}\"); }}",
            (1, 2) => Text($"const {name} = items.filter(x => x > {n});"),
            (1, _) => Text($"let {name} = {n};\n{name} += 1;\nalert({name});"),
            (2, 1) => Text($"SELECT * FROM {name} WHERE count > {n};"),
            (2, 2) => Text($"UPDATE {name} SET price = {n};"),
            (2, _) => Text($"DELETE FROM {name} WHERE id = {n};"),
            (_, 1) => $"<html><body><h1>{name}</h1></body></html>",
            (_, 2) => Text($"<div class=\"box\">{n} {name}</div>"),
            _ => Text($"<li>{n}</li><li>{name}</li>"),
        };
        return Label($"In which language is this written: Python, JavaScript, SQL or HTML? Answer with one word.\n\n{code}", languages[which], [.. languages.Where(l => l != languages[which])]);
    }

    private static SuiteItem SqlSelect(Random random, int difficulty)
    {
        string table = Pick(random, SuiteData.Goods), city = Pick(random, SuiteData.Cities), column = Pick(random, ["name", "price", "weight", "colour"]);
        string query = difficulty switch
        {
            1 => $"SELECT * FROM {table}",
            2 => $"SELECT {column} FROM {table} WHERE city = '{city}'",
            _ => $"SELECT {column} FROM {table} WHERE city = '{city}' ORDER BY {column} DESC",
        };
        string wish = difficulty switch
        {
            1 => $"all columns of the table {table}",
            2 => $"the column {column} of the table {table} where the column city is {city}",
            _ => $"the column {column} of the table {table} where the column city is {city}, the largest {column} first",
        };
        string pattern = string.Join(@"\s+", query.Split(' ').Select(word => word switch { "*" => @"\*", "=" => "=", _ => word.Contains('\'', StringComparison.Ordinal) ? $"['\"]{city}['\"]" : $"[`\"]?{word}[`\"]?" }))
            .Replace(@"\s+=\s+", @"\s*=\s*", StringComparison.Ordinal);
        return new SuiteItem($"Write an SQL query that selects {wish}.", query + ";", new RegexGrader($"(?is).*\\b{pattern}\\s*(;.*|```.*|\\n.*|)"));
    }

    private static SuiteItem PythonFunction(Random random, int difficulty)
    {
        string name = Pick(random, ["compute", "calc", "run", "work", "apply", "solve", "act", "go"]);
        string[] pair = Pick(random, (IReadOnlyList<string>)["a b", "x y", "p q", "m n"]).Split(' ');
        int n = random.Next(2, 20);
        var (wish, args, code, pattern) = difficulty switch
        {
            1 => Pick(random, new (string, string, string, string)[]
            {
                ($"returns the sum of {pair[0]} and {pair[1]}", $"{pair[0]}, {pair[1]}", $"return {pair[0]} + {pair[1]}", $@"return\s+\(?({pair[0]}\s*\+\s*{pair[1]}|{pair[1]}\s*\+\s*{pair[0]})\b"),
                ($"returns the product of {pair[0]} and {pair[1]}", $"{pair[0]}, {pair[1]}", $"return {pair[0]} * {pair[1]}", $@"return\s+\(?({pair[0]}\s*\*\s*{pair[1]}|{pair[1]}\s*\*\s*{pair[0]})\b"),
            }),
            2 => (Text($"returns True if {pair[0]} is larger than {n}, else False"), pair[0], Text($"return {pair[0]} > {n}"), Text($@"(return\s+\(?{pair[0]}\s*>\s*{n}\b|if\s+\(?{pair[0]}\s*>\s*{n}\)?\s*:\s*return\s+True\s*(else\s*:)?\s*return\s+False)")),
            _ => (Text($"returns the first {n} letters of the text {pair[0]} in capital letters"), pair[0], Text($"return {pair[0]}[:{n}].upper()"), Text($@"return\s+({pair[0]}\[0?:{n}\]\.upper\(\)|{pair[0]}\.upper\(\)\[0?:{n}\])")),
        };
        return new SuiteItem($"Write a Python function {name}({args}) that {wish}. Only the code.", $"def {name}({args}):\n    {code}",
            new RegexGrader($@"(?s).*def\s+{name}\s*\(\s*{string.Join(@"\s*,\s*", args.Split(", "))}\s*\)\s*:.*{pattern}.*"));
    }

    private static SuiteItem HtmlElement(Random random, int difficulty)
    {
        string city = Pick(random, SuiteData.Cities), goods = Pick(random, SuiteData.Goods);
        string[] items = [.. Shuffled(random, SuiteData.Goods).Take(3)];
        return difficulty switch
        {
            1 => new SuiteItem($"Write an HTML heading of level 1 with the text \"{goods} from {city}\". Only the code.", $"<h1>{goods} from {city}</h1>", new RegexGrader($@"(?is).*<h1[^>]*>\s*{goods} from {city}\s*</h1>.*")),
            2 => new SuiteItem($"Write an HTML link to https://example.com/{goods} with the text \"{city}\". Only the code.", $"<a href=\"https://example.com/{goods}\">{city}</a>", new RegexGrader($@"(?is).*<a\s+href=[""']https://example\.com/{goods}/?[""'][^>]*>\s*{city}\s*</a>.*")),
            _ => new SuiteItem($"Write an HTML list without numbers of {string.Join(", ", items)}. Only the code.", $"<ul><li>{string.Join("</li><li>", items)}</li></ul>", new RegexGrader($@"(?is).*<ul[^>]*>\s*{string.Join(@"\s*", items.Select(i => $@"<li>\s*{i}\s*</li>"))}\s*</ul>.*")),
        };
    }

    private static SuiteItem FixCode(Random random, int difficulty)
    {
        string goods = Pick(random, SuiteData.Goods);
        int n = random.Next(2, 90);
        var (wrong, right) = difficulty switch
        {
            1 => random.Next(2) == 0 ? (Text($"if {goods} > {n}"), Text($"if {goods} > {n}:")) : ($"print(\"{goods}\"", $"print(\"{goods}\")"),
            2 => random.Next(2) == 0 ? (Text($"for i in range({n})"), Text($"for i in range({n}):")) : (Text($"{goods} = [{n}, {n + 1}"), Text($"{goods} = [{n}, {n + 1}]")),
            _ => random.Next(2) == 0 ? (Text($"if {goods} = {n}:"), Text($"if {goods} == {n}:")) : (Text($"retrun {goods} + {n}"), Text($"return {goods} + {n}")),
        };
        string pattern = string.Join(@"\s*", right.Split(' ').Select(System.Text.RegularExpressions.Regex.Escape));
        return new SuiteItem($"This Python line has a mistake. Write the corrected line only.\n\n{wrong}", right, new RegexGrader($@"(?s).*{pattern}(?![=\w]).*"));
    }

    private static SuiteItem CommandLine(Random random, int difficulty)
    {
        var (question, answer) = Entry(PickAt(random, SuiteWords.Commands, difficulty));
        return Named($"{question} Answer with the command only.", answer);
    }

    private static SuiteItem Compare(Random random, int difficulty)
    {
        double unit = difficulty == 3 ? 100 : 1;
        int limit = difficulty == 2 ? 10_000 : 100, a = random.Next(1, limit), b = random.Next(1, limit);
        if (a == b) b++;
        return Label(Text($"Is {a / unit} larger than {b / (difficulty == 3 ? 10.0 : unit)}? Answer yes or no."), a / unit > b / (difficulty == 3 ? 10.0 : unit) ? "yes" : "no", a / unit > b / (difficulty == 3 ? 10.0 : unit) ? "no" : "yes");
    }

    private static SuiteItem EvenOdd(Random random, int difficulty)
    {
        int n = random.Next(difficulty switch { 1 => 1, 2 => 30, _ => 1000 }, difficulty switch { 1 => 30, 2 => 1000, _ => 100_000 });
        return Label(Text($"Is {n} even or odd? Answer with one word."), n % 2 == 0 ? "even" : "odd", n % 2 == 0 ? "odd" : "even");
    }

    private static SuiteItem HalfDouble(Random random, int difficulty)
    {
        int n = random.Next(difficulty switch { 1 => 1, 2 => 11, _ => 101 }, difficulty switch { 1 => 12, 2 => 60, _ => 900 });
        return random.Next(2) == 0 ? Number(Text($"What is half of {2 * n}? Answer with the number only."), n) : Number(Text($"What is the double of {n}? Answer with the number only."), 2 * n);
    }

    private static SuiteItem Sequences(Random random, int difficulty)
    {
        int start = random.Next(1, 12), step = difficulty switch { 1 => random.Next(1, 3), 2 => random.Next(3, 9), _ => random.Next(2, 5) };
        int[] list = [.. Enumerable.Range(0, 5).Select(i => difficulty == 3 ? start * (int)Math.Pow(step, i) : start + (i * step))];
        string shown = string.Join(", ", list.Take(4));
        return new SuiteItem($"Which number comes next: {shown}? Answer with the number only.", Text($"{list[4]}"),
            new RegexGrader($@"(?s)(\D*{string.Join(@"\D+", list.Take(4))})?\D*{list[4]}\b.*"));
    }

    private static SuiteItem CapitalsAbroad(Random random, int difficulty)
    {
        var (countries, capital) = Entry(PickAt(random, SuiteWords.CapitalsAbroad, difficulty));
        int which = random.Next(4);
        string country = countries.Split('/')[which];
        var (prompt, language) = which switch
        {
            0 => ($"Was ist die Hauptstadt von {country}? Antworte nur mit der Stadt.", "de"),
            1 => ($"Quelle est la capitale de {country} ? Réponds seulement par la ville.", "fr"),
            2 => ($"¿Cuál es la capital de {country}? Responde solo con la ciudad.", "es"),
            _ => ($"Qual è la capitale di: {country}? Rispondi solo con la città.", "it"),
        };
        return Named(prompt, capital) with { Language = language };
    }

    private static SuiteItem SentimentAbroad(Random random, int difficulty)
    {
        bool positive = random.Next(2) == 0;
        int which = random.Next(4), n = random.Next(100, 999);
        string[][] texts =
        [
            [$"Das Modell {n} ist wunderbar!", $"Mit dem Modell {n} bin ich sehr zufrieden.", $"Am Anfang hatte ich Zweifel, aber das Modell {n} gebe ich nicht mehr her.", $"Das Modell {n} ist furchtbar!", $"Das Modell {n} war nach einem Tag kaputt.", $"Das Modell {n} ist hübsch verpackt, mehr Gutes fällt mir nicht ein."],
            [$"Le modèle {n} est merveilleux !", $"Je suis très content du modèle {n}.", $"J'avais des doutes, mais je ne me séparerai plus du modèle {n}.", $"Le modèle {n} est horrible !", $"Le modèle {n} était cassé après un jour.", $"Le modèle {n} a un bel emballage, c'est tout ce que je peux en dire de bien."],
            [$"¡El modelo {n} es maravilloso!", $"Estoy muy contento con el modelo {n}.", $"Tenía dudas, pero ya no me separo del modelo {n}.", $"¡El modelo {n} es horrible!", $"El modelo {n} se rompió en un día.", $"El modelo {n} trae una caja bonita; nada más bueno puedo decir."],
            [$"Il modello {n} è meraviglioso!", $"Sono molto contento del modello {n}.", $"Avevo dei dubbi, ma non mi separo più dal modello {n}.", $"Il modello {n} è orribile!", $"Il modello {n} si è rotto dopo un giorno.", $"Il modello {n} ha una bella scatola; altro di buono non so dire."],
        ];
        string text = texts[which][difficulty - 1 + (positive ? 0 : 3)];
        var (prompt, yes, no, language) = which switch
        {
            0 => ("Ist diese Bewertung positiv oder negativ? Antworte mit einem Wort.", "positiv|positive", "negativ|negative", "de"),
            1 => ("Cet avis est-il positif ou négatif ? Réponds par un mot.", "positif|positive", "négatif|négative", "fr"),
            2 => ("¿Esta reseña es positiva o negativa? Responde con una palabra.", "positiva|positivo", "negativa|negativo", "es"),
            _ => ("Questa recensione è positiva o negativa? Rispondi con una parola.", "positiva|positivo", "negativa|negativo", "it"),
        };
        var (right, wrong) = positive ? (yes, no) : (no, yes);
        return new SuiteItem($"{prompt}\n\n{text}", right.Split('|')[0], new ContainsGrader([right], wrong.Split('|')), language);
    }
}
