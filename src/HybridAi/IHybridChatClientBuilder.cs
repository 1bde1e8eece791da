using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi;

/// <summary>What <c>AddHybridChatClient</c> returns: packages add targets to it by extension methods.</summary>
public interface IHybridChatClientBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The HybridAi section of the configuration, if one was given.</summary>
    IConfiguration? Configuration { get; }
}
