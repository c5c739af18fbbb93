using CryptoVault.Ledger;
using CryptoVault.Ledger.Holds;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Ledger.Holds;

public sealed class HoldExpiryTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Expire_AtItsTime_ReleasesTheRemainderOnceAndLaterResolutionsAreTypedErrors()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        await On(ledger => ledger.Hold("h", WalletWorld.Of("0.6", WalletWorld.Btc), new LedgerReference("test", "h"), world.Clock.GetUtcNow().AddHours(1)));
        await PayAsync("p1", "0.2");
        world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.IsType<HoldExpired>((await PayAsync("p2", "0.1")).Error); // too late, though nobody has expired it yet
        Assert.Equal(("0.40000000", "0.40000000"), await world.BalanceAsync("ana", WalletWorld.Btc));
        Assert.Equal(new ExpiryRun("holds", 1, false), (await Expiry().ExecuteAsync()).Value);
        Assert.Equal(("0.80000000", "0.00000000"), await world.BalanceAsync("ana", WalletWorld.Btc));
        var before = world.Digest();

        Assert.Equal(0, (await Expiry().ExecuteAsync()).Value.Expired);
        Assert.True((await On(ledger => ledger.Expire("h"))).IsSuccess); // the same again
        Assert.IsType<HoldExpired>((await PayAsync("p2", "0.1")).Error);
        Assert.IsType<HoldExpired>((await On(ledger => ledger.Release("h", "r"))).Error);
        Assert.Equal(before, world.Digest());
        var hold = (await world.Store.FindAsync<HoldDocument>(LedgerPartitions.OfUser("ana"), HoldDocument.IdOf("h")))!;
        Assert.Equal((true, StoredTime.Format(world.Clock.GetUtcNow()), null), (hold.IsResolved, hold.ExpiredTime, hold.HoldDue));
        world.AssertSound(nothingInFlight: false);
    }

    [Fact]
    public async Task Expire_OfAHoldWithoutATimeOrBeforeIt_IsRefusedAndChangesNothing()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        await On(ledger => ledger.Hold("forever", WalletWorld.Of("0.1", WalletWorld.Btc), new LedgerReference("test", "h")));
        await On(ledger => ledger.Hold("later", WalletWorld.Of("0.1", WalletWorld.Btc), new LedgerReference("test", "h"), world.Clock.GetUtcNow().AddYears(20)));
        world.Clock.Advance(TimeSpan.FromDays(3650));
        var before = world.Digest();

        Assert.Equal(0, (await Expiry().ExecuteAsync()).Value.Expired);
        Assert.IsType<HoldNotDue>((await On(ledger => ledger.Expire("forever"))).Error);
        Assert.IsType<HoldNotDue>((await On(ledger => ledger.Expire("later"))).Error);
        Assert.IsType<HoldNotFound>((await On(ledger => ledger.Expire("none"))).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Expire_YearsAfterAWithdrawalWasAskedFor_LeavesItsHoldAlone()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        await world.RequestedAsync("0.5");
        var held = await world.BalanceAsync("ana", WalletWorld.Btc);
        world.Clock.Advance(TimeSpan.FromDays(3650));

        Assert.Equal(0, (await Expiry().ExecuteAsync()).Value.Expired);

        Assert.Equal(held, await world.BalanceAsync("ana", WalletWorld.Btc));
        Assert.NotEqual("0.00000000", held.Held);
    }

    [Fact]
    public async Task Expire_WithMoreThanARunEnds_SaysSoAndTheNextGoesOn()
    {
        await world.FundAsync("ana", "1", WalletWorld.Btc);
        for (var i = 0; i < 3; i++)
        {
            await On(ledger => ledger.Hold($"h{i}", WalletWorld.Of("0.1", WalletWorld.Btc), new LedgerReference("test", "h"), world.Clock.GetUtcNow()));
        }

        Assert.Equal(new ExpiryRun("holds", 2, true), (await Expiry(2).ExecuteAsync()).Value);
        Assert.Equal(new ExpiryRun("holds", 1, false), (await Expiry(2).ExecuteAsync()).Value);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("ana", WalletWorld.Btc));
        world.AssertSound();
    }

    private ExpireHolds Expiry(int most = 1000) =>
        new(world.Partitions, world.Store, world.Assets, world.Clock, new ExpiryOptions { MaxPerRun = most });

    private Task<Result<T>> On<T>(Func<PartitionLedger, Result<T>> act) => world.Partitions.DecideAsync(
        LedgerPartitions.OfUser("ana"), view => act(new PartitionLedger(view, world.Assets, world.Clock.GetUtcNow(), "test")));

    private Task<Result<PostingDocument>> PayAsync(string id, string amount)
    {
        var paid = WalletWorld.Of(amount, WalletWorld.Btc);
        return On(ledger => ledger.Post(new PostingDraft(id, PostingKinds.Trade, new LedgerReference("test", id), PostingDraft.ToClearing(AccountName.Held, paid, id))
        {
            Holds = [new HoldResolution("h", paid.Units, 0)],
        }));
    }
}
