namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>Keys behind their value.</summary>
internal static partial class SecretKeys
{
    /// <summary>"… is my password": the key word behind a value, or none.</summary>
    public static SecretClass Behind(ReadOnlySpan<char> behind)
    {
        ReadOnlySpan<char> rest = behind.StartsWith(" is ", StringComparison.Ordinal) ? behind[4..] : default;
        foreach (string owner in s_owners)
        {
            if (rest.StartsWith(owner, StringComparison.Ordinal))
            {
                int at = owner.Length, state = 0;
                while (s_gate.Next(rest, ref at, ref state) is >= 0 and int place)
                {
                    // Whole words only: a passport is no "pass".
                    foreach (int end in s_gate.Ends(place))
                    {
                        if ((at == rest.Length || !char.IsLetterOrDigit(rest[at])) && rest[at - s_words[end].Word.Length - 1] == ' ')
                        {
                            return s_words[end].Class;
                        }
                    }
                }

                return SecretClass.None;
            }
        }

        return SecretClass.None;
    }

    private static readonly string[] s_owners = ["my ", "the ", "our ", "his ", "her ", "their ", "your "];
}
