using System.Runtime.CompilerServices;
using HybridAi.Cli.Chat;
using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Tests.Chat;

public sealed class ConversationTests : IDisposable
{
    private readonly Echo _local = new("local");
    private readonly Echo _cloud = new("cloud");
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _local.Dispose();
        _cloud.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    private async Task<int> RunAsync(string input, bool hasCloud = true, IReadOnlyList<ChatMessage>? preface = null)
    {
        var builder = new HybridChatClientBuilder().AddTarget("local", _local, TargetProfile.OnDevice());
        if (hasCloud)
        {
            builder.AddTarget("cloud", _cloud, TargetProfile.Cloud());
        }

        using var client = builder.Build();
        using var reader = new StringReader(input);
        var context = new CliContext
        {
            Out = _out, Error = _error, In = reader, IsInputRedirected = true, Folder = "/", Environment = new Dictionary<string, string>(),
        };
        return await new Conversation(context, client, preface ?? [], new ChatOptions(), hasCloud).RunAsync(default);
    }

    [Fact]
    public async Task Turns_OfOneConversation_CarryTheHistory()
    {
        var code = await RunAsync("Hello\nAgain\n");

        code.ShouldBe(0);
        _local.Calls.Select(call => call.Count).ShouldBe([1, 3]);
        _out.ToString().ShouldBe("local:Hello\nlocal:Again\n".ReplaceLineEndings());
    }

    [Fact]
    public async Task Orders_ChooseWhoAnswers_AndAutoGivesTheChoiceBack()
    {
        await RunAsync("/cloud\nOne\n/local\nTwo\n/auto\nThree\n");

        _out.ToString().ShouldBe("cloud:One\nlocal:Two\nlocal:Three\n".ReplaceLineEndings());
    }

    [Fact]
    public async Task Reset_ForgetsTheTurnsAndKeepsTheSystemTurn()
    {
        await RunAsync("One\n/reset\nTwo\n", preface: [new(ChatRole.System, "S")]);

        _local.Calls[1].Select(message => message.Text).ShouldBe(["S", "Two"]);
    }

    [Fact]
    public async Task Why_TellsTheLastDecision()
    {
        await RunAsync("/why\nHello\n/why\n");

        _error.ToString().ShouldContain("nothing was answered yet.");
        _error.ToString().ShouldContain("local (Device) because of");
    }

    [Fact]
    public async Task Cloud_WhereThereIsNone_IsSaidAndNotChosen()
    {
        await RunAsync("/cloud\nHello\n", hasCloud: false);

        _error.ToString().ShouldContain("no cloud is configured");
        _out.ToString().ShouldContain("local:Hello");
    }

    [Fact]
    public async Task Failure_OfOneTurn_DoesNotEndTheConversationNorStayInIt()
    {
        _local.Failure = new LocalModelException(LocalModelErrorKind.Busy, "Busy now.");

        var code = await RunAsync("One\n/quit\n", hasCloud: false);

        code.ShouldBe(0);
        _error.ToString().ShouldContain("error: ");
        _local.Failure = null;
        await RunAsync("Two\n", hasCloud: false);
        _local.Calls[^1].Count.ShouldBe(1);
    }

    private sealed class Echo(string name) : IChatClient
    {
        public List<IReadOnlyList<ChatMessage>> Calls { get; } = [];

        public Exception? Failure { get; set; }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            if (Failure is not null)
            {
                throw Failure;
            }

            var list = messages.ToList();
            Calls.Add(list);
            yield return new(ChatRole.Assistant, $"{name}:{list[^1].Text}") { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
