using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>Fetches a model file over https, goes on where an earlier try stopped, and keeps it only if its hash is right.</summary>
internal static class ModelDownload
{
    private const int BufferBytes = 1 << 17;

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

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + ".part";
        try
        {
            await FetchPartAsync(http, address, part, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new LocalModelException(LocalModelErrorKind.NotFound,
                "The model could not be fetched. Check the address and the network and try again: it goes on where it stopped.");
        }

        if (!PreparedFolder.Sha256Of(part).Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            File.Delete(part);
            throw new LocalModelException(LocalModelErrorKind.Corrupt,
                "The fetched file does not have the given SHA-256 and was removed. Check the address and the hash.");
        }

        File.Move(part, path, overwrite: true);
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

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The part is whole, or longer than the file: its hash decides.
            return;
        }

        response.EnsureSuccessStatusCode();
        var done = response.StatusCode == HttpStatusCode.PartialContent ? file.Length : 0;
        file.SetLength(done);
        file.Position = done;
        var total = done + response.Content.Headers.ContentLength;
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            progress?.Report((done += read, total));
        }
    }
}
