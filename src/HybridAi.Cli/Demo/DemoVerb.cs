using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.OpenAI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace HybridAi.Cli.Demo;

/// <summary><c>hybridai demo</c>: a dozen prompts through the real local model and a loopback server that stands in for the cloud.</summary>
internal static class DemoVerb
{
    private const int AnswerTokens = 24;

    // The stand-in's pretended prices, so that the column shows what routing saves.
    private const decimal InputPrice = 0.15m;
    private const decimal OutputPrice = 0.60m;

    public static Command Create(CliContext context)
    {
        var json = new Option<bool>("--json") { Description = "Writes one JSON object a line instead of the table." };
        var command = new Command("demo", "Runs a dozen prompts and shows what answered, why, how fast, and what left the device.") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var cloud = new StandInCloud();

            // The user's own cloud, key and rules are out of the demo's way; the local model is the user's.
            await using var host = CliHost.Create(
                context, LocalOnly(CliConfiguration.Load(context)), builder => builder.AddOpenAI(CliHost.Cloud, StandIn(cloud)));
            await context.Error.WriteLineAsync("The cloud is played by a server on this machine: nothing leaves it, and no key is used.");
            await host.PrepareAsync(context, cancellationToken);

            var rows = new List<DemoRow>();
            foreach (var prompt in DemoScript.Prompts)
            {
                rows.Add(await RunAsync(host, cloud, prompt, cancellationToken));
                await context.Error.WriteLineAsync($"{rows.Count} of {DemoScript.Prompts.Count}");
            }

            if (parsed.GetValue(json))
            {
                foreach (var row in rows)
                {
                    await context.Out.WriteLineAsync(row.ToJson());
                }
            }
            else
            {
                Show(context, rows);
                await DemoPrivacy.ShowAsync(context, host, cloud, cancellationToken);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static IConfigurationRoot LocalOnly(IConfiguration configuration) => new ConfigurationBuilder()
        .AddInMemoryCollection(configuration.GetSection("HybridAi:Targets:local").AsEnumerable().Where(pair => pair.Value is not null))
        .Build();

    private static Action<OpenAITargetOptions> StandIn(StandInCloud cloud) => options =>
    {
        options.Endpoint = cloud.Endpoint.AbsoluteUri;
        options.Model = "stand-in";
        options.ApiKey = StandInCloud.Key;
        options.InputPerMillion = InputPrice;
        options.OutputPerMillion = OutputPrice;
    };

    private static async Task<DemoRow> RunAsync(CliHost host, StandInCloud cloud, string prompt, CancellationToken cancellationToken)
    {
        var before = cloud.Received.Count;
        var answer = new AnswerCollector();
        string? refused = null;
        try
        {
            var options = new ChatOptions { MaxOutputTokens = AnswerTokens, Temperature = 0 };
            await foreach (var update in host.Client.GetStreamingResponseAsync(prompt, options, cancellationToken))
            {
                answer.Add(update);
            }
        }
        catch (PrivacyBlockedException)
        {
            refused = "refused: privacy";
        }
        catch (HybridAiException exception)
        {
            refused = exception.Message;
        }

        // Counted on the other side of the wire, not taken from what the router says.
        var left = cloud.Received.Skip(before).ToList();
        return new(
            prompt,
            answer.Outcome?.Target ?? answer.Decision?.Target ?? "-",
            refused ?? answer.Decision?.Reason ?? "-",
            answer.Decision?.Score,
            answer.Outcome?.FirstTokenMilliseconds,
            answer.Outcome?.TotalMilliseconds,
            answer.Outcome?.Cost ?? 0,
            left.Count,
            left.Sum(body => body.Length),
            answer.Outcome?.Egress.Masked ?? 0,
            answer.Decision?.Labels ?? new Dictionary<string, int>(),
            answer.Outcome?.Escalated ?? false,
            answer.Text);
    }

    private static void Show(CliContext context, List<DemoRow> rows)
    {
        var table = new Table().AddColumns("prompt", "target", "reason", "first", "total", "cost", "what left the device");
        foreach (var row in rows)
        {
            table.AddRow(
                Cell(row.Prompt.Length > 44 ? row.Prompt[..43] + "…" : row.Prompt), Cell(row.Target),
                Cell(row.Escalated ? row.Reason + ", escalated" : row.Reason),
                Cell(Milliseconds(row.FirstTokenMs)), Cell(Milliseconds(row.TotalMs)), Cell(Money(row.Cost)), Cell(row.Left));
        }

        Tables.Write(context, table);
        var stayed = rows.Count(row => row.RequestsLeft == 0);
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{stayed} of {rows.Count} stayed on this device; {rows.Sum(row => row.RequestsLeft)} requests with {rows.Sum(row => row.CharactersLeft)} characters went to the stand-in; cost {Money(rows.Sum(row => row.Cost))}."));
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Costs use pretended prices of {InputPrice} and {OutputPrice} a million tokens. The stand-in's answers are scripted and its times are those of this machine."));
    }

    private static Text Cell(string text) => new(text);

    private static string Milliseconds(double? value) =>
        value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0} ms") : "-";

    private static string Money(decimal value) => value == 0 ? "0" : value.ToString("0.000000", CultureInfo.InvariantCulture);
}
