using System.Globalization;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Simulation.World;
using CryptoVault.Storage;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Simulation.Year;

/// <summary>The customers of a simulated year: they bring money, trade and take it out, as the dice say.</summary>
internal sealed class YearPeople(SimWorld world, YearCounts counts)
{
    public const int Users = 500;

    private const int EarlyUsers = 60;

    private const string Symbol = "BTC-USDT";
    private static readonly AssetCatalog Assets = AssetCatalog.Default;

    private const int RecentlyPaid = 200;

    private readonly List<WithdrawalReference> recent = [];
    private readonly HashSet<string> returned = new(StringComparer.Ordinal);
    private int number;

    /// <summary>Every withdrawal that was taken.</summary>
    public List<WithdrawalReference> Withdrawals { get; } = [];

    public void Prepare()
    {
        var terms = new MarketTerms(Symbol, "BTC", "USDT", "0.01", "0.00001", "0.00001", "100", "1", "1000000", 20, 10, 20, 200);
        Begin("create market", async node => (await node.Get<CreateMarket>().ExecuteAsync(terms)).Error);

        // Some have money from the first day on; the others come with their first deposit.
        for (var user = 0; user < EarlyUsers; user++)
        {
            Deposit($"u{user}", user % 2 == 0 ? "BTC" : "USDT", user % 2 == 0 ? 10_000_000_000 : 1_000_000_000_000);
            Deposit($"u{user}", "EUR", 1_000_000_000_000);
        }
    }

    /// <summary>Somebody does something.</summary>
    public void Act()
    {
        var user = $"u{world.Chance.Below(world.Chance.Below(2) == 0 ? EarlyUsers : Users)}";
        var isBitcoin = world.Chance.Below(2) == 0;
        var dice = world.Chance.Below(1000);
        Action act = dice switch
        {
            < 180 => () => Deposit(user, isBitcoin),
            < 700 => () => Trade(user),
            < 988 => () => Withdraw(user, isBitcoin),
            < 993 => ReturnByBank,
            < 997 => Reorganize,
            _ => ChangeList,
        };
        act();
    }

    private void Trade(string user)
    {
        counts.Add("operations", "trade");
        var ticks = 9_800 + (world.Chance.Below(17) * 25);
        var command = new PlaceOrderCommand(user, Symbol, world.Chance.Below(2) == 0 ? OrderSide.Buy : OrderSide.Sell, OrderType.Limit)
        {
            ClientOrderId = $"o{++number}",
            Price = (ticks / 100m).ToString(CultureInfo.InvariantCulture),
            Quantity = ((world.Chance.Below(100) + 1) / 100m).ToString(CultureInfo.InvariantCulture),
            TimeInForce = world.Chance.Below(3) == 0 ? TimeInForce.Gtc : TimeInForce.Ioc,
        };
        Begin($"{user} trades", async node => (await node.Get<PlaceOrder>().ExecuteAsync(command, TimeSpan.Zero)).Error);
    }

    private void Deposit(string user, string asset, Int128 units, bool isListed = false, bool isGone = false)
    {
        counts.Add("operations", "deposit");
        var reference = $"d{++number}";
        var network = NetworkOf(asset);
        var source = isListed ? YearRun.Blocked(network) : null;
        var fate = isGone ? ChainFate.DoubleSpent : ChainFate.Mined;
        Begin($"{user} gets {units} {asset}", async node =>
        {
            var address = await node.Get<GetDepositAddress>().ExecuteAsync(user, asset, network);
            if (!address.IsSuccess)
            {
                return address.Error;
            }

            if (fate != ChainFate.Mined)
            {
                await node.Get<SimulatedChain>().PlanFateAsync(network, address.Value.Address, fate);
            }

            await node.Get<SimulatedChain>().SendAsync(new StrangersPayment(reference, network, new Amount(units, Assets.Get(asset)), address.Value.Address) { Source = source });
            return null;
        });
    }

    private static string NetworkOf(string asset) => asset switch { "BTC" => NetworkNames.Bitcoin, "EUR" => NetworkNames.Sepa, _ => NetworkNames.Ethereum };

    /// <summary>One in six over the bank; now and then from a listed payer, or of coins that were spent already.</summary>
    private void Deposit(string user, bool isBitcoin)
    {
        var asset = world.Chance.Below(6) == 0 ? "EUR" : isBitcoin ? "BTC" : "USDT";
        var dice = world.Chance.Below(100);
        Deposit(user, asset, (world.Chance.Below(900) + 100) * (Int128)(asset == "BTC" ? 1_000_000 : 100_000_000), dice < 2, dice == 2);
    }

