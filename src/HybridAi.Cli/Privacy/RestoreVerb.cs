using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Privacy;

namespace HybridAi.Cli.Privacy;

/// <summary>
/// <c>hybridai privacy restore</c>: an answer with the values put back. The values are never stored: they are found again by masking
/// the original text with the same nonce.
/// </summary>
internal static class RestoreVerb
{
    public static Command Create(CliContext context)
    {
        var source = new Option<string?>("--source") { Description = "The original text file, as it was before masking." };
        var jsonl = new Option<bool>("--jsonl") { Description = "Reads {\"id\",\"text\" (the original),\"answer\",\"nonce\"} a line and writes {\"id\",\"answer\"} a line." };
        var preset = PrivacyVerb.PresetOption();
        var nonce = MaskVerb.NonceOption();
        var command = new Command("restore", "Puts the values back into an answer, read from standard input.") { source, jsonl, preset, nonce };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var policy = PrivacyVerb.Policy(parsed.GetValue(preset)!);
            if (parsed.GetValue(jsonl))
            {
                await foreach (var item in TextItems.ReadAsync(context, [], true, cancellationToken))
                {
                    var answer = TextItems.Text(item.Members, "answer") ?? throw new CliException("a line has no \"answer\".", ExitCodes.Failure);
                    var code = TextItems.Text(item.Members, "nonce") ?? parsed.GetValue(nonce) ?? throw NoNonce();
                    var restored = Restore(item.Text, answer, code, policy);
                    await context.Out.WriteLineAsync(Json.Object(json =>
                    {
                        TextItems.WriteId(json, item);
                        json.WriteString("answer", restored);
                    }));
                }

                return ExitCodes.Success;
            }

            var path = parsed.GetValue(source) ?? throw new CliException("name the original text with --source FILE.");
            var original = await File.ReadAllTextAsync(context.PathOf(path), cancellationToken);
            var text = await context.In.ReadToEndAsync(cancellationToken);
            await context.Out.WriteAsync(Restore(original, text, parsed.GetValue(nonce) ?? throw NoNonce(), policy));
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Restore(string original, string answer, string nonce, PrivacyPolicy policy)
    {
        var vault = MaskVerb.Vault(nonce);
        MaskVerb.Mask(original, policy, vault);
        return MaskVerb.IsJson(answer) ? Restorer.RestoreJson(answer, vault) : Restorer.Restore(answer, vault);
    }

    private static CliException NoNonce() => new("name the nonce that 'privacy mask' told with --nonce.");
}
