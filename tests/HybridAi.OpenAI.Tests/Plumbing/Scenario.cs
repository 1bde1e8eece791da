using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace HybridAi.Plumbing;

/// <summary>What a scripted device does with a request.</summary>
internal enum DevicePlan
{
    Echoes,
    Refuses,
    Throws,
    DiesMidStream,
    DiesLater,
    CallsTool,
    BadToolCall,
}

/// <summary>What goes wrong inside the process while a turn runs.</summary>
internal enum Trouble
{
    None,
    DetectorThrows,
    DetectorLate,
    CancelledEarly,
    CancelledMidStream,
    StoppedReading,
    Reload,
}

/// <summary>One conversation, made from a seed: what is said, in which form, and what goes wrong.</summary>
internal sealed class Scenario
{
    private readonly Random _random;
    private readonly Values _values;
    private string? _name;

    public Scenario(int seed, long index)
    {
        _random = new Random(HashCode.Combine(seed, index));
        _values = new(_random);
        Setup = (Setup)_random.Next(Enum.GetValues<Setup>().Length);
        Mode = _random.Next(8) switch { 0 => InferenceMode.OnlyOnDevice, 1 => InferenceMode.OnlyCloud, < 4 => InferenceMode.PreferOnDevice, _ => InferenceMode.PreferCloud };
        Forced = _random.Next(6) switch { 0 => "cloud", 1 when House.HasPrivate(Setup) => "own", _ => null };
        Streaming = _random.Next(2) == 0;
        Key = _random.Next(2) == 0 ? Always("conversation key") : null;
        Trims = Key is not null && _random.Next(2) == 0;
        Tenant = _random.Next(3) == 0 ? Always("tenant") : null;
        Turns = _random.Next(1, 4);
        WantsTitle = _random.Next(3) == 0;
        Cloud = [.. Enumerable.Range(0, 6).Select(_ => _random.Next(2) == 0 ? CloudPlan.Answer : (CloudPlan)_random.Next(Enum.GetValues<CloudPlan>().Length))];
        Device = [.. Enumerable.Range(0, 6).Select(_ => (DevicePlan)_random.Next(Enum.GetValues<DevicePlan>().Length))];
        if (Setup == Setup.HandingOn)
        {
            // Drafts, and streams that break once something was shown, more often than by chance.
            (Mode, Forced) = _random.Next(3) > 0 ? (InferenceMode.PreferOnDevice, null) : (Mode, Forced);
            Device = [.. Device.Select(p => _random.Next(3) == 0 ? DevicePlan.DiesLater : p)];
            Cloud = [.. Cloud.Select(p => _random.Next(3) == 0 ? CloudPlan.DiesMidStream : p)];
        }

        Troubles = [.. Enumerable.Range(0, Turns).Select(_ => _random.Next(2) == 0 ? Trouble.None : (Trouble)_random.Next(Enum.GetValues<Trouble>().Length))];
    }

    public Setup Setup { get; }

    public InferenceMode Mode { get; }

    public string? Forced { get; }

    public bool Streaming { get; }

    public string? Key { get; }

    /// <summary>Whether the application sends the last messages only; what a conversation held is then known by its key alone.</summary>
    public bool Trims { get; }

    public string? Tenant { get; }

    public int Turns { get; }

    public CloudPlan[] Cloud { get; }

    public DevicePlan[] Device { get; }

    public Trouble[] Troubles { get; }

    public List<Planted> Planted { get; } = [];

    /// <summary>Whether a turn was cut into two messages.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether a message was marked to be kept on the device: what an application makes of it is marked, too.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Whether the application asks for a title of the conversation at its end.</summary>
    public bool WantsTitle { get; }

    /// <summary>The next user turn, in one of many shapes.</summary>
    public IReadOnlyList<ChatMessage> Turn()
    {
        _name = null;
        var text = Sentence();
        if (_random.Next(3) == 0)
        {
            text += " " + Sentence();
        }

        ChatMessage message;
        switch (_random.Next(15))
        {
            case 14 when !Trims: // Sent in two messages, in the middle of whatever it is.
                var half = _random.Next(1, text.Length);
                IsCut = true;
                return [new(ChatRole.User, text[..half]), new(ChatRole.User, text[half..])];
            case 0: // Cut in two in the middle of whatever it is.
                var cut = _random.Next(1, text.Length);
                message = new(ChatRole.User, [new TextContent(text[..cut]), new TextContent(text[cut..])]);
                break;
            case 1:
                message = new(ChatRole.User, [new TextContent("Read this."), new DataContent(Encoding.UTF8.GetBytes(text), "text/plain") { Name = "note.txt" }]);
                break;
            case 2:
                message = new(ChatRole.User, [new TextContent("See the page."), new UriContent(new Uri("https://files.example.org/get?q=" + Uri.EscapeDataString(text)), "text/html")]);
                break;
            case 3:
                message = new(ChatRole.User, JsonSerializer.Serialize(new { note = text, count = 3 }));
                break;
            case 4:
                message = new(ChatRole.User, text) { AuthorName = Plant(_values.Email(), "EMAIL_ADDRESS") };
                break;
            case 5:
                var marker = Always("kept message");
                IsKept = true;
                message = new ChatMessage(ChatRole.User, $"{text} Project {marker}.").KeepOnDevice();
                break;
            default:
                message = new(ChatRole.User, text);
                break;
        }

        return [message];
    }

