using CryptoVault.Adapters.Simulated;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Shared.Tests.Wallets;

public sealed class SimulatedChainTests
{
    private readonly WalletWorld world = new();

    [Theory]
    [InlineData(NetworkNames.Bitcoin, "bc1q")]
    [InlineData(NetworkNames.Ethereum, "0x")]
    [InlineData(NetworkNames.Tron, "T")]
    public async Task CreateDepositAddress_OnEachNetwork_IsValidAndTheSameAgain(string network, string start)
    {
        var address = await world.Chain.CreateDepositAddressAsync("USDT", network, "ana");
        var again = await world.Chain.CreateDepositAddressAsync("USDT", network, "ana");
        var other = await world.Chain.CreateDepositAddressAsync("USDT", network, "ben");

        Assert.StartsWith(start, address, StringComparison.Ordinal);
        Assert.Equal(address, NetworkAddresses.Check(network, address).Canonical);
        Assert.Equal(address, again);
        Assert.NotEqual(address, other);
    }

    [Fact]
    public async Task Send_ToAnAddressOfOurs_IsListedOnceAndGetsDeeperWithTheClock()
    {
        var address = await world.Chain.CreateDepositAddressAsync("BTC", NetworkNames.Bitcoin, "ana");
        var sent = await world.Chain.SendAsync("s1", NetworkNames.Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        var again = await world.Chain.SendAsync("s1", NetworkNames.Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        await world.Chain.SendAsync("s2", NetworkNames.Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), WalletWorld.Stranger);

        var page = await world.Chain.ListIncomingAsync(NetworkNames.Bitcoin, null, 10);
        Assert.Equal(sent.DepositId, again.DepositId);
        var listed = Assert.Single(page.Items);
        Assert.Equal((sent.DepositId, sent.Units, sent.Block, false), (listed.DepositId, listed.Units, listed.Block, listed.IsGone));
        Assert.Equal(sent.Sources, listed.Sources);
        Assert.Equal(0, sent.ConfirmationsAt(page.Tip));

        world.Clock.Advance(world.ChainOptions.BlockInterval * 3);
        var later = await world.Chain.ListIncomingAsync(NetworkNames.Bitcoin, page.Cursor, 10);
        Assert.Empty(later.Items);
        Assert.Equal(3, sent.ConfirmationsAt(later.Tip));
    }

    [Fact]
    public async Task Chain_WithoutTraffic_WritesNothing()
    {
        await world.Chain.MineAsync(NetworkNames.Tron, 1);
        var before = world.Digest();

        world.Clock.Advance(TimeSpan.FromDays(30));
        var page = await world.Chain.ListIncomingAsync(NetworkNames.Tron, null, 10);

        Assert.Equal(101 + (30 * 24 * 6), page.Tip);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Submit_TheSameWithdrawalAgain_PaysOnce()
    {
        var withdrawal = new CustodyWithdrawal("w1", NetworkNames.Bitcoin, WalletWorld.Of("0.5", WalletWorld.Btc), WalletWorld.Stranger);
        var first = await world.Chain.SubmitAsync(withdrawal);
        var second = await world.Chain.SubmitAsync(withdrawal);

        Assert.Equal(CustodyAnswer.Accepted, first.Answer);
        Assert.Equal(first, second);
        Assert.Equal(["w1"], (await world.Chain.ListSubmittedAsync(NetworkNames.Bitcoin, null, 10)).Ids);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            world.Chain.SubmitAsync(withdrawal with { Amount = WalletWorld.Of("0.6", WalletWorld.Btc) }).AsTask());
    }

    [Fact]
    public async Task Submit_ToAWrongAddress_IsRefusedWithTheReason()
    {
        var answer = await world.Chain.SubmitAsync(
            new CustodyWithdrawal("w1", NetworkNames.Bitcoin, WalletWorld.Of("0.5", WalletWorld.Btc), WalletWorld.Stranger[..^1] + "x"));

        Assert.Equal(CustodyAnswer.Refused, answer.Answer);
        Assert.Contains("check characters", answer.Reason, StringComparison.Ordinal);
        Assert.Null(await world.Chain.FindWithdrawalAsync(NetworkNames.Bitcoin, "w1"));
    }

    [Fact]
    public async Task Submit_ToAnAddressOfOurs_ComesInAsADeposit()
    {
        var address = await world.Chain.CreateDepositAddressAsync("BTC", NetworkNames.Bitcoin, "ben");
        await world.Chain.SubmitAsync(new CustodyWithdrawal("w1", NetworkNames.Bitcoin, WalletWorld.Of("0.5", WalletWorld.Btc), address));

        Assert.Equal(address, Assert.Single((await world.Chain.ListIncomingAsync(NetworkNames.Bitcoin, null, 10)).Items).Address);
    }

    [Fact]
    public async Task Lists_InPages_GiveEverythingOnce()
    {
        var address = await world.Chain.CreateDepositAddressAsync("BTC", NetworkNames.Bitcoin, "ana");
        for (var i = 0; i < 7; i++)
        {
            await world.Chain.SendAsync($"s{i}", NetworkNames.Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
            await world.Chain.SubmitAsync(new CustodyWithdrawal($"w{i}", NetworkNames.Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), WalletWorld.Stranger));
        }

        var incoming = new List<string>();
        for (IncomingPage? page = null; page is null || page.HasMore;)
        {
            page = await world.Chain.ListIncomingAsync(NetworkNames.Bitcoin, page?.Cursor, 3);
            incoming.AddRange(page.Items.Select(item => item.DepositId));
        }

        var submitted = new List<string>();
        string? cursor = null;
        do
        {
            var page = await world.Chain.ListSubmittedAsync(NetworkNames.Bitcoin, cursor, 3);
            submitted.AddRange(page.Ids);
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal(7, incoming.Distinct().Count());
        Assert.Equal(7, incoming.Count);
        Assert.Equal(["w0", "w1", "w2", "w3", "w4", "w5", "w6"], submitted);
    }

    [Fact]
    public async Task Chain_OpenedByAnotherProcess_GoesOnWhereItWas()
    {
        var address = await world.Chain.CreateDepositAddressAsync("BTC", NetworkNames.Bitcoin, "ana");
        var sent = await world.Chain.SendAsync("s1", NetworkNames.Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        var other = new SimulatedChain(world.Partitions, world.Store, world.Clock, world.ChainOptions);

        Assert.Equal(sent.DepositId, Assert.Single((await other.ListIncomingAsync(NetworkNames.Bitcoin, null, 10)).Items).DepositId);
        Assert.Equal(sent.Block, await other.MineAsync(NetworkNames.Bitcoin, 1));
    }

    [Theory]
    [InlineData(ChainFate.Stuck, CustodyStage.Stuck)]
    [InlineData(ChainFate.Dropped, CustodyStage.Dropped)]
    public async Task BumpFee_OfAWithdrawalThatWaits_ReplacesItsTransactionOnceAndIsMined(ChainFate fate, CustodyStage stage)
    {
        await world.Chain.PlanFateAsync(NetworkNames.Bitcoin, WalletWorld.Stranger, fate);
        var sent = await SubmitAsync("w1");
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 5);
        var waiting = await StateAsync("w1");
        var fee = waiting.NetworkFeeUnits;

        var refused = await BumpAsync(1, fee);
        var first = await BumpAsync(1, 2 * fee);
        var again = await BumpAsync(1, 2 * fee);
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 2);
        var state = await StateAsync("w1");

        Assert.Equal((stage, 0), (waiting.Stage, waiting.Confirmations));
        Assert.Equal((CustodyAnswer.Refused, fee), (refused.Answer, refused.NetworkFeeUnits));
        Assert.Equal((CustodyAnswer.Accepted, 2 * fee), (first.Answer, first.NetworkFeeUnits));
        Assert.Equal(first, again);
        Assert.NotEqual(sent.TransactionId, first.TransactionId);
        Assert.Equal((CustodyStage.Confirming, first.TransactionId, 2, 2 * fee, 1), (state.Stage, state.TransactionId, state.Confirmations, state.NetworkFeeUnits, state.FeeBumps));
        Assert.Equal(CustodyAnswer.Refused, (await BumpAsync(2, 100 * fee)).Answer);
        Assert.Equal(["w1"], (await world.Chain.ListSubmittedAsync(NetworkNames.Bitcoin, null, 10)).Ids);
        Assert.Equal(-(WalletWorld.Of("0.5", WalletWorld.Btc).Units + (2 * fee)), await HeldAsync());
    }

    [Fact]
    public async Task DecideFate_DoubleSpent_IsFinalOnlyAtTheDepthOfTheConflict()
    {
        var sent = await SubmitAsync("w1");
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 2);
        Assert.True(await world.Chain.DecideFateAsync(NetworkNames.Bitcoin, sent.TransactionId!, ChainFate.DoubleSpent));
        var fresh = await StateAsync("w1");
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 3);
        var deep = await StateAsync("w1");

