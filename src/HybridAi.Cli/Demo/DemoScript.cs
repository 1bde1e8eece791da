using System.Text.RegularExpressions;

namespace HybridAi.Cli.Demo;

/// <summary>What the demo asks, and what the stand-in for the cloud says.</summary>
internal static partial class DemoScript
{
    /// <summary>The questions: easy ones, hard ones, and some that may leave it only masked or not at all. All data in them is invented.</summary>
    public static IReadOnlyList<string> Prompts { get; } =
    [
        "What is the capital of France?",
        "Say hello in Spanish.",
        "Is \"I love this phone\" positive or negative?",
        "What is the plural of \"child\"?",
        "On which continent is Kenya?",
        "Prove that there are infinitely many primes congruent to 3 modulo 4, and explain each step of the argument.",
        "Write a C# method that merges k sorted streams lazily with a heap; discuss its complexity and its failure modes.",
        "Compare the monetary policy of three central banks since 2008 and derive what it means for a pension fund's duration risk.",
        "Derive the closed form of the sum of k^2 * 2^k for k from 1 to n, and verify it by induction.",
        "Charge my card 4111 1111 1111 1111 for the annual plan and explain the tax treatment in three countries in detail.",
        "Why does this fail to connect? password=Tr0ub4dor&3xyz host=db.internal.example",
        "Transfer 50 euros from DE89 3704 0044 0532 0130 00 and tell me what day it arrives.",
    ];

    /// <summary>The stand-in's answer: short, always the same but for the first mask it was sent, and marked as scripted.</summary>
    public static string CloudAnswer(string prompt)
    {
        var mask = Mask.Match(prompt) is { Success: true } found ? $" It was told {found.Value}." : "";
        return $"[scripted answer of the stand-in cloud to a prompt of {prompt.Length} characters]{mask} A real endpoint would answer here.";
    }

    [GeneratedRegex(@"\[\[[^\[\]]+\]\]")]
    private static partial Regex Mask { get; }
}
