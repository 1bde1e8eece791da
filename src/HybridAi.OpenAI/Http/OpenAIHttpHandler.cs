using System.Net;
using System.Net.Sockets;
using HybridAi.Privacy;

namespace HybridAi.OpenAI.Http;

/// <summary>The HTTP handler for a target: sends what it is given to the address it is given, and nothing else.</summary>
public static class OpenAIHttpHandler
{
    /// <summary>
    /// Creates a handler without redirects (an answer cannot send the content elsewhere), cookies, trace headers and baggage.
    /// </summary>
    /// <param name="location">
    /// <see cref="Location.Device"/> connects without a proxy and to loopback addresses only, whatever the name resolves to.
    /// </param>
    /// <returns>A handler the caller owns.</returns>
    public static SocketsHttpHandler Create(Location location)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // The client lives as long as the application; addresses behind names do not.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // A stream the caller leaves is closed, not read to its end.
            MaxResponseDrainSize = 0,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (location == Location.Device)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = ConnectToLoopbackAsync;
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectToLoopbackAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var all = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        var loopback = Array.FindAll(all, IPAddress.IsLoopback);
        if (loopback.Length == 0)
        {
            throw new HttpRequestException("A target on the device must have a loopback address.");
        }

#pragma warning disable CA2000 // the returned stream owns it; on failure it is disposed below
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        try
        {
            await socket.ConnectAsync(loopback, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
