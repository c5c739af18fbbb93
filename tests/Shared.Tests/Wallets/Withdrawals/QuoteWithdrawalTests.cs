using CryptoVault.Results;
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
        var refused = await Quotes.ExecuteAsync(WalletWorld.Ana, "USDT", network, amount);

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

    private QuoteWithdrawal Quotes => new(world.Store, world.Custody, world.Networks);

    private Task<Result<WithdrawalQuote>> AskAsync(string? amount) => Quotes.ExecuteAsync(WalletWorld.Ana, "BTC", "bitcoin", amount);
}
