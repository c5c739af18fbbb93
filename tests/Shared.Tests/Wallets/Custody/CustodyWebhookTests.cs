using System.Globalization;
using CryptoVault.Adapters.HttpCustody;
using CryptoVault.Idempotency;
using CryptoVault.Results;
using CryptoVault.Wallets.Custody;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Wallets.Custody;

public sealed class CustodyWebhookTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Receive_OfAWithdrawal_WakesItsOrchestrationOnce()
    {
        var webhook = Signed(CustodyNews.Withdrawal, "0198c0de-0000-7000-8000-000000000001");
        Assert.True((await Receive().ExecuteAsync(webhook)).IsSuccess);
        Assert.True((await Receive().ExecuteAsync(webhook)).IsSuccess);
        await world.DeliverAsync();

        Assert.Equal("withdrawal-0198c0de-0000-7000-8000-000000000001", Assert.Single(world.WorkflowCommands).InstanceId);
    }

    [Fact]
    public async Task Receive_OfATransferInAnyOrder_LooksWhatCustodySays()
    {
        var address = (await world.Addresses.ExecuteAsync("ana", "BTC", "bitcoin")).Value.Address;
        await world.Chain.SendAsync("s1", "bitcoin", WalletWorld.Of("1", WalletWorld.Btc), address);
        await world.Chain.MineAsync("bitcoin", 3);
        var (late, early) = (Signed(CustodyNews.Incoming, null, key: "second"), Signed(CustodyNews.Incoming, null, key: "first"));

        Assert.True((await Receive().ExecuteAsync(late)).IsSuccess);
        await world.DeliverAsync();
        Assert.Equal("1.00000000", (await world.BalanceAsync("ana", WalletWorld.Btc)).Available);
        Assert.True((await Receive().ExecuteAsync(early)).IsSuccess);
        Assert.True((await Receive().ExecuteAsync(late)).IsSuccess);
        await world.DeliverAsync();
        Assert.Equal("1.00000000", (await world.BalanceAsync("ana", WalletWorld.Btc)).Available);
        world.AssertSound();
    }

    [Fact]
    public async Task Receive_OfATransferThatCustodyDoesNotHave_ChangesNoBalance()
    {
        await world.Addresses.ExecuteAsync("ana", "BTC", "bitcoin");
        Assert.True((await Receive().ExecuteAsync(Signed(CustodyNews.Incoming, null))).IsSuccess);
        await world.DeliverAsync();

        Assert.Equal(("0.00000000", "0.00000000"), await world.BalanceAsync("ana", WalletWorld.Btc));
    }

    [Fact]
    public async Task Receive_WhileCustodyIsDown_IsTakenAndLeftToTheTimer()
    {
        world.Custody.IsDown = true;

        Assert.True((await Receive().ExecuteAsync(Signed(CustodyNews.Incoming, null))).IsSuccess);
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("no signature")]
    [InlineData("body")]
    [InlineData("id")]
    [InlineData("old")]
    [InlineData("future")]
    [InlineData("no time")]
    public async Task Receive_NotSignedByTheProviderNow_IsRefusedAndChangesNothing(string what)
    {
        var good = Signed(CustodyNews.Withdrawal, "0198c0de-0000-7000-8000-000000000001", at: what switch { "old" => TimeSpan.FromMinutes(-6), "future" => TimeSpan.FromMinutes(6), _ => default });
        var bad = what switch
        {
            "signature" => good with { Signature = new string('0', 64) },
            "no signature" => good with { Signature = null },
            "body" => good with { Request = good.Request with { BodyHash = "other" } },
            "id" => good with { Request = good.Request with { Key = "other" } },
            "no time" => good with { Time = "now" },
            _ => good,
        };
        var before = world.Digest();

        Assert.IsType<WebhookSignatureInvalid>((await Receive().ExecuteAsync(bad)).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Receive_TheSameIdWithAnotherBody_IsRefused()
    {
        await Receive().ExecuteAsync(Signed(CustodyNews.Incoming, null));

        Assert.IsType<IdempotencyKeyReused>((await Receive().ExecuteAsync(Signed(CustodyNews.Incoming, null, hash: "another"))).Error);
    }

    [Fact]
    public async Task Receive_WithoutAProviderThatSendsSome_DoesNotExist() =>
        Assert.IsType<WebhooksClosed>((await Receive(new HttpCustodyOptions()).ExecuteAsync(Signed(CustodyNews.Incoming, null))).Error);

    private ReceiveCustodyWebhook Receive(HttpCustodyOptions? options = null) => new(
        world.Partitions, world.Detect, world.Networks, world.Clock, NullLogger<ReceiveCustodyWebhook>.Instance,
        options ?? new HttpCustodyOptions { WebhookSecret = CustodyProvider.WebhookSecret });

    private CustodyWebhook Signed(CustodyNews news, string? withdrawal, string key = "hook-1", string hash = "hash", TimeSpan at = default)
    {
        var time = (world.Clock.GetUtcNow() + at).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return new CustodyWebhook(
            "bitcoin", news, withdrawal, new IdempotencyRequest(key, "POST webhooks/custody", hash), time,
            CustodySignatures.OfWebhook(CustodyProvider.WebhookSecret, time, key, hash));
    }
}
