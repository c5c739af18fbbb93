using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Portfolios;

namespace CryptoVault.Shared.Tests.Portfolios;

public sealed class PortfolioBookTests
{
    private static readonly Asset Btc = AssetCatalog.Default.Get("BTC");
    private static readonly Asset Eth = AssetCatalog.Default.Get("ETH");
    private static readonly Asset Usdt = AssetCatalog.Default.Get("USDT");

    private readonly PortfolioBook book = new(PortfolioState.Empty);

    [Fact]
    public void Buy_AtTwoPrices_CostsTheWeightedAverage()
    {
        In(Usdt, "100000", 1);
        Trade(Usdt, "60000", Btc, "1", 60_000);
        Trade(Usdt, "35000", Btc, "0.5", 70_000);

        Assert.Equal((Units("1.5", Btc), Dollars(95_000), 0, true), Of(Btc));
        Assert.Equal((Units("5000", Usdt), Dollars(5_000), 0, true), Of(Usdt));
    }

    [Fact]
    public void Buy_WithAFeeInWhatIsReceived_CostsWhatWasPaid()
    {
        In(Usdt, "60000", 1);
        Trade(Usdt, "60000", Btc, "0.999", 60_000); // 0.001 went as fee

        Assert.Equal((Units("0.999", Btc), Dollars(60_000), 0, true), Of(Btc));
    }

    [Fact]
    public void Sell_OfAPart_GainsTheDifferenceToTheAverageCostNetOfFees()
    {
        In(Btc, "2", 50_000);
        Trade(Btc, "0.5", Usdt, "34965", 70_000); // of 35,000 the fee took 35

        Assert.Equal((Units("1.5", Btc), Dollars(75_000), Dollars(9_965), true), Of(Btc));
        Assert.Equal((Units("34965", Usdt), Dollars(34_965), 0, true), Of(Usdt));
    }

    [Fact]
    public void Trade_OfOneCoinForAnother_IsValuedInWhatWasPaid()
    {
        In(Btc, "1", 50_000);
        book.Apply(PostingKinds.Trade, [Move(Btc, "-1", 66_000), Move(Eth, "20", 3_000)]);

        Assert.Equal((0, 0, Dollars(16_000), true), Of(Btc));
        Assert.Equal((Units("20", Eth), Dollars(66_000), 0, true), Of(Eth));
    }

    [Fact]
    public void Trade_WhoseFeeTookAll_LosesTheCost()
    {
        In(Usdt, "10", 1);
        book.Apply(PostingKinds.Trade, [Move(Usdt, "-10", 1)]);

        Assert.Equal((0, 0, -Dollars(10), true), Of(Usdt));
    }

    [Theory]
    [InlineData(PostingKinds.Withdrawal)]
    [InlineData(PostingKinds.Transfer)]
    [InlineData(PostingKinds.Adjustment)]
    public void PayOut_OfAPart_TakesItsCostAlongAndSellsNothing(string kind)
    {
        In(Btc, "2", 50_000);
        book.Apply(kind, [Move(Btc, "-0.5", 70_000)]);

        Assert.Equal((Units("1.5", Btc), Dollars(75_000), 0, true), Of(Btc));
        Assert.Equal((Dollars(100_000 - 35_000), Dollars(10_000)), (book.State.NetInflow, book.State.WithdrawnGain));
    }

    [Fact]
    public void TakeIn_WithoutAPrice_CountsAsCostingNothingUntilItIsGone()
    {
        book.Apply(PostingKinds.Deposit, [Move(Btc, "1", null)]);
        Assert.Equal((Units("1", Btc), 0, 0, false), Of(Btc));

        book.Apply(PostingKinds.Withdrawal, [Move(Btc, "-1", 70_000)]);
        In(Btc, "1", 50_000);
        Assert.Equal((Units("1", Btc), Dollars(50_000), 0, true), Of(Btc));
    }

    [Fact]
    public void Trade_WithoutAnyPrice_HandsTheCostOn()
    {
        In(Btc, "1", 50_000);
        book.Apply(PostingKinds.Trade, [Move(Btc, "-1", null), Move(Eth, "20", null)]);

        Assert.Equal((0, 0, 0, true), Of(Btc));
        Assert.Equal((Units("20", Eth), Dollars(50_000), 0, false), Of(Eth));
    }

    [Fact]
    public void Hold_AndRelease_ChangeNothing()
    {
        In(Btc, "1", 50_000);
        var before = Of(Btc);
        book.Apply(PostingKinds.Hold, []);

        Assert.Equal(before, Of(Btc));
    }

    /// <summary>Cost is what came in, less what went out at its worth, plus all gains: to the last unit, whatever rounding did.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Apply_OfAnyMovements_KeepsCostEqualToInflowAndGains(int seed)
    {
        var random = new Random(seed);
        Asset[] assets = [Btc, Eth, Usdt];
        var owned = assets.ToDictionary(asset => asset.Code, _ => (Int128)0);
        for (var step = 0; step < 3_000; step++)
        {
            var from = assets[random.Next(3)];
            var to = assets[random.Next(3)];
            Int128 price = random.NextInt64(1, 9_000_000_000_000);
            Int128 units = random.NextInt64(1, long.MaxValue / 4);
            var has = owned[from.Code];
            switch (random.Next(3))
            {
                case 0:
                    book.Apply(PostingKinds.Deposit, [new Movement(to, units, price)]);
                    owned[to.Code] += units;
                    break;
                case 1 when has > 0:
                    var gone = 1 + ((units - 1) % has);
                    book.Apply(PostingKinds.Withdrawal, [new Movement(from, -gone, price)]);
                    owned[from.Code] -= gone;
                    break;
                case 2 when has > 0 && from != to:
                    var paid = 1 + ((units - 1) % has);
                    book.Apply(PostingKinds.Trade, [new Movement(from, -paid, price), new Movement(to, units, random.NextInt64(1, 9_000_000_000_000))]);
                    owned[from.Code] -= paid;
                    owned[to.Code] += units;
                    break;
                default:
                    break;
            }

            var state = book.State;
            Assert.Equal(state.NetInflow + state.Realized + state.WithdrawnGain, state.Cost);
            Assert.All(state.Positions, position => Assert.Equal(owned[position.Asset], position.Units));
            Assert.All(state.Positions, position => Assert.True(position.Cost >= 0 && (position.Units > 0 || position.Cost == 0)));
        }
    }

    private void In(Asset asset, string amount, long price) => book.Apply(PostingKinds.Deposit, [Move(asset, amount, price)]);

    /// <summary>A trade against dollars of Tether: one is worth a dollar.</summary>
    private void Trade(Asset pays, string paid, Asset gets, string got, long price) => book.Apply(
        PostingKinds.Trade, [Move(pays, $"-{paid}", pays == Usdt ? 1 : price), Move(gets, got, gets == Usdt ? 1 : price)]);

    private (Int128 Units, Int128 Cost, Int128 Realized, bool IsCostKnown) Of(Asset asset)
    {
        var position = book.State.Positions.Single(position => position.Asset == asset.Code);
        return (position.Units, position.Cost, position.Realized, position.IsCostKnown);
    }

    private static Movement Move(Asset asset, string amount, long? price) => new(
        asset, amount[0] == '-' ? -Units(amount[1..], asset) : Units(amount, asset), price is { } dollars ? Dollars(dollars) : null);

    private static Int128 Units(string amount, Asset asset) => Wallets.WalletWorld.Of(amount, asset).Units;

    private static Int128 Dollars(long dollars) => dollars * (Int128)100_000_000;
}
