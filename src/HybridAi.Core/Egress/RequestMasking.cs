using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Masks one rebuilt request in place and looks at the result once more. What has no place for a mask makes it fail.</summary>
/// <remarks>
/// Only texts, reasoning, names, instructions, the arguments and results of tools, and the words of definitions are masked. Whatever stands elsewhere
/// (an enumeration, an attachment, a link, a stop sequence, a number) is still there when the masked request is labelled again.
/// </remarks>
internal sealed class RequestMasking(Labeller labeller, HybridPolicy policy, Location location, MaskVault vault, bool company = false)
{
    private bool _company = company;
    private bool _stays;
    private int _masked;

    public MaskVault Vault => vault;

    /// <summary>Tries it on a copy, with a vault that is thrown away.</summary>
    public static async ValueTask<bool> CanMaskAsync(
        Labeller labeller, RequestSnapshot request, Location location, RequestLabels labels, CancellationToken cancellationToken)
    {
        if (NotTransferable.OfOptions(request.Options) is not null || NotTransferable.OfMessages(request.Messages) is not null)
        {
            return true; // It is refused for that, not for privacy.
        }

        try
        {
            return await new RequestMasking(labeller, request.Policy, location, ConversationStore.Trial(request.Policy.Vaults))
                .TryMaskAsync(
                    Rebuild.Messages(request.Messages),
                    Rebuild.Options(request.Options),
                    labels,
                    request.Policy.IsReleased(request.Options),
                    cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TargetUnavailableException)
        {
            return false; // It cannot be rebuilt, so it cannot be masked.
        }
    }

    /// <summary>Masks, and adds the note for the model. After <see langword="false"/> nothing of the request may be sent.</summary>
    public async ValueTask<bool> TryMaskAsync(
        List<ChatMessage> messages, ChatOptions? options, RequestLabels labels, bool released, CancellationToken cancellationToken)
    {
        _company = labels.HasCompany(location);
        await NoteAsync(messages, options, cancellationToken).ConfigureAwait(false);
        try
        {
            await MaskAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return false; // JSON with a key twice, or nested too deep, has no masked form.
        }

        if (_stays)
        {
            return false;
        }

        var left = await labeller.LabelAsync(messages, options, policy, cancellationToken).ConfigureAwait(false);
        if (!(left with { Released = released }).IsClear(location, _company) || RequestParts.Of(messages, options).Texts.Exists(vault.Holds))
        {
            return false;
        }

        AddNote(messages, policy.MaskNote);
        return true;
    }

    /// <summary>Tells the model about tokens, if there are any.</summary>
    public void AddNote(List<ChatMessage> messages, string note)
    {
        if (_masked > 0 && note.Length > 0)
        {
            // Behind the system turns: what stands before them is the same for every conversation, and caches go by the beginning.
            var at = messages.FindIndex(m => !IsSystem(m));
            messages.Insert(at < 0 ? messages.Count : at, new(ChatRole.System, note));
        }
    }

    /// <summary>The arguments of a call with their values masked; <see langword="null"/> when something in them has to stay. Not for several threads.</summary>
    public async ValueTask<Dictionary<string, object?>?> MaskArgumentsAsync(IDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var masked = new Dictionary<string, object?>(arguments.Count, StringComparer.Ordinal);
        try
        {
            foreach (var (key, value) in arguments)
            {
                var plain = Rebuild.Value(value);
                masked[key] = await MemberAsync(key, plain, MaskOrigin.Conversation, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or TargetUnavailableException)
        {
            return null;
        }

        return _stays ? null : masked;
    }

    /// <summary>What one part tells about a value holds in every part: an answer repeats a number without the words that told what it is.</summary>
    public async ValueTask NoteAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var parts = RequestParts.Of(messages, options);
        foreach (var text in parts.Texts)
        {
            vault.Note(text, await labeller.ScanAsync(text, policy, cancellationToken).ConfigureAwait(false), policy.Privacy, location);
        }

        foreach (var border in parts.Borders ?? [])
        {
            var scan = await labeller.ScanAsync(border.Text, policy, cancellationToken).ConfigureAwait(false);
            vault.Note(border.Text, border.Of(scan), policy.Privacy, location);
            Stay(scan, border.IsCut);
        }
    }

    private async ValueTask MaskAsync(List<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            await MaskAsync(message, cancellationToken).ConfigureAwait(false);
        }

        if (options?.Instructions is { } instructions)
        {
            options.Instructions = await TextAsync(instructions, MaskOrigin.System, cancellationToken).ConfigureAwait(false);
        }

        if (options is { Tools.Count: > 0 } or { ResponseFormat: ChatResponseFormatJson })
        {
            await new DefinitionMasking(text => TextAsync(text, MaskOrigin.System, cancellationToken)).MaskAsync(options).ConfigureAwait(false);
        }
    }

    private async ValueTask MaskAsync(ChatMessage message, CancellationToken cancellationToken)
    {
        var origin = IsSystem(message) ? MaskOrigin.System : MaskOrigin.Conversation;
        if (message.AuthorName is { } name)
        {
            message.AuthorName = await TextAsync(name, origin, cancellationToken).ConfigureAwait(false);
        }

        await JoinedAsync(message.Contents, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < message.Contents.Count && !_stays; i++)
        {
            switch (message.Contents[i])
            {
                case TextContent text:
                    text.Text = await TextAsync(text.Text, origin, cancellationToken).ConfigureAwait(false);
                    break;
                case TextReasoningContent reasoning:
                    reasoning.Text = await TextAsync(reasoning.Text, origin, cancellationToken).ConfigureAwait(false);
                    break;
                case FunctionCallContent { Arguments: { } arguments }:
                    foreach (var key in arguments.Keys.ToArray())
                    {
                        arguments[key] = await MemberAsync(key, arguments[key], origin, cancellationToken).ConfigureAwait(false);
                    }

                    break;
                case FunctionResultContent { Result: string text } result:
                    result.Result = await ResultAsync(text, origin, cancellationToken).ConfigureAwait(false);
                    break;
                case FunctionResultContent { Result: List<AIContent> contents }:
                    await JoinedAsync(contents, cancellationToken).ConfigureAwait(false);
                    for (var part = 0; part < contents.Count && !_stays; part++)
                    {
                        if (contents[part] is TextContent text)
                        {
                            text.Text = await ResultAsync(text.Text, origin, cancellationToken).ConfigureAwait(false);
                        }
                    }

                    break;
                case FunctionResultContent result:
                    result.Result = await MemberAsync("", result.Result, origin, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    // A value that begins in one part and ends in the next: masking the half that looks like a value would leave the other.
    private async ValueTask JoinedAsync(IList<AIContent> contents, CancellationToken cancellationToken)
    {
        foreach (var joined in JoinedText.Of(contents))
        {
            var scan = await labeller.ScanAsync(joined.Text, policy, cancellationToken).ConfigureAwait(false);
            Stay(scan, joined.IsCut);
        }
    }

    private void Stay(ScanResult scan, Func<Finding, bool> isCut)
    {
        var cut = scan.Findings.Where(isCut).ToList();
        _stays |= cut.Count > 0
            && policy.Privacy.Evaluate(ScanResult.Create(cut, [], true), location, released: true, _company).Strictest > Treatment.Allow;
    }

    private async ValueTask<string> ResultAsync(string text, MaskOrigin origin, CancellationToken cancellationToken) => IsJson(text)
        ? await JsonAsync(text, origin, cancellationToken).ConfigureAwait(false)
        : await TextAsync(text, origin, cancellationToken).ConfigureAwait(false);

    private async ValueTask<string> TextAsync(string text, MaskOrigin origin, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(text))
        {
            return text;
        }

        var scan = await labeller.ScanAsync(text, policy, cancellationToken).ConfigureAwait(false);
        return Take(Masker.Mask(text, scan, policy.Privacy, location, vault, origin, _company));
    }

    /// <summary>One member of a JSON object: its key says what a value is that looks like any other number.</summary>
    private async ValueTask<object?> MemberAsync(string key, object? value, MaskOrigin origin, CancellationToken cancellationToken)
    {
        var json = value switch
        {
            string text => Quoted(text),
            JsonElement element => element.GetRawText(),
            IFormattable number when value is not (double.NaN or double.PositiveInfinity or double.NegativeInfinity) =>
                number.ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };
        if (json is null)
        {
            return value;
        }

        var before = _masked;
        var masked = await JsonAsync($"{{{Quoted(key)}:{json}}}", origin, cancellationToken).ConfigureAwait(false);
        if (_masked == before || _stays)
        {
            return value;
        }

        using var document = JsonDocument.Parse(masked);
        // Not by its name: a key with half a surrogate pair is not found under it again.
        var member = document.RootElement.EnumerateObject().First().Value;
        return value is string ? member.GetString() : member.Clone();
    }

    private async ValueTask<string> JsonAsync(string json, MaskOrigin origin, CancellationToken cancellationToken) => Take(await Masker
        .MaskJsonAsync(json, text => labeller.ScanAsync(text, policy, cancellationToken), policy.Privacy, location, vault, origin, _company)
        .ConfigureAwait(false));

    private string Take(MaskedText masked)
    {
        _stays |= masked.MustStay;
        _masked += masked.Masked;
        return masked.Text;
    }

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private static bool IsSystem(ChatMessage message) => message.Role == ChatRole.System || message.Role.Value == "developer";

    // A number or a word alone is masked as the text it is.
    private static bool IsJson(string text) => text.AsSpan().TrimStart() is ['{' or '[' or '"', ..] && JsonRepair.IsJson(text);
}
