using System.Diagnostics;
using HybridAi.Cli.Demo;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Samples;

[Collection(RealModel.Name)]
public sealed class SampleTests
{
    private static async Task<(int Code, string Out, string Error)> RunAsync(string sample, params string[] args)
    {
        // artifacts/bin/<project>/<configuration>/
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(here.Parent!.Parent!.FullName, sample, here.Name, sample + ".dll");
        var start = new ProcessStartInfo("dotnet", [path, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("OPENAI_API_KEY");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task HelloHybrid_WithoutAKey_IsAnsweredOnTheDevice()
    {
        var (code, output, error) = await RunAsync("01-hello-hybrid");

        code.ShouldBe(0, error);
        output.ShouldContain("Paris");
        output.ShouldContain("answered by local");
    }

    [Fact]
    public async Task KeepItHere_Pinned_StaysAndTheForcedSecretIsRefused()
    {
        var (code, output, error) = await RunAsync("02-keep-it-here");

        code.ShouldBe(0, error);
        output.ShouldContain("pinned message: local (Device)");
        output.ShouldContain("refused, found PASSWORD x 1");
    }

    [Fact]
    public async Task YourOwnServer_AnyOpenAICompatible_Answers()
    {
        await using var server = new StandInCloud();

        var (code, output, error) = await RunAsync("03-your-own-server", server.Endpoint.AbsoluteUri, "m", StandInCloud.Key);

        code.ShouldBe(0, error);
        output.Trim().ShouldBe(DemoScript.CloudAnswer("Say hello in one sentence."));
        server.Received.ShouldHaveSingleItem().ShouldContain("\"max_tokens\":48");
    }

    [Fact]
    public async Task CalibrateYourApp_OnItsOwnTickets_IsBetterThanShippedAndUsedByTheClient()
    {
        var folder = Directory.CreateTempSubdirectory("hybridai-sample-").FullName;
        try
        {
            var (code, output, error) = await RunAsync("07-calibrate-your-app", folder);

            code.ShouldBe(0, error);
            var lines = output.Split('\n');
            Apgr(lines.Single(l => l.StartsWith("calibrated ", StringComparison.Ordinal)))
                .ShouldBeGreaterThan(Apgr(lines.Single(l => l.StartsWith("shipped ", StringComparison.Ordinal))) + 0.05);
            output.ShouldContain("local: score");
            output.ShouldContain("cloud: score");
            File.ReadAllText(Path.Combine(folder, "calibrated.svg")).ShouldStartWith("<svg");
            new FileInfo(Path.Combine(folder, "calibration.json")).Length.ShouldBeInRange(1000, 1_000_000);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Apgr(string line) => double.Parse(
        line.Split("APGR ")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task ClinicalAndGeneral_TheNoteStays_TheLetterLeavesMasked()
    {
        await using var server = new StandInCloud();

        var (code, output, error) = await RunAsync("06-clinical-and-general", server.Endpoint.AbsoluteUri, StandInCloud.Key);

        code.ShouldBe(0, error);
        output.ShouldContain("clinical: local (Device), targets: local\n".ReplaceLineEndings());
        output.ShouldContain("clinical, forced to the cloud: refused");
        output.ShouldContain("general, the note: local (pinned), found health");
        output.ShouldContain("general, a letter: cloud, found EMAIL_ADDRESS");
        output.ShouldContain("general, sent: 1 masked");
        output.ShouldContain("audit: Answered, nothing left, found health (Forbid)");
        output.ShouldContain("audit: Answered, left to cloud, found EMAIL_ADDRESS (Mask)");
        output.Split('\n').Count(l => l.Contains("audit:")).ShouldBe(4); // Clinical, its forced request, the letter, the target alone.
        var sent = server.Received.ShouldHaveSingleItem();
        sent.ShouldNotContain("lindqvist", Case.Insensitive);
        sent.ShouldContain("-EMAIL-1");
    }

    [Fact]
    public async Task BudgetAndSavings_OfTheBuiltInLog_ShowsTheShareAndHoldsTheBudget()
    {
        var (code, output, error) = await RunAsync("04-budget-and-savings");

        code.ShouldBe(0, error);
        output.ShouldContain("2 of 3 requests on the device, 1 pinned; saved ");
        output.ShouldMatch(@"\d\.\d\d of these answers are expected to be wrong");
        output.ShouldContain("question 2: cloud, cost 0.0000");
        output.ShouldContain("question 3: local, cost 0.000000");
    }

    [Fact]
    public async Task TestYourApp_EveryStep_Holds()
    {
        var (code, output, error) = await RunAsync("05-test-your-app");

        code.ShouldBe(0, error);
        output.ShouldContain("outage: local answers");
        output.ShouldContain("card: stayed");
        output.ShouldContain("silence: TargetUnavailableException after 1 minute, seen 'It was'");
        output.ShouldContain("conformance: all cases hold");
    }
}
