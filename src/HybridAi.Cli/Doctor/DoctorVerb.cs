using System.CommandLine;
using System.Runtime.InteropServices;
using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Doctor;

/// <summary><c>hybridai doctor</c>: what works on this machine and what to do about the rest.</summary>
internal static class DoctorVerb
{
    public static Command Create(CliContext context)
    {
        var config = new Option<string?>("--config") { Description = "The configuration file." };
        var cloud = new Option<bool>("--cloud") { Description = "Also asks the configured endpoint with your key: a stream, a tool call, usage, a wrong key. Costs a few tokens." };
        var command = new Command("doctor", "Checks the native runtime, the local model and the configuration.") { config, cloud };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = new Findings(context);
            findings.Good("machine", $"{RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors");
            var configuration = CliConfiguration.Load(context, parsed.GetValue(config));
            await using var host = CliHost.Create(context, configuration);
            await LocalAsync(context, host, findings, cancellationToken);
            CalibrationCheck.Run(host, configuration, findings);
            Health(host, findings);
            Telemetry(context, findings);
            if (host.HasCloud && parsed.GetValue(cloud))
            {
                await CloudCheck.RunAsync(host.Target(CliHost.Cloud), configuration, findings, cancellationToken);
            }
            else if (host.HasCloud)
            {
                findings.Good("cloud", "a target is configured; 'hybridai ask --target cloud \"...\"' tries it");
            }
            else
            {
                findings.Note("cloud", "none is configured: everything is answered on this device. 'hybridai init' shows how to add one");
            }

            if (!host.HasCloud && parsed.GetValue(cloud))
            {
                throw new CliException("--cloud has nothing to check: no cloud is configured. 'hybridai init' shows how to add one.", ExitCodes.NoTarget);
            }

            return findings.Bad ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    private static async Task LocalAsync(CliContext context, CliHost host, Findings findings, CancellationToken cancellationToken)
    {
        try
        {
            await host.PrepareAsync(context, cancellationToken);
            var metadata = host.LocalClient.GetRequiredService<ChatClientMetadata>();
            findings.Good("local model", $"{metadata.DefaultModelId} is ready");
            foreach (var provider in host.LocalClient.ProviderVerdicts)
            {
                if (provider.Reason is null)
                {
                    findings.Good("provider", $"{provider.Provider} runs the model");
                }
                else
                {
                    findings.Note("provider", $"{provider.Provider} is passed over: {provider.Reason}");
                }
            }

            HiddenState(host, findings);
            var question = new ChatMessage(ChatRole.User, "What is the capital of France?");
            var answer = await host.LocalClient.GetResponseAsync([question], new() { MaxOutputTokens = 16 }, cancellationToken);
            findings.Add(answer.Text.Contains("Paris", StringComparison.Ordinal), "local answer",
                answer.Text.Contains("Paris", StringComparison.Ordinal) ? "right" : "unexpected; try 'hybridai model verify'");
        }
        catch (LocalModelException exception)
        {
            findings.Add(false, "local model", exception.Message);
        }
    }

    private static void Health(CliHost host, Findings findings)
    {
        foreach (var target in host.Client.GetHealth())
        {
            var state = target.Available ? "available"
                : target.CoolingDown is { } rest ? $"left alone for {rest.TotalSeconds:0} s"
                : $"{target.Model?.ToString().ToLowerInvariant() ?? "not available"}";
            var recent = target.Recent == 0 ? "" : $", {target.ErrorRate:P0} of the last {target.Recent} attempts failed";
            var breaker = target.Breaker == BreakerState.Closed ? "" : $", breaker {(target.Breaker == BreakerState.Open ? "open" : "half open")}";
            var limits = target.LimitFill is { } fill ? $", limits {fill:P0} used" : "";
            findings.Good("target", $"{target.Target} ({target.Location}): {state}{breaker}{recent}{limits}");
        }
    }

    private static void HiddenState(CliHost host, Findings findings)
    {
        var model = host.LocalClient.GetService<IPromptProbe>()?.ModelFingerprint;
        // What a calibration brings comes before heads that say what prompts need in general.
        if (host.Heads.Concat(host.BuiltIn?.Heads is { } own ? [own] : []).LastOrDefault(heads => heads.ModelFingerprint == model) is { } found)
        {
            findings.Good("hidden state", $"heads {string.Join(", ", found.Heads.Select(head => head.Name))} (revision {found.Revision}) judge prompts near the threshold");
        }
        else
        {
            findings.Note("hidden state", "there are no heads for this model and precision: the prompt classifier decides alone");
        }
    }

    private static void Telemetry(CliContext context, Findings findings)
    {
        var cache = context.Variable("XDG_CACHE_HOME") ?? (context.Variable("HOME") is { } home ? Path.Combine(home, ".cache") : null);
        var store = cache is null ? null : Path.Combine(cache, "Microsoft", "DeveloperTools", ".onnxruntime");
        if (store is not null && Directory.Exists(store))
        {
            findings.Note("telemetry", "another program let ONNX Runtime write its telemetry store on this machine; HybridAi switches it off");
        }
        else
        {
            findings.Good("telemetry", "off; no store on this machine");
        }
    }
}
