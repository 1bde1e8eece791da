using System.Text.Json;

namespace HybridAi;

/// <summary>Reads what a <see cref="RouteRecorder"/> wrote.</summary>
public static class RouteRecordReader
{
    /// <summary>Reads a file's records one after the other.</summary>
    /// <param name="file">The file, from its beginning.</param>
    /// <param name="malformed">Is told the number of each line that is not a record, the first being 1; an interrupted last line is one.</param>
    /// <returns>Each record with the setting it was made under.</returns>
    public static IEnumerable<(RouteRecord Record, RouteSetting Setting)> Read(TextReader file, Action<long>? malformed = null)
    {
        ArgumentNullException.ThrowIfNull(file);

        return Lines(file, malformed);
    }

    private static IEnumerable<(RouteRecord Record, RouteSetting Setting)> Lines(TextReader file, Action<long>? malformed)
    {
        RouteSetting? setting = null;
        for (long number = 1; file.ReadLine() is { } line; number++)
        {
            if (line.Length == 0)
            {
                continue;
            }

            RouteRecord? record = null;
            try
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.TryGetProperty("policy", out _))
                {
                    setting = RecordJson.ReadSetting(json.RootElement);
                    continue;
                }

                record = RecordJson.ReadRecord(json.RootElement);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // Counted below.
            }

            if (record is null || setting is null)
            {
                malformed?.Invoke(number);
            }
            else
            {
                yield return (record, setting);
            }
        }
    }
}
