using CryptoVault.Accounts;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class QuoteWithdrawalTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Quote_WithoutAnAmount_TellsFeesBoundsAndTheMostThatCanBeWithdrawn()
    {
        await world.FundAsync(WalletWorld.Ana, "1.5", WalletWorld.Btc);
        var quote = (await AskAsync(null)).Value;

        Assert.Equal("0.00002000", quote.Fee.Total.ToString());
        Assert.Equal(quote.Fee.Total, quote.Fee.Network + quote.Fee.Service);
        Assert.True(quote.Fee.Network.IsPositive);
        Assert.Equal(("0.00010000", "100.00000000", "1.50000000", "1.49998000"), (
            quote.Entry.MinWithdrawal.ToString(), quote.Entry.MaxWithdrawal.ToString(), quote.Available.ToString(), quote.MaxWithdrawable.ToString()));
        Assert.Null(quote.Total);
    }

    [Fact]
    public async Task Quote_OfTheMost_CanBeWithdrawnToTheLastUnit()
    {
        await world.FundAsync(WalletWorld.Ana, "1.5", WalletWorld.Btc);
        var most = (await AskAsync(null)).Value.MaxWithdrawable;
        var asked = await world.AskAsync(WalletWorld.Ana, most.ToString());

        Assert.True(asked.IsSuccess, asked.Error?.Message);
        Assert.Equal("0.00000000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Available);
        Assert.True((await AskAsync(null)).Value.MaxWithdrawable.IsZero);
    }

    [Theory]
    [InlineData(1, "0.03333333")] // 2,000 of 60,000 dollars a bitcoin
    [InlineData(2, "0.83333333")]
    [InlineData(0, "0.00000000")]
    public async Task Quote_OfMoreThanTheLevelAllows_IsTheMostThatARequestIsTakenFor(int level, string most)
    {
        await world.FundAsync(WalletWorld.Ana, "1.5", WalletWorld.Btc);
        var quote = (await AskAsync(null, level)).Value;

        Assert.Equal(most, quote.MaxWithdrawable.ToString());
        var step = new CryptoVault.Money.Amount(1, WalletWorld.Btc);
        Assert.False((await world.AskAsync(WalletWorld.Ana, (quote.MaxWithdrawable + step).ToString(), "more", level: level)).IsSuccess);
        Assert.Equal(level > 0, (await world.AskAsync(WalletWorld.Ana, quote.MaxWithdrawable.ToString(), "most", level: level)).IsSuccess);
        Assert.True((await AskAsync(null, level)).Value.MaxWithdrawable.IsZero); // nothing is left of the day's limit
    }

    [Fact]
    public async Task Quote_WithoutAPrice_SaysThatNothingCanBeWithdrawn()
    {
        await world.FundAsync(WalletWorld.Ana, "1.5", WalletWorld.Btc);
        world.BtcPrice = null;

        Assert.True((await AskAsync(null)).Value.MaxWithdrawable.IsZero);
        Assert.IsType<ServiceUnavailable>((await world.AskAsync(WalletWorld.Ana, "0.001")).Error);
    }

    [Fact]
    public async Task Quote_InACoolOff_SaysThatNothingCanBeWithdrawn()
    {
        await world.FundAsync(WalletWorld.Ana, "1.5", WalletWorld.Btc);
        var now = world.Clock.GetUtcNow();
        await world.Partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
        {
            view.Put(new ProfileDocument(WalletWorld.Ana, "ana@example.com", "DE", [], now) { WithdrawalsBlockedUntil = now.AddHours(24) });
            return Unit.Value;
        });

        Assert.True((await AskAsync(null)).Value.MaxWithdrawable.IsZero);
        Assert.IsType<WithdrawalsBlocked>((await world.AskAsync(WalletWorld.Ana, "0.001")).Error);
        world.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("1.49998000", (await AskAsync(null)).Value.MaxWithdrawable.ToString());
    }

    [Fact]
    public async Task Quote_WithAnAmount_IsWhatTheRequestThenHolds()
    {
        await world.FundAsync(WalletWorld.Ana, "1.5", WalletWorld.Btc);
        var quote = (await AskAsync("0.2")).Value;
        await world.RequestedAsync("0.2");

        Assert.Equal(quote.Total.ToString(), (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
    }

    [Theory]
    [InlineData("0.2", "bitcoin", "UNKNOWN_NETWORK")]
    [InlineData("0.0000001", "ethereum", "TOO_MANY_PLACES")]
    [InlineData("1", "ethereum", "OUT_OF_RANGE")]
    public async Task Quote_OfWhatARequestWouldRefuse_IsRefusedAlike(string amount, string network, string code)
    {
        var before = world.Digest();
        var refused = await world.Quotes.ExecuteAsync(new QuoteCommand(WalletWorld.Ana, 2, "session", "USDT", network, amount));

        Assert.Equal(code, Assert.Single(Assert.IsType<ValidationFailed>(refused.Error).Fields).Code);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Quote_WhileCustodyIsSilent_IsUnavailable()
    {
        world.Custody.IsDown = true;
        Assert.IsType<ServiceUnavailable>((await AskAsync("0.2")).Error);
    }

    [Theory]
    [InlineData("0.00011", "0.00000000")] // less than minimum and fee
    [InlineData("0.00012", "0.00010000")]
    [InlineData("100.00002", "100.00000000")]
    [InlineData("250", "100.00000000")]
    public void MostOf_ABalance_StaysWithinTheNetworksBounds(string available, string most)
    {
        var entry = world.Networks.Find("BTC", "bitcoin")!;
        Assert.Equal(most, WithdrawalQuote.MostOf(entry, WithdrawalFee.Of(entry, entry.Asset.Zero), WalletWorld.Of(available, entry.Asset)).ToString());
    }

    [Fact]
    public void MostOf_ABalanceFinerThanTheNetwork_IsAWholeNumberOfItsSteps()
    {
        var entry = world.Networks.Find("USDT", "tron")!;
        Assert.Equal("98.12345600", WithdrawalQuote.MostOf(entry, WithdrawalFee.Of(entry, entry.Asset.Zero), WalletWorld.Of("99.12345678", entry.Asset)).ToString());
    }

    [Fact]
    public void Fee_WhenTheNetworkAsksForMoreThanConfigured_IsTheNetworks()
    {
        var entry = world.Networks.Find("BTC", "bitcoin")!;
        var dear = WithdrawalFee.Of(entry, WalletWorld.Of("0.001", entry.Asset));

        Assert.Equal(("0.00100000", "0.00000000", "0.00100000"), (dear.Network.ToString(), dear.Service.ToString(), dear.Total.ToString()));
    }

    private Task<Result<WithdrawalQuote>> AskAsync(string? amount, int level = 3) =>
        world.Quotes.ExecuteAsync(new QuoteCommand(WalletWorld.Ana, level, "session", "BTC", "bitcoin", amount));
}
