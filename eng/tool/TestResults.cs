using System.Xml.Linq;

namespace HybridAi.Tool;

internal sealed record TestCounts(int Passed, int Failed, int Skipped)
{
    public static TestCounts operator +(TestCounts a, TestCounts b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);

    public override string ToString() =>
        $"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : "");
}

/// <summary>Reads a result file: counts, and what to print of each failure.</summary>
internal static class TestResults
{
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static TestCounts Read(string trx, TextWriter failures)
    {
        var counts = new TestCounts(0, 0, 0);
        foreach (var test in XDocument.Load(trx).Descendants(Ns + "UnitTestResult"))
        {
            var outcome = (string?)test.Attribute("outcome");
            counts += outcome switch
            {
                "Passed" => new TestCounts(1, 0, 0),
                "NotExecuted" => new TestCounts(0, 0, 1),
                _ => new TestCounts(0, 1, 0),
            };
            if (outcome is not ("Passed" or "NotExecuted"))
            {
                var error = test.Descendants(Ns + "ErrorInfo").FirstOrDefault();
                failures.WriteLine($"FAILED {(string?)test.Attribute("testName")}");
                failures.WriteLine(Indent((string?)error?.Element(Ns + "Message")));
                failures.WriteLine(Indent((string?)error?.Element(Ns + "StackTrace")));
            }
        }

        return counts;
    }

    private static string Indent(string? text) => "    " + (text ?? "").Trim().ReplaceLineEndings("\n    ");
}
