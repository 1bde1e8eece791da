using System.Globalization;
using System.Text;

namespace HybridAi.Cli.Infrastructure;

/// <summary>Asks the person at the terminal whether content may leave. Used only where there is one: elsewhere nobody can be asked, and it stays.</summary>
internal sealed class ConsentPrompt(CliContext context) : IConsentProvider
{
    private const int LongestPart = 2_000;

    public async ValueTask<ConsentAnswer> AskAsync(ConsentRequest request, CancellationToken cancellationToken)
    {
        await context.Error.WriteLineAsync(Question(request));
        while (true)
        {
            await context.Error.WriteAsync("Send it? [y]es, for this [c]onversation, [N]ever: ");
            // A read of the terminal cannot be cancelled; Ctrl-C leaves it behind.
            var line = await context.In.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
            switch (line?.Trim().ToLowerInvariant())
            {
                case "y" or "yes":
                    return ConsentAnswer.Once;
                case "c" or "conversation":
                    return ConsentAnswer.Conversation;
                case null or "" or "n" or "no" or "never":
                    return ConsentAnswer.Never;
            }
        }
    }

    private static string Question(ConsentRequest request)
    {
        var profile = request.Profile;
        var facts = string.Join(", ", new[]
        {
            profile.Location.ToString(), profile.Region is { } region ? $"region {region}" : null,
            profile.Retention is { } kept ? kept == TimeSpan.Zero ? "keeps nothing" : $"keeps requests for {kept}" : "retention unknown",
            profile.TrainsOnData switch { true => "trains on requests", false => "does not train on requests", _ => "training unknown" }, profile.Agreement,
        }.OfType<string>());
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"\nThis would leave the device, to '{request.Target}' ({facts}).\n")
            .Append(CultureInfo.InvariantCulture, $"It needs consent for: {string.Join(", ", request.Labels.Select(l => $"{l.Subject} x {l.Count}"))}\n");
        foreach (var part in request.Parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {part.Where}: {Short(part.Masked)}\n");
            if (part.Masked != part.Text)
            {
                text.Append(CultureInfo.InvariantCulture, $"    unmasked: {Short(part.Text)}\n");
            }
        }

        return text.ToString();
    }

    // Control characters could move the cursor over what was written.
    private static string Short(string text)
    {
        var shown = new string([.. text.Take(LongestPart).Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c)]);
        return text.Length > LongestPart ? $"{shown} … ({text.Length} characters)" : shown;
    }
}
