using System.Globalization;
using System.Text.Json;
using HybridAi.Privacy;

namespace HybridAi.Cli.Routing;

/// <summary>What a replay showed: whether the old decisions come out again, and what another policy would change.</summary>
internal sealed class ReplayReport
{
    private const int MostExamples = 10;

    private readonly SortedDictionary<string, long> _moves = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _nowLeaving = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _nowStaying = new(StringComparer.Ordinal);
    private long _onDeviceBefore;
    private long _onDeviceAfter;
    private decimal _costBefore;
    private decimal _costAfter;
    private readonly SortedSet<string> _prices = new(StringComparer.Ordinal);
    private bool _otherScores;

    public long Records { get; private set; }

    public long Malformed { get; set; }

    public long Reproduced { get; private set; }

    public long Refused { get; private set; }

    public long BlockedByPrivacy { get; private set; }

    public List<string> Mismatches { get; } = [];

    public bool Compares { get; init; }

    /// <summary>Adds a record decided again under its own policy.</summary>
    public void Old(RouteRecord record, ReplayedRoute again)
    {
        Records++;
        if (again.Decision is { } decision && RouteReplay.Same(decision, record.Decision))
        {
            Reproduced++;
        }
        else if (Mismatches.Count < MostExamples)
        {
            Mismatches.Add($"{record.Decision.Id}: was {record.Decision.Target} ({record.Decision.Reason}), is now {again.Decision?.Target ?? "refused"} ({again.Decision?.Reason ?? again.Refusal!.GetType().Name})");
        }
    }

    /// <summary>Adds the same record decided under the new policy.</summary>
    public void New(RouteRecord record, ReplayedRoute now, RouteSetting setting)
    {
        var old = record.Decision;
        var wasHere = old.Location == Location.Device;
        var isHere = now.Decision?.Location == Location.Device;
        _onDeviceBefore += wasHere ? 1 : 0;
        _onDeviceAfter += isHere ? 1 : 0;
        _costBefore += record.Outcome.Cost;
        _costAfter += now.Decision is null ? 0 : now.Decision.Target == old.Target ? Again(record, setting) : Price(record, setting.Targets[now.Decision.Target]);
        if (now.Decision?.Target != old.Target)
        {
            Count(_moves, $"{old.Target} → {now.Decision?.Target ?? "refused"}");
        }

        if (now.Decision is null)
        {
            Refused++;
            BlockedByPrivacy += now.Refusal is PrivacyBlockedException ? 1 : 0;
        }

        // Only what has labels: an easy question that moves is no matter of privacy.
        if (wasHere != isHere || now.Decision is null)
        {
            foreach (var (label, _) in old.Labels)
            {
                Count(now.Decision is null || isHere ? _nowStaying : _nowLeaving, label);
            }
        }
    }

    /// <summary>Notes what of the new settings changes costs and scores; once for each setting of the file.</summary>
    public void Under(RouteSetting recorded, RouteSetting next, bool hasCalibration)
    {
        _otherScores |= hasCalibration;
        foreach (var (name, profile) in next.Targets)
        {
            if (Prices(recorded.Targets[name]) is var before && before != Prices(profile))
            {
                _prices.Add($"{name}: {before} → {Prices(profile)} a million tokens");
            }
        }
    }

    public string ToText()
    {
        var lines = new List<string>
        {
            F($"{Records} records, {Reproduced} decided the same under their own policy{(Malformed > 0 ? F($"; {Malformed} lines are no records") : "")}"),
        };
        lines.AddRange(Mismatches.Select(m => "  differs  " + m));
        if (Compares && Records > 0)
        {
            lines.Add(F($"on the device    {_onDeviceBefore / (double)Records:P1} → {_onDeviceAfter / (double)Records:P1}"));
            lines.Add(F($"cost             {_costBefore:0.00####} → {_costAfter:0.00####} (tokens as recorded; prices of the new settings{(_prices.Count == 0 ? ", which are those of the record" : "")})"));
            lines.AddRange(_prices.Select(p => "  prices   " + p));
            if (_otherScores)
            {
                lines.Add("scores           as recorded: a calibration changes those of requests to come, which a replay does not know");
            }

            lines.Add(F($"refused          {Refused}, by privacy {BlockedByPrivacy}"));
            lines.AddRange(_moves.Select(m => F($"  moves    {m.Key}: {m.Value}")));
            lines.AddRange(_nowLeaving.Select(m => F($"  leaves   requests with {m.Key}: {m.Value}")));
            lines.AddRange(_nowStaying.Select(m => F($"  stays    requests with {m.Key}: {m.Value}")));
        }

        return string.Join('\n', lines);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("records", Records);
        json.WriteNumber("malformed", Malformed);
        json.WriteNumber("reproduced", Reproduced);
        json.WriteStartArray("differs");
        Mismatches.ForEach(json.WriteStringValue);
        json.WriteEndArray();
        if (Compares)
        {
            json.WriteNumber("onDeviceBefore", _onDeviceBefore);
            json.WriteNumber("onDeviceAfter", _onDeviceAfter);
            json.WriteNumber("costBefore", _costBefore);
            json.WriteNumber("costAfter", _costAfter);
            json.WriteNumber("refused", Refused);
            json.WriteNumber("blockedByPrivacy", BlockedByPrivacy);
            json.WriteStartArray("prices");
            foreach (var price in _prices)
            {
                json.WriteStringValue(price);
            }

            json.WriteEndArray();
            Write(json, "moves", _moves);
            Write(json, "nowLeaving", _nowLeaving);
            Write(json, "nowStaying", _nowStaying);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, SortedDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in counts)
        {
            json.WriteNumber(key, value);
        }

        json.WriteEndObject();
    }

    private static void Count(SortedDictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static string Prices(TargetProfile profile) => F(
        $"{profile.InputPerMillion:0.######} in, {profile.CachedInputPerMillion ?? profile.InputPerMillion:0.######} cached, {profile.OutputPerMillion:0.######} out");

    // The same target again: the same attempts, at the prices that are in force now. What judges cost stays what it was.
    private static decimal Again(RouteRecord record, RouteSetting setting) => (record.Outcome.Judges?.Cost ?? 0) + record.Outcome.Attempts.Sum(a =>
        !setting.Targets.TryGetValue(a.Target, out var profile) ? a.Cost : Price(profile, a.InputTokens ?? 0, a.CachedTokens ?? 0, a.OutputTokens ?? 0));

    private static decimal Price(TargetProfile profile, long input, long cached, long output) =>
        (((input - Math.Min(cached, input)) * profile.InputPerMillion)
            + (Math.Min(cached, input) * (profile.CachedInputPerMillion ?? profile.InputPerMillion)) + (output * profile.OutputPerMillion)) / 1_000_000m;

    // The answer's tokens are the best guess for what another target would have needed.
    private static decimal Price(RouteRecord record, TargetProfile profile)
    {
        var answered = record.Outcome.Attempts.Count > 0 ? record.Outcome.Attempts[^1] : null;
        var input = answered?.InputTokens ?? record.Decision.Signals.Tokens;
        return Price(profile, input, 0, answered?.OutputTokens ?? 0);
    }

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