    public ChatOptions Options()
    {
        var options = new ChatOptions().AddTag(Mode.ToString()).AddTag("released");
        if (Key is not null)
        {
            options.SetConversationKey(Key);
        }

        if (Tenant is not null)
        {
            options.SetTenant(Tenant);
        }

        if (Forced is not null)
        {
            options.ForceTarget(Forced);
        }

        if (_random.Next(4) == 0)
        {
            options.Instructions = Sentence();
        }

        if (_random.Next(3) == 0)
        {
            options.Tools = [AIFunctionFactory.Create((string to, string note) => "sent", "send_note", _random.Next(6) == 0 ? Sentence() : "Sends a note.")];
        }

        if (_random.Next(12) == 0)
        {
            options.SetUser(Always("user"));
        }

        switch (_random.Next(26))
        {
            case 4:
                options.ConversationId = Always("conversation id");
                break;
            case 5:
                var raw = Sentence();
                options.RawRepresentationFactory = _ => new Dictionary<string, object?> { ["note"] = raw };
                break;
            case 6 when _name is { } name: // Names that an answer may choose from, beside one that has company.
                options.ResponseFormat = ChatResponseFormat.ForJsonSchema(
                    JsonDocument.Parse("{\"type\":\"object\",\"properties\":{\"who\":{\"enum\":[" + JsonSerializer.Serialize(name) + "]}}}").RootElement, "answer");
                break;
            case 0:
                options.StopSequences = [Plant(_values.Email(), "EMAIL_ADDRESS")];
                break;
            case 1:
                options.AdditionalProperties ??= [];
                options.AdditionalProperties["metadata"] = Sentence();
                break;
            case 2:
                options.ResponseFormat = ChatResponseFormat.ForJsonSchema(
                    JsonDocument.Parse("{\"type\":\"object\",\"properties\":{\"to\":{\"enum\":[" + JsonSerializer.Serialize(Plant(_values.Email(), "EMAIL_ADDRESS")) + "]}}}").RootElement, "answer");
                break;
            case 3:
                options.ModelId = Plant(_values.Email(), "EMAIL_ADDRESS");
                break;
        }

        return options;
    }

    /// <summary>Options of a request that an application makes by itself; with the conversation's key or without.</summary>
    public ChatOptions TitleOptions()
    {
        var options = new ChatOptions { MaxOutputTokens = 12 }.AddTag(Mode.ToString()).AddTag("released");
        if (Key is not null && (Trims || _random.Next(2) == 0))
        {
            options.SetConversationKey(Key);
        }

        return Tenant is null ? options : options.SetTenant(Tenant);
    }

    /// <summary>What a tool gives back, in one of the shapes tools use.</summary>
    public object? ToolResult()
    {
        var text = Sentence();
        switch (_random.Next(14))
        {
            case 6:
                return new List<AIContent> { new TextContent("Found: "), new TextContent(text), new UsageContent() };
            case 7: // Cut in two contents.
                var cut = _random.Next(1, text.Length);
                return new AIContent[] { new TextContent(text[..cut]), new TextContent(text[cut..]) };
            case 8:
                return new List<AIContent> { new TextContent("The note:"), new DataContent(Encoding.UTF8.GetBytes(text), "text/plain") };
            case 9:
                return new List<AIContent> { new UriContent(new Uri("https://files.example.org/?q=" + Uri.EscapeDataString(text)), "text/html"), new TextContent("see there") };
            case 10:
                return Encoding.UTF8.GetBytes(text);
            case 11:
                return new JsonObject { ["rows"] = new JsonArray(new JsonObject { ["note"] = text }), ["count"] = 1 };
            case 12:
                return new Row(17, text, new() { ["again"] = text });
            case 13:
                return Lazily(text);
            case 0:
                return text;
            case 1:
                return JsonSerializer.Serialize(new { result = text });
            case 2:
                return JsonDocument.Parse(JsonSerializer.Serialize(new { rows = new[] { new { comment = text, id = 17 } } })).RootElement;
            case 3: // JSON in JSON.
                return JsonSerializer.Serialize(new { raw = JsonSerializer.Serialize(new { note = text }) });
            case 4: // A number no mask can stand for.
                var card = _values.Card().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
                Plant(card, "CREDIT_CARD");
                return JsonDocument.Parse("{\"card_number\":" + card + "}").RootElement;
            default:
                return new TextContent(text);
        }
    }

    private static IEnumerable<AIContent> Lazily(string text)
    {
        yield return new TextContent(JsonSerializer.Serialize(new { note = text }));
        yield return new TextReasoningContent("That is all.");
    }

    private sealed record Row(int Id, string Comment, Dictionary<string, object?> More);

    private string Sentence()
    {
        if (_random.Next(5) < 2)
        {
            return _values.Plain();
        }

        var (text, planted) = _values.Next();
        Planted.Add(planted);

        // A name is kept only as long as it has company, and an application that trims sends it without.
        if (_values.Name is { } name && !Trims)
        {
            _name = name;
            Planted.Add(new(name, "PERSON") { Texts = { text } });
        }

        return text;
    }

    private string Plant(string value, string kind)
    {
        var planted = new Planted(value, kind);
        planted.Texts.Add(value);
        Planted.Add(planted);
        return value;
    }

    private string Always(string kind)
    {
        var marker = _values.Marker();
        Planted.Add(new(marker, kind) { Always = true });
        return marker;
    }
}
