using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Tells whether a user asks the same thing again, by a salted hash. Never leaves memory.</summary>
internal sealed class QuestionHash
{
    private readonly ulong _salt = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>The last message by the user; 0 when it has no text. Case, the number of spaces and punctuation at the end do not count.</summary>
    public ulong Of(RequestSnapshot request)
    {
        for (var i = request.Messages.Length - 1; i >= 0; i--)
        {
            if (request.Messages[i].Role == ChatRole.User)
            {
                return Of(request.Messages[i]);
            }
        }

        return 0;
    }

    /// <summary>The user's name; 0 without one.</summary>
    public ulong OfUser(RequestSnapshot request) => request.User is { } user ? Finish(Mix(_salt, user, out _)) : 0;

    private ulong Of(ChatMessage message)
    {
        var (hash, any) = (_salt, false);
        foreach (var content in message.Contents.Each())
        {
            if (content is TextContent { Text: { } text })
            {
                hash = Mix(hash, text, out var some);
                any |= some;
            }
            else if (content is UriContent { Uri: { } uri })
            {
                hash = Mix(hash, uri.OriginalString, out _);
            }
            else
            {
                // Another picture is another question.
                hash = Next(hash, content is DataContent data ? (uint)data.Data.Length : 0);
            }
        }

        return any ? Finish(hash) : 0;
    }

    // Not all punctuation is left out: 3 + 4 is another question than 3 - 4.
    private static ulong Mix(ulong hash, string text, out bool any)
    {
        any = false;
        var space = false;
        foreach (var c in text.AsSpan().TrimEnd(" \t\r\n.!?…"))
        {
            if (char.IsWhiteSpace(c))
            {
                space = any;
                continue;
            }

            hash = Next(space ? Next(hash, ' ') : hash, char.ToUpperInvariant(c));
            (any, space) = (true, false);
        }

        return hash;
    }

    private static ulong Next(ulong hash, uint value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }

    private static ulong Finish(ulong hash) => Math.Max(1, hash);
}