    private void Withdraw(string user, bool isBitcoin)
    {
        counts.Add("operations", "withdrawal");
        var asset = world.Chance.Below(6) == 0 ? "EUR" : isBitcoin ? "BTC" : "USDT";
        var network = NetworkOf(asset);
        var dollars = world.Chance.Below(8) == 0 ? 1_000 + world.Chance.Below(1_000) : world.Chance.Below(400) + 20;
        var amount = asset == "BTC" ? (dollars / 100m).ToString(CultureInfo.InvariantCulture) : dollars.ToString(CultureInfo.InvariantCulture);
        var key = $"w{++number}";
        var address = world.Chance.Below(100) switch
        {
            0 => YearRun.Refused(network),
            1 => YearRun.Blocked(network),
            _ => SimulatedKeys.Address(network, $"beneficiary-{user}-{world.Chance.Below(3)}"),
        };
        var fate = world.Chance.Below(200) switch { < 4 => ChainFate.Stuck, < 6 => ChainFate.Dropped, 6 => ChainFate.DoubleSpent, 7 => ChainFate.Failed, _ => ChainFate.Mined };
        var command = new RequestWithdrawalCommand(user, 2, asset, network, address, amount, new IdempotencyRequest(key, "POST wallet/withdrawals", key));
        var withdrawal = new WithdrawalReference(user, DerivedId.Of("withdrawal", user, key));
        Begin(
            $"{user} withdraws {amount} {asset}",
            async node =>
            {
                if (fate != ChainFate.Mined)
                {
                    await node.Get<SimulatedChain>().PlanFateAsync(network, address, fate);
                }

                return (await node.Get<RequestWithdrawal>().ExecuteAsync(command)).Error;
            },
            () =>
            {
                Withdrawals.Add(withdrawal);
                recent.Add(withdrawal);
                var hesitation = TimeSpan.FromMinutes(1 + world.Chance.Below(20));
                var plan = world.Chance.Below(100);
                world.Kernel.After(hesitation, null, () => Answer(withdrawal, plan));
            });
    }

    /// <summary>A beneficiary's bank sends back what was paid: with the customer's reference, so that it comes to the customer.</summary>
    private void ReturnByBank()
    {
        var paid = Withdrawals.Skip(Math.Max(0, Withdrawals.Count - RecentlyPaid)).Select(world.Find)
            .FirstOrDefault(one => one is { Network: NetworkNames.Sepa, Status: WithdrawalStatus.Completed } && !returned.Contains(one.WithdrawalId));
        if (paid is null)
        {
            return;
        }

        counts.Add("operations", "bank return");
        returned.Add(paid.WithdrawalId);
        var payment = new StrangersPayment($"return-{paid.WithdrawalId}", paid.Network, new Amount(paid.Units, Assets.Get(paid.Asset)), BankReferences.Of(paid.Network, paid.UserId))
        {
            Source = paid.Address, ReturnOf = paid.WithdrawalId,
        };
        Begin("bank return", async node =>
        {
            await node.Get<SimulatedChain>().SendAsync(payment);
            return null;
        });
    }

    /// <summary>The mail has come: most confirm, some cancel at once or later, some never look.</summary>
    private void Answer(WithdrawalReference withdrawal, int plan)
    {
        if (plan < 90 && world.Mails.TryGetValue(withdrawal.WithdrawalId, out var token))
        {
            Begin("confirm", async node => (await node.Get<ConfirmWithdrawal>().ExecuteAsync(withdrawal, token)).Error);
        }

        if (plan is >= 86 and < 94)
        {
            world.Kernel.After(TimeSpan.FromMinutes(world.Chance.Below(30)), null, () =>
                Begin("cancel", async node => (await node.Get<CancelWithdrawal>().ExecuteAsync(withdrawal)).Error));
        }
    }

    /// <summary>Some blocks of a chain are replaced, no deeper than deposits must be.</summary>
    private void Reorganize()
    {
        counts.Add("operations", "re-org");
        var network = world.Chance.Below(2) == 0 ? "bitcoin" : "ethereum";
        Begin("re-org", async node =>
        {
            await node.Get<SimulatedChain>().ReorganizeAsync(network, 1 + world.Chance.Below(2));
            return null;
        });
    }

    /// <summary>An address that somebody withdraws to comes onto the list, or one goes.</summary>
    private void ChangeList()
    {
        counts.Add("operations", "list change");
        var screening = world.AnyNode()?.Get<YearScreening>();
        if (screening is null || recent.Count == 0)
        {
            return;
        }

        var withdrawal = world.Chance.Of(recent);
        recent.Clear();
        if (world.Store.Read(LedgerPartitions.Users, withdrawal.UserId, WithdrawalDocument.IdOf(withdrawal.WithdrawalId)) is { } stored)
        {
            var address = DocumentCodec.Decode<WithdrawalDocument>(stored).Address;
            if (!screening.Listed.Add(address))
            {
                screening.Listed.Remove(address);
            }
        }
    }

    private void Begin(string name, Func<Node, Task<Results.Error?>> attempt, Action? done = null) => new Operation(
        name,
        async node =>
        {
            var error = await attempt(node);
            if (error is not null and not Results.ServiceUnavailable)
            {
                counts.Add("refused", error.Code);
            }

            return error;
        },
        done).Begin(world);
}
