using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors;

/// <summary>Credentials of machines by the prefix their vendor gives them.</summary>
internal static class SecretDetector
{
    private static readonly (string Prefix, string Kind, int Min)[] s_formats =
    [
        ("ghp_", "github", 36), ("gho_", "github", 36), ("github_pat_", "github", 60), ("glpat-", "gitlab", 20), ("xoxb-", "slack", 30),
        ("xoxp-", "slack", 30), ("sk_live_", "stripe", 20), ("rk_live_", "stripe", 20), ("AKIA", "aws", 16), ("ASIA", "aws", 16),
        ("AIza", "google", 35), ("sk-ant-", "anthropic", 40), ("sk-proj-", "openai", 40), ("npm_", "npm", 36), ("SG.", "sendgrid", 60),
    ];

    public static void Find(ReadOnlySpan<char> text, ref FindingBuffer found)
    {
        foreach ((string prefix, string kind, int min) in s_formats)
        {
            int at = 0;
            while (text[at..].IndexOf(prefix, StringComparison.Ordinal) is >= 0 and int hop)
            {
                int start = at + hop;
                int end = start + prefix.Length;
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
                {
                    end++;
                }

                if (end - start - prefix.Length >= min && (start == 0 || !char.IsAsciiLetterOrDigit(text[start - 1])))
                {
                    found.Add(EntityTypes.Secret, kind, start, end - start, 0.95);
                }

                at = end;
            }
        }
    }
}