        Assert.Equal((CustodyStage.DoubleSpent, 0), (fresh.Stage, fresh.Confirmations));
        Assert.Equal((CustodyStage.DoubleSpent, 3, (Int128)0), (deep.Stage, deep.Confirmations, deep.NetworkFeeUnits));
        Assert.NotNull(deep.ConflictingTransactionId);
        Assert.Equal(0, await HeldAsync());
        Assert.Equal(CustodyAnswer.Refused, (await BumpAsync(1, 1_000_000)).Answer);
        Assert.False(await world.Chain.DecideFateAsync(NetworkNames.Bitcoin, "no such", ChainFate.Stuck));
    }

    [Fact]
    public async Task DecideFate_Failed_IsFinal()
    {
        var sent = await SubmitAsync("w1");
        await world.Chain.DecideFateAsync(NetworkNames.Bitcoin, sent.TransactionId!, ChainFate.Failed);

        Assert.Equal((CustodyStage.Failed, (Int128)0), ((await StateAsync("w1")).Stage, (await StateAsync("w1")).NetworkFeeUnits));
        Assert.Equal(0, await HeldAsync());
    }

    [Theory]
    [InlineData(ChainFate.Mined, false, "1.00000000")]
    [InlineData(ChainFate.Dropped, false, "0.00000000")]
    [InlineData(ChainFate.DoubleSpent, true, "0.00000000")]
    public async Task Reorganize_OfTheNewestBlocks_ListsWhatWasInThemAgain(ChainFate fate, bool isGone, string held)
    {
        var address = await world.Chain.CreateDepositAddressAsync("BTC", NetworkNames.Bitcoin, "ana");
        var old = await world.Chain.SendAsync("s1", NetworkNames.Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), WalletWorld.Stranger);
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 3);
        var sent = await world.Chain.SendAsync("s2", NetworkNames.Bitcoin, WalletWorld.Of("1", WalletWorld.Btc), address);
        var page = await world.Chain.ListIncomingAsync(NetworkNames.Bitcoin, null, 10);
        await world.Chain.MineAsync(NetworkNames.Bitcoin, 2);

        var moved = await world.Chain.ReorganizeAsync(NetworkNames.Bitcoin, 2, fate);
        var again = await world.Chain.ListIncomingAsync(NetworkNames.Bitcoin, page.Cursor, 10);

        Assert.Equal(1, moved);
        var listed = Assert.Single(again.Items);
        Assert.Equal((sent.DepositId, isGone), (listed.DepositId, listed.IsGone));
        Assert.Equal(0, listed.ConfirmationsAt(again.Tip));
        Assert.Equal(fate == ChainFate.Mined, listed.Block == again.Tip + 1);
        Assert.Equal(held, WalletWorld.Btc.Format(await HeldAsync()));
        Assert.True(old.ConfirmationsAt(again.Tip) > 2);
    }

    private async Task<CustodySubmission> SubmitAsync(string id) =>
        await world.Chain.SubmitAsync(new CustodyWithdrawal(id, NetworkNames.Bitcoin, WalletWorld.Of("0.5", WalletWorld.Btc), WalletWorld.Stranger));

    private async Task<CustodyWithdrawalState> StateAsync(string id) => (await world.Chain.FindWithdrawalAsync(NetworkNames.Bitcoin, id))!;

    private async Task<CustodyBump> BumpAsync(int number, Int128 most) => await world.Chain.BumpFeeAsync(
        new CustodyFeeBump("w1", NetworkNames.Bitcoin, number, new Amount(most, WalletWorld.Btc)));

    private async Task<Int128> HeldAsync() =>
        (await world.Chain.ListHoldingsAsync(NetworkNames.Bitcoin)).SingleOrDefault(held => held.Asset == "BTC")?.Units ?? 0;

    [Fact]
    public async Task Submit_WhileTheStoreIsUnavailable_SaysThatNothingIsKnown()
    {
        world.Store.FailNext([.. Enumerable.Repeat(Storage.MemoryStore.Fault.Unavailable, 20)]);

        await Assert.ThrowsAsync<CustodyUnavailableException>(() => world.Chain.SubmitAsync(
            new CustodyWithdrawal("w1", NetworkNames.Bitcoin, WalletWorld.Of("0.5", WalletWorld.Btc), WalletWorld.Stranger)).AsTask());
        Assert.Null(await world.Chain.FindWithdrawalAsync(NetworkNames.Bitcoin, "w1"));
    }
}
