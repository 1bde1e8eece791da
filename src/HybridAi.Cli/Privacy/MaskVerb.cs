using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Privacy;

namespace HybridAi.Cli.Privacy;

/// <summary><c>hybridai privacy mask</c>: texts with their sensitive values replaced, as they would be sent to a public cloud.</summary>
internal static class MaskVerb
{
    public static Command Create(CliContext context)
    {
        var files = new Argument<string[]>("files") { Description = "Text files; standard input when there are none.", Arity = ArgumentArity.ZeroOrMore };
        var jsonl = new Option<bool>("--jsonl") { Description = "Reads {\"id\",\"text\"} a line and writes {\"id\",\"text\",\"masked\",\"mustStay\",\"nonce\"} a line." };
        var preset = PrivacyVerb.PresetOption();
        var nonce = NonceOption();
        var command = new Command("mask", "Replaces sensitive values by tokens.") { files, jsonl, preset, nonce };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var policy = PrivacyVerb.Policy(parsed.GetValue(preset)!);
            var code = parsed.GetValue(nonce) ?? MaskVault.CreateNonce(BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)));
            var stays = false;
            await foreach (var item in TextItems.ReadAsync(
                context, parsed.GetValue(files) ?? [], parsed.GetValue(jsonl), cancellationToken))
            {
                if (item.IsUnreadable)
                {
                    stays = true;
                    await context.Error.WriteLineAsync(
                        $"{item.Name ?? "the text"} cannot be read as text and stays on this device. Convert it to UTF-8, or to UTF-16 with a byte-order mark.");
                    continue;
                }

                var masked = Mask(item.Text, policy, Vault(code));
                stays |= masked.MustStay;
                if (parsed.GetValue(jsonl))
                {
                    await context.Out.WriteLineAsync(Line(item, masked, code));
                }
                else if (masked.MustStay)
                {
                    await context.Error.WriteLineAsync(
                        $"{item.Name ?? "the text"} holds something that masking does not make sendable; it stays on this device.");
                }
                else
                {
                    await context.Out.WriteAsync(masked.Text);
                    await context.Error.WriteLineAsync($"{masked.Masked} values masked; --nonce {code} restores them.");
                }
            }

            return stays && !parsed.GetValue(jsonl) ? ExitCodes.PrivacyBlocked : ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The option that names a conversation's nonce.</summary>
    public static Option<string?> NonceOption() =>
        new("--nonce") { Description = $"{MaskVault.NonceLength} characters of '{MaskVault.NonceAlphabet}' that every token begins with." };

    /// <summary>An empty vault.</summary>
    /// <exception cref="CliException">The nonce is none.</exception>
    public static MaskVault Vault(string nonce)
    {
        try
        {
            return new MaskVault(nonce);
        }
        catch (ArgumentException)
        {
            throw new CliException($"a nonce has {MaskVault.NonceLength} characters of '{MaskVault.NonceAlphabet}'.");
        }
    }

    /// <summary>Masks a text as it would be for a public cloud, in JSON the strings only; the same text and nonce give the same tokens.</summary>
    public static MaskedText Mask(string text, PrivacyPolicy policy, MaskVault vault) => IsJson(text)
        ? Masker.MaskJson(text, PrivacyScanner.Default, policy, Location.Cloud, vault)
        : Masker.Mask(text, PrivacyScanner.Default.Scan(text, policy.DetectionThreshold), policy, Location.Cloud, vault);

    /// <summary>Whether a text is JSON that holds strings.</summary>
    public static bool IsJson(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[' or '"', ..])
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Line(TextItem item, MaskedText masked, string nonce) => Json.Object(json =>
    {
        TextItems.WriteId(json, item);

        // What must stay is not repeated as if it were masked.
        json.WriteString("text", masked.MustStay ? null : masked.Text);
        json.WriteNumber("masked", masked.Masked);
        json.WriteBoolean("mustStay", masked.MustStay);
        json.WriteString("nonce", nonce);
    });
}
