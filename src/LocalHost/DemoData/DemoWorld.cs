using CryptoVault.Accounts;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Ledger;
using CryptoVault.LocalHost.MarketMaking;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalHost.DemoData;

/// <summary>
/// What a default start offers: customers and staff who have been there for months, markets, trades and resting
/// orders. Everything is made through the same use cases as over HTTP, and made once.
/// </summary>
internal sealed class DemoWorld(IServiceProvider services, TimeProvider clock)
{
    public const string Password = "demo-Passphrase-1";

    /// <summary>The secret of the staff's second factor, known to all: the demo is refused where others can reach it.</summary>
    public const string StaffSecret = "DEMODEMODEMODEMODEMODEMODEMODEMO";

    public static readonly string[] SignIns = ["ana@demo.cryptovault.test", "ben@demo.cryptovault.test", "rita@demo.cryptovault.test", "adam@demo.cryptovault.test", "alma@demo.cryptovault.test"];

    private static readonly TimeSpan Age = TimeSpan.FromDays(150);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly KnownAccounts accounts = new(services);
    private readonly AssetCatalog assets = services.GetRequiredService<AssetCatalog>();
    private readonly PlaceOrder placeOrder = services.GetRequiredService<PlaceOrder>();

    /// <summary>Makes what is missing.</summary>
    public async Task BuildAsync()
    {
        var since = clock.GetUtcNow() - Age;
        var hash = await accounts.HashAsync(Password);
        var ana = await accounts.OpenAsync(SignIns[0], hash, since, 3, Role.Customer);
        var ben = await accounts.OpenAsync(SignIns[1], hash, since, 3, Role.Customer);
        await accounts.GiveSecondFactorAsync(await accounts.OpenAsync(SignIns[2], hash, since, 0, Role.ComplianceReviewer), StaffSecret);
        await accounts.GiveSecondFactorAsync(await accounts.OpenAsync(SignIns[3], hash, since, 0, Role.Admin), StaffSecret);
        await accounts.GiveSecondFactorAsync(await accounts.OpenAsync(SignIns[4], hash, since, 0, Role.Admin), StaffSecret); // roles take two
        await services.GetRequiredService<CloseAdminSetup>().ExecuteAsync(); // there is an admin now
        var maker = await accounts.OpenAsync(MarketMaker.Email, await accounts.HashAsync(MarketMaker.PasswordOf(services.GetRequiredService<IKeyRing>())), since, 2, Role.Customer);
        foreach (var (user, asset, whole) in new[] { (ana, "USDT", 50_000), (ana, "BTC", 1), (ben, "USDT", 20_000), (ben, "ETH", 10), (maker, "USDT", 5_000_000), (maker, "BTC", 100), (maker, "ETH", 2_000) })
        {
            await accounts.FundAsync(user, Whole(asset, whole));
        }

        await WaitForAsync(ana, "BTC");
        await WaitForAsync(ben, "ETH");
        await WaitForAsync(maker, "ETH");
        await OpenMarketAsync("BTC-USDT", "0.01", "0.00001", "0.00001", "1000");
        await OpenMarketAsync("ETH-USDT", "0.01", "0.0001", "0.0001", "10000");
        await TradeAsync("BTC-USDT", "BTC", maker, buyer: ben, seller: ana, "0.00200", "0.01000");
        await TradeAsync("ETH-USDT", "ETH", maker, buyer: ana, seller: ben, "0.0500", "0.2000");
    }

    private async Task OpenMarketAsync(string symbol, string tick, string lot, string minQuantity, string maxQuantity)
    {
        var names = symbol.Split('-');
        var created = await services.GetRequiredService<CreateMarket>().ExecuteAsync(new MarketTerms(
            symbol, names[0], names[1], tick, lot, minQuantity, maxQuantity, "1", "10000000", PriceBandPercent: 20, MakerFeeBp: 10, TakerFeeBp: 10, MaxOpenOrdersPerUser: 200));
        if (!created.IsSuccess && created.Error is not MarketExists)
        {
            throw new InvalidOperationException($"{symbol}: {created.Error.Message}");
        }
    }

    /// <summary>A ladder of resting orders around the reference price, and some trades against it. Client order ids make each order happen once.</summary>
    private async Task TradeAsync(string symbol, string asset, string maker, string buyer, string seller, string step, string size)
    {
        var cents = SimulatedPriceSource.PriceAt(asset, clock.GetUtcNow()) / 1_000_000;
        var orders = new List<(string User, OrderSide Side, Int128 Cents, string Quantity, string Id)>();
        for (var level = 1; level <= 20; level++)
        {
            var away = cents * level / 2_000;
            orders.Add((maker, OrderSide.Buy, cents - away, size, $"demo-{symbol}-bid-{level}"));
            orders.Add((maker, OrderSide.Sell, cents + away, size, $"demo-{symbol}-ask-{level}"));
        }

        await Task.WhenAll(orders.Select(order => PlaceAsync(symbol, order.User, order.Side, order.Cents, order.Quantity, order.Id)));
        for (var trade = 1; trade <= 12; trade++)
        {
            // Two buys for each sale, so that the customers end with something of both assets.
            var (user, side) = trade % 3 == 0 ? (seller, OrderSide.Sell) : (buyer, OrderSide.Buy);
            var limit = side == OrderSide.Buy ? cents + (cents / 100) : cents - (cents / 100);
            await PlaceAsync(symbol, user, side, limit, step, $"demo-{symbol}-trade-{trade}", TimeInForce.Ioc);
        }
    }

    private async Task PlaceAsync(string symbol, string user, OrderSide side, Int128 cents, string quantity, string clientOrderId, TimeInForce timeInForce = TimeInForce.Gtc)
    {
        var placed = await placeOrder.ExecuteAsync(
            new PlaceOrderCommand(user, symbol, side, OrderType.Limit)
            {
                TimeInForce = timeInForce, Price = DecimalText.Format(cents, 2), Quantity = quantity, ClientOrderId = clientOrderId,
            },
            Patience);
        if (!placed.IsSuccess && placed.Error is not DuplicateClientOrderId)
        {
            throw new InvalidOperationException($"{clientOrderId}: {placed.Error.Message}");
        }
    }

    private Amount Whole(string asset, long whole) => new(whole * MoneyMath.PowerOfTen(assets.Get(asset).Scale), assets.Get(asset));

    /// <summary>Opening balances arrive by message; orders need them.</summary>
    private async Task WaitForAsync(string user, string asset)
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var deadline = clock.GetUtcNow() + Patience;
        while (await store.ReadAsync(LedgerPartitions.Users, user, AccountsDocument.IdOf(asset)) is null)
        {
            if (clock.GetUtcNow() > deadline)
            {
                throw new InvalidOperationException($"The opening balance of {asset} did not arrive.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
        }
    }
}
