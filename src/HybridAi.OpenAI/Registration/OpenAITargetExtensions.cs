using HybridAi;
using HybridAi.OpenAI;
using HybridAi.OpenAI.Http;
using HybridAi.Privacy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds OpenAI-compatible targets.</summary>
public static class OpenAITargetExtensions
{
    /// <summary>Adds a target with OpenAI's chat-completions interface, configured under <c>HybridAi:Targets:&lt;name&gt;</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The target's name. Default "cloud".</param>
    /// <param name="configure">Changes the options after configuration was read.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// A cloud target without a key stays unavailable and says why; the application starts. The transport is the named
    /// <see cref="HttpClient"/> "HybridAi.OpenAI:&lt;name&gt;", without loggers: add handlers to it with <c>AddHttpClient</c>. What they write of traces and baggage is taken off again.
    /// </remarks>
    /// <exception cref="OptionsValidationException">Thrown when the application starts or the client is made: every mistake at once.</exception>
    public static IHybridChatClientBuilder AddOpenAI(
        this IHybridChatClientBuilder builder, string name = "cloud", Action<OpenAITargetOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        var transport = $"HybridAi.OpenAI:{name}";
        AddOptions(builder, name, configure);
        builder.Services.AddHttpClient(transport)
            .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(p => OpenAIHttpHandler.Create(Options(p, name).Location))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

        // Added after everything else has been: handlers for all clients of an application often write where a request comes from.
        builder.Services.AddSingleton<IPostConfigureOptions<HttpClientFactoryOptions>>(p => new PostConfigureOptions<HttpClientFactoryOptions>(
            transport,
            factory => factory.HttpMessageHandlerBuilderActions.Add(b => b.AdditionalHandlers.Add(new AmbientHeadersHandler(Options(p, name).SendTraceParent)))));
        return builder.AddTarget(
            name,
            p => new OpenAIChatClient(
                ClientOptions(p, Options(p, name), name), p.GetRequiredService<IHttpClientFactory>().CreateClient(transport), true),
            p => Options(p, name).ToProfile());
    }

    private static void AddOptions(IHybridChatClientBuilder builder, string name, Action<OpenAITargetOptions>? configure)
    {
        var options = builder.Services.AddOptions<OpenAITargetOptions>(name);
        var section = builder.GetTargetSection(name);
        if (section is not null)
        {
            options.Bind(section);
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        var path = section?.Path ?? $"Targets:{name}";
        builder.Services.AddSingleton<IValidateOptions<OpenAITargetOptions>>(new Validator(name, path));
        builder.AddTargetOptionNames(name, OpenAITargetOptions.OwnNames).AddOptionsCheck(p => Problems(p, name, path));
    }

    // What is wrong here is told with everything else that is wrong, not in a round of its own.
    private static IEnumerable<string> Problems(IServiceProvider services, string name, string path)
    {
        try
        {
            _ = Options(services, name);
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
        catch (InvalidOperationException)
        {
            return [$"{path} has a value of the wrong kind: AllowInsecureHttp and SendTraceParent are true or false, TokenLimitField is one of {string.Join(", ", Enum.GetNames<TokenLimitField>())}."];
        }
    }

    private static OpenAITargetOptions Options(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<OpenAITargetOptions>>().Get(name);

    private static OpenAIChatClientOptions ClientOptions(IServiceProvider services, OpenAITargetOptions options, string name)
    {
        var named = string.IsNullOrEmpty(options.ApiKeyName)
            ? null : services.GetService<IConfiguration>()?[options.ApiKeyName];
        var client = options.ToClientOptions(string.IsNullOrWhiteSpace(named) ? null : named.Trim(), services.GetService<TimeProvider>());
        if (client.ApiKey is null && options.Location == Location.Cloud && !string.IsNullOrEmpty(options.ApiKeyName))
        {
            client.UnavailableReason =
                $"No key for the target '{name}': set the configuration value {options.ApiKeyName} (an environment variable, for example).";
        }

        return client;
    }

    private sealed class Validator(string target, string path) : IValidateOptions<OpenAITargetOptions>
    {
        public ValidateOptionsResult Validate(string? name, OpenAITargetOptions options)
        {
            var problems = name == target ? options.Problems().Select(problem => $"{path}: {problem}").ToList() : [];
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
