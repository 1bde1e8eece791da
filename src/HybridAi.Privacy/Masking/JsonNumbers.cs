using System.Globalization;

namespace HybridAi.Privacy;

/// <summary>Numbers as a reader sees them: 4.1E+3 is 4100.</summary>
public static class JsonNumbers
{
    /// <summary>A whole number that is written with a point or an exponent, in digits only; null for any other.</summary>
    /// <param name="number">The number as it stands in JSON.</param>
    public static string? WrittenOut(string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return number.AsSpan().ContainsAny('.', 'e', 'E')
            && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
            && decimal.Truncate(value) == value
            ? decimal.Truncate(value).ToString("F0", CultureInfo.InvariantCulture) : null;
    }
}
