using System.Buffers;

namespace HybridAi.OpenAI.Http;

/// <summary>Reads a body into memory, never more than a limit.</summary>
internal static class BoundedBody
{
    /// <summary>Most bytes of a whole answer, and of one event of a stream.</summary>
    public const int Answer = 32 * 1024 * 1024;

    /// <summary>Most bytes of an error body that are looked at.</summary>
    public const int Error = 64 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <exception cref="TargetUnavailableException">The body is longer than <paramref name="limit"/>.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await body.ReadAsync(buffer.GetMemory(4096), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > limit)
            {
                throw new TargetUnavailableException(
                    TargetErrorKind.Malformed, $"The server's answer is longer than {limit / (1024 * 1024)} MB.");
            }
        }
    }
}
