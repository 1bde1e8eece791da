using System.Text.Json;

namespace HybridAi.Evaluation;

/// <summary>Writes an evaluation as JSON, in full precision; what is not a number is null.</summary>
public static class JsonReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">What to write.</param>
    /// <param name="stream">Where to; not disposed.</param>
    public static void Write(EvaluationReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("title", report.Title);
        Number(json, "mean_apgr_fine", report.MeanApgr);
        Interval(json, "mean_apgr_fine_ci95", report.MeanApgrInterval);
        Number(json, "mean_apgr_fine_words", report.MeanWordCountApgr);
        json.WriteStartObject("groups");
        foreach (var group in report.Groups)
        {
            json.WriteStartObject(group.Name);
            Metrics(json, group.Metrics);
            Interval(json, "apgr_fine_ci95", group.ApgrInterval);
            Number(json, "auroc", group.Auroc);
            Number(json, "ece", group.CalibrationError);
            Number(json, "brier", group.Brier);
            Number(json, "token_share50", group.TokenShare50);
            Number(json, "token_share80", group.TokenShare80);
            Baseline(json, "random", group.Random);
            Baseline(json, "words", group.WordCount);
            json.WriteStartArray("curve");
            foreach (var point in group.Curve)
            {
                json.WriteStartArray();
                json.WriteNumberValue(Math.Round(point.StrongShare, 6));
                json.WriteNumberValue(Math.Round(point.Recovered, 6));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("reliability");
            foreach (var bin in group.Reliability)
            {
                json.WriteStartObject();
                json.WriteNumber("rows", bin.Count);
                Number(json, "predicted", bin.Predicted);
                Number(json, "happened", bin.Happened);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("skipped");
        foreach (var group in report.Skipped) json.WriteString(group.Name, group.Reason);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Baseline(Utf8JsonWriter json, string name, RouterMetrics metrics)
    {
        json.WriteStartObject(name);
        Metrics(json, metrics);
        json.WriteEndObject();
    }

    private static void Metrics(Utf8JsonWriter json, RouterMetrics m)
    {
        json.WriteNumber("n", m.Count);
        Number(json, "weak", m.WeakMean);
        Number(json, "strong", m.StrongMean);
        Number(json, "cpt20", m.Cpt20);
        Number(json, "cpt50", m.Cpt50);
        Number(json, "cpt80", m.Cpt80);
        Number(json, "apgr", m.Apgr);
        Number(json, "apgr_fine", m.ExactApgr);
        Number(json, "cpt50_fine", m.ExactCpt50);
        Number(json, "cpt80_fine", m.ExactCpt80);
    }

    private static void Interval(Utf8JsonWriter json, string name, Interval? interval)
    {
        if (interval is not { } i) return;
        json.WriteStartArray(name);
        json.WriteNumberValue(i.Low);
        json.WriteNumberValue(i.High);
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
