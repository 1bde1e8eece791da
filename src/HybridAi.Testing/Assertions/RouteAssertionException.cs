namespace HybridAi.Testing;

/// <summary>A request did not go the way a test expected.</summary>
public sealed class RouteAssertionException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what happened, and the route.</param>
    public RouteAssertionException(string message)
        : base(message)
    {
    }
}
