using System.Globalization;
using System.Text;

namespace HybridAi.Benchmarks.Privacy;

/// <summary>Prose of made-up sentences: without anything private, and with three to four private values in every KB. Seeded.</summary>
internal static class ScanTexts
{
    private static readonly string[] s_clean =
    [
        "The harbour was quiet and the boats lay in a row along the wall.", "Explain how a heap differs from a stack and when one would choose it.", "A good answer names its sources and says what it leaves out.",
        "Bread needs flour, water, salt and time, and most of all time.", "What would change if the loop ran backwards over the same list?", "The committee asked for a shorter text with fewer figures in it.",
        "Rain fell all morning, so the children painted the inside of a box.", "Write a function that returns the longest word of a sentence.", "Plants turn light into sugar, and sugar into nearly everything else.",
        "In the second chapter the narrator doubts what she has seen.", "Summarise the argument in three points and add one objection.", "The bridge was closed because the river had risen over the road.",
        "A queue that never empties is a sign of too few workers, or too slow ones.", "Most of the furniture was sold, but the piano stayed where it was.", "Compare two ways to sort a list that is nearly in order already.",
        "The museum opens late on weekdays and early when schools are closed.", "Prices rose faster than wages, which surprised nobody at the market.", "Turn this paragraph into a table with a row for each of the reasons.",
    ];

    private static readonly string[] s_dense =
    [
        "My name is Laura Mitchell, you can call me at (212) 736-{0:0000} tomorrow.", "Write to laura.mitchell{0}@brookfield.co.uk before March 5, 2021.", "The card 4012-8888-8888-1881 was charged for order {0}.",
        "She lives at {0} Maple Street, Dayton and works for Orchard Group.", "Please send it to Janette Hinson, IBAN DE89 3704 0044 0532 0130 00.", "The server at 10.12.{1}.7 answered for user jhinson{0}.",
        "My social security number is 536-22-{0:0000}, my passport is 53{0:0000}21.", "Dr. Alan Whitfield of Leeds saw the patient on 12/04/2019.", "export SERVICE_TOKEN=9f8a7c6b5d4e3f2a1b0c{0:0000} and restart it.", "Phone +44 20 7946 {0:0000} or +49 30 901820 for Marta Keller.",
    ];

    public static string Make(bool dense, int length)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.Length < length)
        {
            for (var i = 0; i < 6; i++)
            {
                text.Append(s_clean[random.Next(s_clean.Length)]).Append(' ');
            }

            if (dense)
            {
                text.AppendFormat(CultureInfo.InvariantCulture, s_dense[random.Next(s_dense.Length)], random.Next(1000, 9999), random.Next(200)).Append(' ');
            }
        }

        return text.ToString(0, length);
    }
}
