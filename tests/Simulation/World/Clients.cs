using System.Globalization;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Compliance.Cases;
using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Simulation.World;

/// <summary>The customers and reviewers: what they ask for, chosen by the dice.</summary>
internal sealed class Clients(SimWorld world)
{
    private const string Symbol = "BTC-USDT";
    private static readonly string[] Users = ["ana", "ben", "cem", "dora", "eve"];
    private static readonly Dictionary<string, (string Network, string Address, Int128 Fee)> Ways = new(StringComparer.Ordinal)
    {
        ["BTC"] = ("bitcoin", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", 2_000),
        ["USDT"] = ("ethereum", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", 200_000_000),
    };

    private readonly List<Operation> open = [];
    private readonly List<Func<Operation>> repeatable = [];
    private readonly Payments payments = new(world);
    private readonly Treasury treasury = new(world);
    private readonly Traders traders = new(world);
    private readonly Miners miners = new(world);
    private int number;

    public static IReadOnlyList<string> All => Users;

    public IReadOnlyList<Operation> Open => open;

    private Kernel.Chance Dice => world.Chance;

    private static AssetCatalog Assets => AssetCatalog.Default;

    /// <summary>The market and some money to begin with.</summary>
    public void Prepare()
    {
        var terms = new MarketTerms(Symbol, "BTC", "USDT", "0.01", "0.00001", "0.00001", "100", "1", "1000000", 20, 10, 20, 200);
        Begin(new Operation("create market", async node => (await node.Get<CreateMarket>().ExecuteAsync(terms)).Error is { } error and not ConflictError ? error : null));
        payments.OpenAccounts();
        foreach (var user in Users)
        {
            Deposit(user, "BTC", Units("BTC", 100_000));
            Deposit(user, "USDT", Units("USDT", 10_000_000));
        }
    }

    /// <summary>Somebody does something.</summary>
    public void Act()
    {
        open.RemoveAll(operation => operation.IsOver);
        if (open.Count > 40)
        {
            return;
        }

        var dice = Dice.Below(100);
        Action act = dice switch
        {
            < 27 => Place,
            < 34 => traders.Replace,
            < 40 => traders.PlaceList,
            < 50 => Cancel,
            < 52 => traders.CancelList,
            < 61 => payments.Pay,
            < 66 => treasury.Act,
            < 71 => Deposit,
            < 73 => () => miners.Act(Ways),
            < 80 => Withdraw,
            < 87 => Confirm,
            < 90 => CancelWithdrawal,
            < 95 => Decide,
            _ => Repeat,
        };
        act();
    }

    /// <summary>Whoever is waited for acts: mails are confirmed or withdrawals canceled, cases decided.</summary>
    public void FinishWithdrawals()
    {
        open.RemoveAll(operation => operation.IsOver);
        if (open.Count == 0)
        {
            miners.Finish();
        }

        foreach (var (id, sent) in world.Model.Withdrawals)
        {
            if (world.FindWithdrawal(sent) is not { } document)
            {
                continue;
            }

            if (document.Status == WithdrawalStatus.EmailConfirmation && open.All(operation => operation.Name != $"cancel {id}"))
            {
                CancelWithdrawal(sent);
            }
            else if (document.Status == WithdrawalStatus.PendingApproval)
            {
                Decide(document);
            }
        }
    }

    public void Died(Node node)
    {
        foreach (var operation in open.Where(operation => operation.Asked == node))
        {
            operation.Lost(world);
        }
    }

    private void Place()
    {
        var user = Dice.Of(Users);
        var side = Dice.Below(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
        var name = $"o{++number}";
        var quantity = ((Dice.Below(200_000) + 2_000) / 100_000m).ToString(CultureInfo.InvariantCulture);
        var command = new PlaceOrderCommand(user, Symbol, side, OrderType.Limit) { ClientOrderId = name };
        Int128 price = 0;
        switch (Dice.Below(10))
        {
            case 0:
                command = command with { Type = OrderType.Market, Quantity = quantity };
                break;
            case 1:
                command = command with { Type = OrderType.Market, QuoteAmount = (Dice.Below(20_000) + 200m).ToString(CultureInfo.InvariantCulture) };
                break;
            default:
                var ticks = 9_800 + (Dice.Below(17) * 25);
                price = (Int128)ticks * 1_000_000;
                command = command with
                {
                    Price = (ticks / 100m).ToString(CultureInfo.InvariantCulture),
                    Quantity = quantity,
                    TimeInForce = Dice.Below(6) == 0 ? TimeInForce.Ioc : TimeInForce.Gtc,
                };
                break;
        }

        var order = new SentOrder(user, OrderKey.OfClientOrder(user, name), side, price);
        world.Model.Orders[order.OrderId] = order;
        var wait = TimeSpan.FromMilliseconds(Dice.Below(3) * 200);
        Operation Again() => new(
            $"{user} {name} {side} {command.Quantity ?? command.QuoteAmount} at {command.Price ?? "market"}",
            async node => (await node.Get<PlaceOrder>().ExecuteAsync(command, wait)).Error,
            () => order.WasAcknowledged = true);
        Remember(Again);
    }

    private void Cancel()
    {
        if (world.Model.Orders.Count == 0)
        {
            return;
        }

        var order = world.Model.Orders.Values.ElementAt(Math.Max(0, world.Model.Orders.Count - 1 - Dice.Below(40)));
        Begin(new Operation($"{order.User} cancels {order.OrderId}", async node => (await node.Get<CancelOrder>().ExecuteAsync(order.User, order.OrderId, TimeSpan.Zero)).Error));
    }

    /// <summary>Somebody pays a customer: now and then less than the minimum.</summary>
    private void Deposit()
    {
        var (asset, minimum) = Dice.Below(2) == 0 ? ("BTC", 1_000) : ("USDT", 100_000_000);
        Deposit(Dice.Of(Users), asset, Dice.Below(minimum) + ((Int128)minimum * (Dice.Below(3) == 0 ? 0 : Dice.Below(1_000))) + 1);
    }

    private void Deposit(string user, string asset, Int128 units)
    {
        var reference = $"d{++number}";
        var network = Ways[asset].Network;
        Begin(new Operation(
            $"{user} gets {units} {asset}",
            async node =>
            {
                var address = await node.Get<GetDepositAddress>().ExecuteAsync(user, asset, network);
                if (!address.IsSuccess)
                {
                    return address.Error;
                }

                await node.Get<Adapters.Simulated.SimulatedChain>().SendAsync(reference, network, new Amount(units, Assets.Get(asset)), address.Value.Address);
                return null;
            },
            () => world.Model.Give(user, asset, units)));
    }

    private void Withdraw()
    {
        var (user, asset) = (Dice.Of(Users), Dice.Below(2) == 0 ? "BTC" : "USDT");
        var (network, address, fee) = Ways[asset];
        var whole = asset == "BTC" ? Dice.Below(Dice.Below(3) == 0 ? 1_500 : 300) + 1 : Dice.Below(1_800) + 10;
        var amount = asset == "BTC" ? (whole / 100m).ToString(CultureInfo.InvariantCulture) : whole.ToString(CultureInfo.InvariantCulture);
        var units = asset == "BTC" ? (Int128)whole * 1_000_000 : (Int128)whole * 100_000_000;
        var key = $"w{++number}";
        var sent = new SentWithdrawal(user, DerivedId.Of("withdrawal", user, key), asset, units, fee);
        world.Model.Withdrawals[sent.WithdrawalId] = sent;
        var command = new RequestWithdrawalCommand(user, 2, asset, network, address, amount, new IdempotencyRequest(key, "POST wallet/withdrawals", key));
        Operation Again() => new(
            $"{user} withdraws {amount} {asset} as {sent.WithdrawalId}",
            async node => (await node.Get<RequestWithdrawal>().ExecuteAsync(command)).Error,
            () => sent.WasAcknowledged = true);
        Remember(Again);
    }

    private void Confirm()
    {
        if (world.Mails.Count == 0)
        {
            return;
        }

        var (id, token) = world.Mails.ElementAt(Math.Max(0, world.Mails.Count - 1 - Dice.Below(6)));
        if (!world.Model.Withdrawals.TryGetValue(id, out var sent))
        {
            world.Fail(Checks.Failure.Model, $"withdrawal {id} is of nobody's asking");
            return;
        }

        Begin(new Operation($"confirm {id}", async node => (await node.Get<ConfirmWithdrawal>().ExecuteAsync(new WithdrawalReference(sent.User, id), token)).Error));
    }

    private void CancelWithdrawal()
    {
        if (world.Model.Withdrawals.Count > 0)
        {
            CancelWithdrawal(world.Model.Withdrawals.Values.ElementAt(Math.Max(0, world.Model.Withdrawals.Count - 1 - Dice.Below(6))));
        }
    }

    private void CancelWithdrawal(SentWithdrawal sent) => Begin(new Operation(
        $"cancel {sent.WithdrawalId}",
        async node => (await node.Get<CancelWithdrawal>().ExecuteAsync(new WithdrawalReference(sent.User, sent.WithdrawalId))).Error));

    private void Decide()
    {
        if (world.Model.Withdrawals.Count > 0
            && world.FindWithdrawal(world.Model.Withdrawals.Values.ElementAt(Dice.Below(world.Model.Withdrawals.Count))) is { CaseId: not null } document)
        {
            Decide(document);
        }
    }

    private void Decide(WithdrawalDocument document)
    {
        if (world.FindCase(document.CaseId!) is not { State: CaseState.Open } found)
        {
            return;
        }

        var rita = new Caller("rita", "session-rita", RoleSet.Of([Role.ComplianceReviewer]), 0);
        var verdict = Dice.Below(3) == 0 ? CaseVerdict.Reject : CaseVerdict.Approve;
        Begin(new Operation(
            $"{verdict} {document.WithdrawalId}",
            async node => (await node.Get<DecideCase>().ExecuteAsync(
                new DecideCaseCommand(found.CaseId, rita, verdict, "as the dice say", CaseDecisions.VersionOf(found)))).Error));
    }

    /// <summary>What was done long ago is asked for again, word for word.</summary>
    private void Repeat()
    {
        if (repeatable.Count > 0)
        {
            Begin(Dice.Of(repeatable)());
        }
    }

    public void Remember(Func<Operation> again)
    {
        Begin(again());
        if (Dice.Below(4) == 0)
        {
            repeatable.Add(again);
        }
    }

    public void Begin(Operation operation)
    {
        open.Add(operation);
        operation.Begin(world);
    }

    private static Int128 Units(string asset, long thousandths) => (Int128)thousandths * MoneyMath.PowerOfTen(Assets.Get(asset).Scale - 3);
}
