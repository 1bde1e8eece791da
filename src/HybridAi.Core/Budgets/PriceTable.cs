using System.Text.Json;

namespace HybridAi;

/// <summary>Prices of one model, per million tokens.</summary>
/// <param name="Input">Input tokens.</param>
/// <param name="CachedInput">Input tokens that were cached.</param>
/// <param name="Output">Output tokens.</param>
public sealed record ModelPrice(decimal Input, decimal CachedInput, decimal Output)
{
    /// <summary>What so many tokens cost.</summary>
    /// <param name="input">Input tokens, cached ones included.</param>
    /// <param name="cached">Of these, tokens that were cached.</param>
    /// <param name="output">Output tokens.</param>
    public decimal Of(long input, long cached, long output) =>
        (((input - cached) * Input) + (cached * CachedInput) + (output * Output)) / 1_000_000m;
}

/// <summary>A dated table of prices with its sources. The shipped one ages: hand in your own for figures that matter. Immutable.</summary>
public sealed class PriceTable
{
    private readonly Dictionary<string, ModelPrice> _prices;

    private PriceTable(string date, string currency, IReadOnlyList<string> sources, Dictionary<string, ModelPrice> prices) =>
        (Date, Currency, Sources, _prices) = (date, currency, sources, prices);

    /// <summary>The table that comes with HybridAi.</summary>
    public static PriceTable Shipped { get; } = LoadShipped();

    /// <summary>When the prices were looked up, as year-month-day.</summary>
    public string Date { get; }

    /// <summary>The currency's code.</summary>
    public string Currency { get; }

    /// <summary>Where the prices are from.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>Models with a price.</summary>
    public IReadOnlyCollection<string> Models => _prices.Keys;

    /// <summary>Reads a table: <c>date</c>, <c>currency</c>, <c>sources</c>, and <c>perMillion</c> with <c>input</c>, <c>cached</c> and <c>output</c> by model.</summary>
    /// <param name="json">The table as UTF-8 JSON.</param>
    /// <exception cref="InvalidDataException">It is not a price table; the message says what is wrong.</exception>
    public static PriceTable Read(Stream json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = document.RootElement;
            var prices = new Dictionary<string, ModelPrice>(StringComparer.OrdinalIgnoreCase);
            foreach (var model in root.GetProperty("perMillion").EnumerateObject())
            {
                var input = model.Value.GetProperty("input").GetDecimal();
                var cached = model.Value.TryGetProperty("cached", out var own) ? own.GetDecimal() : input;
                var output = model.Value.GetProperty("output").GetDecimal();
                prices[model.Name] = input >= 0 && cached >= 0 && output >= 0 ? new(input, cached, output)
                    : throw new InvalidDataException($"A price of '{model.Name}' is negative.");
            }

            return new(
                root.TryGetProperty("date", out var date) ? date.GetString() ?? "" : "",
                root.TryGetProperty("currency", out var currency) ? currency.GetString() ?? "USD" : "USD",
                root.TryGetProperty("sources", out var sources) ? [.. sources.EnumerateArray().Select(s => s.GetString() ?? "")] : [],
                prices);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                "This is no price table. It needs {\"perMillion\": {\"model\": {\"input\": 0.15, \"output\": 0.6}}}, prices per million tokens.", e);
        }
    }

    /// <summary>This table with prices of your own over it.</summary>
    /// <param name="prices">Prices by model; a name that is there already is replaced.</param>
    /// <param name="date">When they were looked up, as year-month-day; <see langword="null"/> keeps this table's date.</param>
    /// <param name="currency">Code of the currency of all prices. Another one than this table's leaves only the new prices.</param>
    public PriceTable With(IReadOnlyDictionary<string, ModelPrice> prices, string? date = null, string? currency = null)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var same = currency is null || string.Equals(currency, Currency, StringComparison.OrdinalIgnoreCase);
        var all = new Dictionary<string, ModelPrice>(same ? _prices : [], StringComparer.OrdinalIgnoreCase);
        foreach (var (model, price) in prices)
        {
            all[model] = price;
        }

        return new(date ?? (same ? Date : ""), currency ?? Currency, same ? Sources : [], all);
    }

    /// <summary>The price of a model: by its name, else by the longest name in the table that it begins with, providers' prefixes and dates aside.</summary>
    /// <param name="model">The model's name as a provider or a gateway writes it, <c>openai/gpt-5-mini-2025-08-07</c> for example.</param>
    /// <returns>The price, or <see langword="null"/> when the table has none.</returns>
    public ModelPrice? Find(string? model)
    {
        if (model is null)
        {
            return null;
        }

        var name = model[(model.LastIndexOf('/') + 1)..];
        var key = _prices.ContainsKey(name) ? name : _prices.Keys
            .Where(k => name.StartsWith(k + "-", StringComparison.OrdinalIgnoreCase) && name.Length > k.Length + 1 && char.IsAsciiDigit(name[k.Length + 1]))
            .MaxBy(k => k.Length);
        return key is null ? null : _prices[key];
    }

    private static PriceTable LoadShipped()
    {
        using var json = typeof(PriceTable).Assembly.GetManifestResourceStream("HybridAi.Budgets.prices.json")
            ?? throw new InvalidDataException("The price table is missing from the assembly.");
        return Read(json);
    }
}
