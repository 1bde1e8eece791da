using HybridAi.Cli.Chat;
using HybridAi.Cli.Infrastructure;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Tests.Infrastructure;

public sealed class ConsentPromptTests : IDisposable
{
    private const string Mail = "maria.lindqvist@contoso.com";

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private async Task RunAsync(string input)
    {
        using var reader = new StringReader(input);
        var context = new CliContext { Out = _out, Error = _error, In = reader, Folder = "/", Environment = new Dictionary<string, string>() };
        var mail = PrivacyPolicy.Default.RuleFor("EMAIL_ADDRESS") with { Cloud = Treatment.AskConsent };
        using var client = new HybridChatClientBuilder()
            .AddTarget("local", new Named("local"), TargetProfile.OnDevice())
            .AddTarget("cloud", new Named("cloud"), TargetProfile.Cloud() with { Region = "eu" })
            .UsePrivacy(new("own", PrivacyPosture.Open, PrivacyPolicy.Default.Rules.Where(r => r.Subject != mail.Subject).Append(mail)))
            .UseMode(InferenceMode.PreferCloud)
            .UseConsent(new ConsentPrompt(context))
            .Build();
        await new Conversation(context, client, [], new ChatOptions(), hasCloud: true).RunAsync(default);
    }

    [Theory]
    [InlineData("y", "cloud")]
    [InlineData("what?\nyes", "cloud")]
    [InlineData("c", "cloud")]
    [InlineData("n", "local")]
    [InlineData("", "local")]
    public async Task Answer_DecidesWhoAnswers(string answer, string target)
    {
        await RunAsync($"Write to {Mail}, please\n{answer}\n/quit\n");

        _out.ToString().Trim().ShouldBe(target);
        _error.ToString().ShouldContain("to 'cloud' (Cloud, region eu, retention unknown, training unknown)");
        _error.ToString().ShouldContain("EMAIL_ADDRESS x 1");
        _error.ToString().ShouldMatch(@"user: Write to \[\[\w{4}-EMAIL-1\]\], please");
        _error.ToString().ShouldContain($"unmasked: Write to {Mail}, please");
    }

    [Theory]
    [InlineData("c", 1, "cloud cloud")]
    [InlineData("never", 1, "local local")]
    [InlineData("y", 3, "cloud local")]
    // After "y" the next question gets "/quit", which is no answer, and then the end of the input, which is a no.
    public async Task Answer_ForTheConversation_IsRemembered(string answer, int asked, string targets)
    {
        await RunAsync($"Write to {Mail}\n{answer}\nAgain to {Mail}\n/quit\n");

        _error.ToString().Split("Send it?").Length.ShouldBe(asked + 1);
        _out.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).ShouldBe(targets.Split(' '));
    }

    private sealed class Named(string name) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, name)));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, name);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
