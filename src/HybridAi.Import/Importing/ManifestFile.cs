using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi.Import.Importing;

/// <summary>The manifest as JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

internal static class ManifestFile
{
    /// <summary>Far above any real manifest.</summary>
    private const int MaxBytes = 1 << 20;

    public static void Write(Stream stream, ImportManifest manifest) =>
        JsonSerializer.Serialize(stream, manifest, ManifestJson.Default.ImportManifest);

    public static ImportManifest? TryRead(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return stream.Length > MaxBytes ? null : JsonSerializer.Deserialize(stream, ManifestJson.Default.ImportManifest);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }
}
