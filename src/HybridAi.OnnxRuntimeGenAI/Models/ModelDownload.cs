using System.Net;
using System.Net.Http.Headers;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>Fetches a model file over https, goes on where an earlier try stopped, and keeps it only if its hash is right.</summary>
internal static class ModelDownload
{
    private const int BufferBytes = 1 << 17;

    // A server that says nothing for so long will not say more.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Fetches a file.</summary>
    /// <param name="http">The client; the caller owns it.</param>
    /// <param name="address">An https address, or http on this machine.</param>
    /// <param name="path">Where the file will be; what was fetched before it is whole lies beside it as ".part".</param>
    /// <param name="sha256">The file's SHA-256 in hexadecimal.</param>
    /// <param name="progress">Takes bytes fetched and, if the server says so, bytes in all.</param>
    /// <param name="cancellationToken">Stops; the part stays for the next try.</param>
    /// <exception cref="LocalModelException">The server does not give the file, or it is another one.</exception>
    public static async Task FetchAsync(
        HttpClient http, Uri address, string path, string sha256, IProgress<(long Bytes, long? Total)>? progress, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            throw new LocalModelException(LocalModelErrorKind.NotSupported, "Models are fetched over https only.");
        }

        var part = path + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await FetchPartAsync(http, address, part, progress, cancellationToken).ConfigureAwait(false);
            if (!PreparedFolder.Sha256Of(part).Equals(sha256, StringComparison.OrdinalIgnoreCase))
            {
                File.Delete(part);
                throw new LocalModelException(LocalModelErrorKind.Corrupt,
                    "The fetched file does not have the given SHA-256 and was removed. Check the address and the hash.");
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException(LocalModelErrorKind.Failed,
                "The model cannot be stored: the cache folder cannot be written, its disk is full, or another process fetches the same "
                + "file. Free space, or set HYBRIDAI_CACHE to a folder that can be written.");
        }
    }

    private static async Task FetchPartAsync(
        HttpClient http, Uri address, string part, IProgress<(long Bytes, long? Total)>? progress, CancellationToken cancellationToken)
    {
        using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, BufferBytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        }

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(Patience);
        using var response = await NetworkAsync(
            http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The part is whole, or longer than the file: its hash decides.
            return;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw NotFetched($"The server answered {(int)response.StatusCode}.");
        }

        // A server may ignore the range, or answer another one: then it begins anew.
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
        if (response.StatusCode == HttpStatusCode.PartialContent && !goesOn)
        {
            file.SetLength(0);
            throw NotFetched("The server answered with another part of the file.");
        }

        var done = goesOn ? file.Length : 0;
        file.SetLength(done);
        file.Position = done;
        var total = done + response.Content.Headers.ContentLength;
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            silence.CancelAfter(Patience);
            var read = await NetworkAsync(body.ReadAsync(buffer, silence.Token).AsTask(), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            progress?.Report((done += read, total));
        }
    }

    // Failures of the network are told apart from those of the disk: both may be plain IOExceptions.
    private static async Task<T> NetworkAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw NotFetched(null);
        }
    }

    private static LocalModelException NotFetched(string? detail) => new(LocalModelErrorKind.NotFound,
        $"The model could not be fetched. {(detail is null ? "" : detail + " ")}Check the address and the network and try again: it goes on where it stopped.");
}
