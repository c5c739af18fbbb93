using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Shared.Tests.Orders;

namespace CryptoVault.Shared.Tests.Markets;

public sealed class MarketCatalogTests
{
    private readonly TradingWorld world = new();

    [Fact]
    public async Task Find_AMarketThatAnotherProcessJustCreated_IsFoundAtOnce()
    {
        using var here = NewCatalog();
        using var there = NewCatalog();
        Assert.Empty(await here.AllAsync());

        Assert.True((await CreateIn(there, "BTC-USDT")).IsSuccess);

        Assert.Equal("BTC-USDT", (await here.FindAsync("BTC-USDT"))?.Symbol);
        Assert.Single(await here.AllAsync());
    }

    [Theory]
    [InlineData("DOGE-USDT")]
    [InlineData("no symbol")]
    [InlineData("")]
    public async Task Find_AMarketThatDoesNotExist_IsNull(string symbol)
    {
        using var catalog = NewCatalog();
        await CreateIn(catalog, "BTC-USDT");

        Assert.Null(await catalog.FindAsync(symbol));
    }

    private MarketCatalog NewCatalog() => new(world.Store, AssetCatalog.Default, world.Clock);

    private Task<CryptoVault.Results.Result<Market>> CreateIn(MarketCatalog catalog, string symbol) =>
        new CreateMarket(world.Partitions, AssetCatalog.Default, catalog, world.Clock).ExecuteAsync(
            new MarketTerms(symbol, "BTC", "USDT", "0.01", "0.00001", "0.00001", "100", "1", "1000000", 20, 10, 20, 200));
}
