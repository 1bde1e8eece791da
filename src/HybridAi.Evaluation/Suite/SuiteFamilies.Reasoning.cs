using System.Globalization;

namespace HybridAi.Evaluation;

/// <content>Numbers, order, letters, code.</content>
internal static partial class SuiteFamilies
{
    private static SuiteItem Addition(Random random, int difficulty)
    {
        int limit = difficulty switch { 1 => 10, 2 => 100, _ => 10_000 };
        int a = random.Next(limit / 10 + 1, limit), b = random.Next(limit / 10 + 1, limit);
        return random.Next(2) == 0
            ? Number(Text($"What is {a} + {b}? Answer with the number only."), a + b)
            : Number(Text($"What is {a + b} - {a}? Answer with the number only."), b);
    }

    private static SuiteItem Multiplication(Random random, int difficulty)
    {
        int limit = difficulty switch { 1 => 10, 2 => 20, _ => 100 };
        int a = random.Next(limit / 5, limit), b = random.Next(2, limit);
        return Number(Text($"What is {a} times {b}? Answer with the number only."), a * b);
    }

    private static SuiteItem WordProblem(Random random, int difficulty)
    {
        string name = Pick(random, SuiteData.Names), goods = Pick(random, SuiteData.Goods);
        int a = random.Next(5, 20), b = random.Next(2, 5), c = random.Next(2, 9);
        return difficulty switch
        {
            1 => Number(Text($"{name} has {a} {goods} and buys {b} more. How many {goods} does {name} have? Answer with the number."), a + b),
            2 => Number(Text($"{name} has {a} {goods}, gives away {b} and then buys {c} more. How many {goods} are left? Answer with the number."), a - b + c),
            _ => Number(Text($"{name} buys {a} boxes with {c} {goods} each, sells half of the boxes rounded down, and loses {b} {goods}. How many {goods} are left? Answer with the number."),
                ((a - (a / 2)) * c) - b),
        };
    }

    private static SuiteItem UnitConversion(Random random, int difficulty)
    {
        int n = random.Next(2, 60);
        return difficulty switch
        {
            1 => Number(Text($"How many centimetres are {n} metres? Answer with the number."), n * 100),
            2 => Number(Text($"How many minutes are {n} hours and {n % 50} minutes? Answer with the number."), (n * 60) + (n % 50)),
            _ => Number(Text($"How many degrees Fahrenheit are {n} degrees Celsius? Answer with the number, one decimal."), (n * 1.8) + 32, 0.051),
        };
    }

    private static SuiteItem Weekday(Random random, int difficulty)
    {
        int today = random.Next(7), days = difficulty switch { 1 => random.Next(2, 6), 2 => random.Next(6, 20), _ => random.Next(30, 400) };
        string right = SuiteData.Weekdays[(today + days) % 7];
        return Named(Text($"Today is {SuiteData.Weekdays[today]}. Which day of the week is it in {days} days? Answer with the day."), [right]);
    }

    private static SuiteItem LargestNumber(Random random, int difficulty)
    {
        double[] numbers = [.. Enumerable.Range(0, 2 + (2 * difficulty)).Select(_ => difficulty switch
        {
            1 => random.Next(1, 100),
            2 => random.Next(1000, 9999),
            _ => random.Next(90, 110) / (double)Pick(random, [10, 100]),
        })];
        return Number($"Which of these numbers is the largest? Answer with the number.\n\n{string.Join("; ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))}", numbers.Max());
    }

    private static SuiteItem Sorting(Random random, int difficulty)
    {
        int count = 1 + (2 * difficulty);
        if (random.Next(2) == 0)
        {
            string[] words = Shuffled(random, Shuffled(random, SuiteData.Goods).Take(count));
            string[] sorted = [.. words.Order(StringComparer.Ordinal)];
            return new SuiteItem($"Sort these words from A to Z and write only the sorted list: {string.Join(", ", words)}", string.Join(", ", sorted), new OrderGrader(sorted));
        }

        string[] numbers = [.. Shuffled(random, Enumerable.Range(10, 90)).Take(count).Select(n => Text($"{n}"))];
        string[] rising = [.. numbers.Order(StringComparer.Ordinal)];
        return new SuiteItem($"Sort these numbers from small to large and write only the sorted list: {string.Join(", ", numbers)}", string.Join(", ", rising), new OrderGrader(rising));
    }

    private static SuiteItem CountingLetters(Random random, int difficulty)
    {
        string text = string.Join(' ', Shuffled(random, SuiteData.Goods).Take(difficulty));
        char letter = Pick(random, text.Replace(" ", "", StringComparison.Ordinal).ToCharArray());
        return Number($"How many times does the letter \"{letter}\" occur in \"{text}\"? Answer with the number.", text.Count(c => c == letter));
    }

    private static SuiteItem Reversing(Random random, int difficulty)
    {
        string[] words = Shuffled(random, SuiteData.Words.Select(w => w.Split('=')[0]));
        if (difficulty == 1)
        {
            string[] three = [.. words.Take(3)], reverse = [three[2], three[1], three[0]];
            return new SuiteItem($"Write these words in reverse order: {string.Join(' ', three)}", string.Join(' ', reverse), new OrderGrader(reverse));
        }

        string word = difficulty == 2 ? words[0] : words[0] + words[1];
        string reversed = new([.. word.Reverse()]);
        return new SuiteItem($"Spell this backwards, letters only: {word}", reversed, new ExactGrader(reversed));
    }

    private static SuiteItem CodeOutput(Random random, int difficulty)
    {
        int a = random.Next(2, 9), b = random.Next(2, 9), n = random.Next(3, 7);
        var (code, output) = difficulty switch
        {
            1 => (Text($"x = {a}\ny = {b}\nprint(x + y * 2)"), a + (b * 2)),
            2 => (Text($"total = 0\nfor i in range({n}):\n    total += i * {a}\nprint(total)"), a * (n * (n - 1) / 2)),
            _ => (Text($"def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f({n}) * {a} - len(\"{new string('x', b)}\"))"), (Fibonacci(n) * a) - b),
        };
        return Number($"What does this Python program print? Answer with the output only.\n\n{code}", output);
    }

    private static int Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);
}
