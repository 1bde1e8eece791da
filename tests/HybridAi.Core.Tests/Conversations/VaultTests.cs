using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using HybridAi.Privacy;
using HybridAi.Tests.Shared;
using Microsoft.Extensions.AI;

namespace HybridAi.Conversations;

public partial class VaultTests
{
    private const string Card = "4111 1111 1111 1111";

    private readonly ManualTime _time = new();
    private readonly ScriptedChatClient _cloud = ScriptedChatClient.Says("cloud");
    private int _nonces;

    [GeneratedRegex(@"\[\[\w{4}-[A-Z]+-\d+[a-z]?\]\]")]
    private static partial Regex Token { get; }

    private HybridChatClient Client(VaultLimits limits) => Ask.Hybrid(
        ScriptedChatClient.Says("local"), _cloud, p => p with { Mode = InferenceMode.PreferCloud, Vaults = limits },
        new() { Time = _time, NextNonce = Nonce });

    private string Nonce() => MaskVault.CreateNonce((uint)Interlocked.Increment(ref _nonces) * 7919);

    private static ChatOptions Named(string conversation) => new ChatOptions().SetConversationKey(conversation);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Rest_LongerThanIdle_TokensStayTokensAndNewOnesAreIssued(bool streaming)
    {
        using var client = Client(new() { Idle = TimeSpan.FromMinutes(10) });
        await client.AskAsync(streaming, $"The card is {Card}.", Named("one"));
        var token = Token.Match(_cloud.Requests[0].Messages[^1].Text).Value;
        _cloud.Stream = (_, _, _) => ScriptedChatClient.Words(token[..9], token[9..]);

        _time.Advance(TimeSpan.FromMinutes(9));
        (await client.AskAsync(streaming, $"The card is {Card}.", Named("one"))).Text.ShouldBe(Card);
        _time.Advance(TimeSpan.FromMinutes(9));
        (await client.AskAsync(streaming, $"The card is {Card}.", Named("one"))).Text.ShouldBe(Card);
        _time.Advance(TimeSpan.FromMinutes(10));

        (await client.AskAsync(streaming, $"The card is {Card}.", Named("one"))).Text.ShouldBe(token);
        Token.Match(_cloud.Requests[^1].Messages[^1].Text).Value.ShouldNotBe(token);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Rest_WhileAnAnswerIsOnItsWay_ItIsStillRestored(bool streaming)
    {
        using var client = Client(new() { Idle = TimeSpan.FromMinutes(1) });
        _cloud.Stream = (messages, _, _) =>
        {
            _time.Advance(TimeSpan.FromMinutes(4));
            return ScriptedChatClient.Words(Token.Match(messages[^1].Text).Value);
        };

        (await client.AskAsync(streaming, $"The card is {Card}.", Named("one"))).Text.ShouldBe(Card);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Values_MoreThanFit_KeepTheRequestOnTheDevice(bool streaming)
    {
        using var client = Client(new() { MaxValues = 5 });
        var mails = string.Join(' ', Enumerable.Range(0, 3).Select(i => $"user{i}@contoso.com"));
        var others = string.Join(' ', Enumerable.Range(3, 3).Select(i => $"user{i}@contoso.com"));

        (await client.AskAsync(streaming, mails, Named("one"))).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, others, Named("one"))).Text.ShouldBe("local");
        (await client.AskAsync(streaming, mails, Named("one"))).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, others, Named("two"))).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, $"{mails} {others}")).Text.ShouldBe("local");
        _cloud.Requests.Count.ShouldBe(3);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task AuthenticationData_IsNeverInAVault(bool streaming)
    {
        var store = new ConversationStore(Nonce, _time);
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("local"), _cloud, p => p with { Mode = InferenceMode.PreferCloud }, new() { Time = _time, Conversations = store });

        (await client.AskAsync(streaming, $"Card {Card}, CVV 123, PIN: 4821", Named("one"))).Text.ShouldBe("local");

        store.Vaults.Count.ShouldBe(0);
    }

    /// <summary>Any order of uses and rests keeps the shelf within its bytes, and forgets exactly what rested or was longest unused.</summary>
    [Fact]
    public void Shelf_AnyUse_StaysWithinItsBounds()
    {
        var limits = new VaultLimits { Idle = TimeSpan.FromMinutes(5), MaxBytes = 8_000 };
        var steps = Gen.Zip(Gen.Choose(0, 9), Gen.Choose(0, 4)).Zip(Gen.Choose(1, 40)).ArrayOf(60);
        Cases.Holds(steps.ToArbitrary(), run =>
        {
            var time = new ManualTime();
            var shelf = new VaultShelf(Nonce, time);
            var lastUse = new Dictionary<string, (DateTimeOffset At, MaskVault Vault)>();
            foreach (var ((name, minutes), length) in run)
            {
                time.Advance(TimeSpan.FromMinutes(minutes));
                var key = new ConversationKey(null, $"{name}", 0);
                var vault = shelf.Take(key, limits);
                if (lastUse.TryGetValue(key.Key!, out var before) && time.GetUtcNow() - before.At >= limits.Idle && vault == before.Vault)
                {
                    return false;
                }

                Masker.Mask($"{new string('a', length)}{vault.Count}@contoso.com", PrivacyScanner.Default.Scan($"{new string('a', length)}{vault.Count}@contoso.com"),
                    PrivacyPolicy.Default, Location.Cloud, vault);
                shelf.Weigh(key, limits);
                lastUse[key.Key!] = (time.GetUtcNow(), vault);
                if (shelf.Bytes > limits.MaxBytes || shelf.Bytes < 0 || shelf.Count > lastUse.Values.Count(u => time.GetUtcNow() - u.At < limits.Idle))
                {
                    return false;
                }
            }

            return true;
        }, 200);
    }
}
