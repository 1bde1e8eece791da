using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace HybridAi.Tests.Shared;

/// <summary>
/// Runs a property so that a failure can be kept: the message has the smallest failing case in escaped form and the seed that makes it again.
/// <c>HYBRIDAI_REPLAY=seed,gamma,size</c> runs that one case; <c>HYBRIDAI_CASES=100000</c> runs every property so many times.
/// </summary>
internal static class Cases
{
    private static readonly JsonSerializerOptions s_escaped = new() { IncludeFields = true };

    /// <summary>Checks a condition for many cases.</summary>
    public static void Holds<T>(Arbitrary<T> cases, Func<T, bool> condition, int count) =>
        Holds(cases, value => condition(value) ? null : "The condition is false.", count);

    /// <summary>Runs assertions for many cases.</summary>
    public static void Holds<T>(Arbitrary<T> cases, Action<T> assertions, int count) =>
        Holds(
            cases,
            value =>
            {
                try
                {
                    assertions(value);
                    return null;
                }
                catch (Exception e)
                {
                    return e.Message;
                }
            },
            count);

    /// <summary>Texts put together from pieces; a failing one is made shorter by leaving pieces out.</summary>
    public static Arbitrary<string[]> Pieces(IEnumerable<string> pieces, int count) => Pieces(Gen.Elements(pieces.ToArray()), count);

    /// <summary>Texts put together from pieces; a failing one is made shorter by leaving pieces out.</summary>
    public static Arbitrary<string[]> Pieces(Gen<string> piece, int count) => Arb.From(piece.ArrayOf(count), Shorter);

    private static IEnumerable<T[]> Shorter<T>(T[] value)
    {
        for (int length = value.Length / 2; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= value.Length; start += length)
            {
                yield return [.. value[..start], .. value[(start + length)..]];
            }
        }
    }

    private static void Holds<T>(Arbitrary<T> cases, Func<T, string?> fault, int count)
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Count(count));
        if (Environment.GetEnvironmentVariable("HYBRIDAI_REPLAY") is { Length: > 0 } replay)
        {
            string[] numbers = replay.Split(',');
            config = config.WithMaxTest(1).WithReplay(Parse(numbers[0]), Parse(numbers[1]), int.Parse(numbers[2], CultureInfo.InvariantCulture));
        }

        (T Case, string Fault)? smallest = null;
        try
        {
            Prop.ForAll(
                cases,
                value =>
                {
                    string? found = fault(value);
                    smallest = found is null ? smallest : (value, found);
                    return found is null;
                }).Check(config);
        }
        catch (Exception e) when (smallest is { } failed)
        {
            throw new InvalidOperationException($"Smallest failing case: {Show(failed.Case)}\n{failed.Fault}\n{e.Message}", e);
        }
    }

    private static string Show(object? value) => value switch
    {
        // JSON would replace half a surrogate pair, which may be the very fault.
        string text => "\"" + string.Concat(text.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:x4}")) + "\"",
        string[] pieces => "[" + string.Join(", ", pieces.Select(Show)) + "]",
        _ => JsonSerializer.Serialize(value, s_escaped),
    };

    private static int Count(int usual) =>
        Environment.GetEnvironmentVariable("HYBRIDAI_CASES") is { Length: > 0 } cases ? Math.Max(usual, int.Parse(cases, CultureInfo.InvariantCulture)) : usual;

    private static ulong Parse(string number) => ulong.Parse(number, CultureInfo.InvariantCulture);
}
