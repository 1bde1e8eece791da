using System.ClientModel;
using System.ClientModel.Primitives;
using HybridAi.OpenAI.Wire;

namespace HybridAi.OpenAI.Http;

/// <summary>Turns what a server or the network did into a typed failure. Never quotes bodies, prompts or keys.</summary>
internal static class Failures
{
    /// <summary>Whether an exception comes from the transport, as opposed to a mistake in this code.</summary>
    public static bool IsTransport(Exception exception) => exception is
        HttpRequestException or IOException or ClientResultException or OperationCanceledException or TimeoutException
        or ObjectDisposedException;

    /// <summary>A request that got no answer.</summary>
    public static Exception FromTransport(Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(cancellationToken);
        }

        return exception is OperationCanceledException or TimeoutException
            ? new TargetUnavailableException(
                TargetErrorKind.Transient, "The server did not answer in the transport's time.", null, exception)
            : new TargetUnavailableException(
                TargetErrorKind.Transient, "The server cannot be reached: check its address and the network.", null, Cause(exception));
    }

    /// <summary>An answer that began and did not end.</summary>
    public static Exception BrokenOff(Exception exception, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(cancellationToken)
            : new TargetUnavailableException(
                TargetErrorKind.Malformed, "The connection ended before the answer was complete.", null, Cause(exception));

    /// <summary>An answer with a status outside 2xx.</summary>
    public static async ValueTask<Exception> FromResponseAsync(
        PipelineResponse response, TimeProvider time, CancellationToken cancellationToken)
    {
        var error = ServerError.None;
        try
        {
            var body = await BoundedBody.ReadAsync(
                response.ContentStream ?? Stream.Null, BoundedBody.Error, cancellationToken).ConfigureAwait(false);
            error = ServerError.Parse(body);
        }
        catch (Exception exception) when (exception is TargetUnavailableException || IsTransport(exception))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return new OperationCanceledException(cancellationToken);
            }

            // The status alone decides when the body cannot be read.
        }

        return FromStatus(response.Status, error, RetryAfter.Read(response.Headers, time));
    }

    /// <summary>The failure for a status and what the server's error object says.</summary>
    public static TargetUnavailableException FromStatus(int status, ServerError error, TimeSpan? retryAfter) => status switch
    {
        401 or 403 when !error.IsContentFilter => new(
            TargetErrorKind.Authentication, $"The server refused the key (HTTP {status}): check the key and what it is allowed."),
        402 => new(TargetErrorKind.RateLimited, "The account has no credit left (HTTP 402).", retryAfter),
        429 => new(
            TargetErrorKind.RateLimited,
            error.IsQuota ? "The account's quota is used up (HTTP 429)." : "The server asks to slow down (HTTP 429).",
            retryAfter),
        408 or 425 or >= 500 => error.IsContextExceeded
            ? ContextExceeded(status)
            : new(TargetErrorKind.Transient, $"The server failed (HTTP {status}): try again later.", retryAfter),
        413 => ContextExceeded(status),
        _ when error.IsContextExceeded => ContextExceeded(status),
        _ when error.IsContentFilter => new(
            TargetErrorKind.ContentFiltered, $"The provider's filter refused the content (HTTP {status})."),
        404 => new(
            TargetErrorKind.InvalidRequest, "The server does not know the model or the address (HTTP 404): check Endpoint and Model."),
        >= 300 and < 400 => new(
            TargetErrorKind.InvalidRequest, $"The server redirects (HTTP {status}): set Endpoint to the final address."),
        _ => new(TargetErrorKind.InvalidRequest, $"The server rejected the request (HTTP {status}{error.Label})."),
    };

    private static TargetUnavailableException ContextExceeded(int status) => new(
        TargetErrorKind.ContextExceeded, $"The request does not fit the model's context window (HTTP {status}).");

    // The SDK's own exception can quote a body; the network's cannot.
    private static Exception? Cause(Exception exception) =>
        exception is ClientResultException ? exception.InnerException : exception;
}
