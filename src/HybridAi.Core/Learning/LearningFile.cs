using System.Text.Json;

namespace HybridAi;

/// <summary>What was learned, as JSON: counts, and what they are about. Without content.</summary>
internal sealed class LearningFile
{
    private const int Format = 1;
    private const double MostWeight = 1_000_001;

    private readonly List<(string Calibration, string[] Models, OutcomeCells Cells)> _states;

    private LearningFile(List<(string, string[], OutcomeCells)> states) => _states = states;

    /// <summary>Takes out what is about a calibration.</summary>
    public (OutcomeCells Cells, string[] Models)? Take(string calibration)
    {
        var at = _states.FindIndex(s => s.Calibration == calibration);
        if (at < 0)
        {
            return null;
        }

        var (_, models, cells) = _states[at];
        _states.RemoveAt(at);
        return (cells, models);
    }

    /// <summary>Writes what is in force, and what was read and has not been in force yet.</summary>
    public static void Write(Stream stream, IEnumerable<LearningBasis> bases, LearningFile? waiting)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteNumber("learning_format", Format);
        json.WriteNumber("tasks", OutcomeCells.Tasks);
        json.WriteNumber("bins", OutcomeCells.Bins);
        json.WriteStartArray("learned");
        foreach (var basis in bases)
        {
            Write(json, basis.Revision, basis.Models, basis.Cells);
        }

        foreach (var (calibration, models, cells) in waiting?._states ?? [])
        {
            Write(json, calibration, models, cells);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="InvalidDataException">Not such a file, another version, or out of bounds.</exception>
    public static LearningFile Read(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            if (root.GetProperty("learning_format").GetInt32() != Format || root.GetProperty("tasks").GetInt32() != OutcomeCells.Tasks
                || root.GetProperty("bins").GetInt32() != OutcomeCells.Bins)
            {
                throw new InvalidDataException("What was learned was written by another version: remove the file, and it is learned anew.");
            }

            return new([.. root.GetProperty("learned").EnumerateArray().Select(s => (
                s.GetProperty("calibration").GetString() ?? "", ReadModels(s.GetProperty("models")), ReadCells(s.GetProperty("cells"))))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("What was learned cannot be read: it is not a file of learned outcomes. Remove it, and it is learned anew.");
        }
    }

    private static void Write(Utf8JsonWriter json, string calibration, IEnumerable<string> models, OutcomeCells cells)
    {
        json.WriteStartObject();
        json.WriteString("calibration", calibration);
        json.WriteStartArray("models");
        foreach (var model in models)
        {
            json.WriteStringValue(model);
        }

        json.WriteEndArray();
        json.WriteStartArray("cells");
        for (var cell = 0; cell < cells.Weights.Length; cell++)
        {
            if (cells.Weights[cell] > 0)
            {
                json.WriteStartArray();
                json.WriteNumberValue(cell);
                json.WriteNumberValue(cells.Weights[cell]);
                json.WriteNumberValue(cells.Wrong[cell]);
                json.WriteNumberValue(cells.ScoreOf(cell));
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string[] ReadModels(JsonElement json) => json.GetArrayLength() <= 4
        ? [.. json.EnumerateArray().Select(m => m.GetString() is { Length: <= 256 } model ? model : throw new FormatException())] : throw new FormatException();

    private static OutcomeCells ReadCells(JsonElement json)
    {
        var cells = new OutcomeCells();
        foreach (var one in json.EnumerateArray())
        {
            var (cell, weight, wrong, score) = (one[0].GetInt32(), one[1].GetDouble(), one[2].GetDouble(), one[3].GetDouble());
            if (cell < 0 || cell >= cells.Weights.Length || !(weight is > 0 and < MostWeight) || !(wrong >= -1e-6 && wrong <= weight + 1e-6)
                || !(Math.Abs(score) <= OutcomeCells.MaxScore + 1e-6))
            {
                throw new FormatException();
            }

            cells.Add(cell, score, weight, Math.Clamp(wrong / weight, 0, 1));
        }

        return cells;
    }
}
