using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Placing;

/// <summary>What placing an order would mean now.</summary>
/// <param name="Symbol">The market.</param>
/// <param name="Hold">What would be reserved.</param>
/// <param name="Available">What the customer has of it.</param>
/// <param name="MakerBasisPoints">The fee for what trades while it rests.</param>
/// <param name="TakerBasisPoints">The fee for what it takes at once.</param>
public sealed record OrderTested(string Symbol, Amount Hold, Amount Available, int MakerBasisPoints, int TakerBasisPoints)
{
    internal CheckedOrder? Order { get; init; }

    internal Market? Market { get; init; }
}

/// <summary>Checks an order as placing it would, and changes nothing.</summary>
public sealed class TestOrder(OrderIntake intake, Partitions partitions, AssetCatalog assets)
{
    /// <summary>Checks the order's fields, the market's filters, and that the customer can pay for it.</summary>
    public async Task<Result<OrderTested>> ExecuteAsync(PlaceOrderCommand command, CancellationToken cancellation = default)
    {
        var tested = await LookAsync(command, cancellation);
        return tested is { IsSuccess: true, Value: var (_, hold, available, _, _) } && available < hold ? new InsufficientFunds(available, hold) : tested;
    }

    /// <summary>The same, whether the customer can pay for it or not.</summary>
    public async Task<Result<OrderTested>> LookAsync(PlaceOrderCommand command, CancellationToken cancellation = default)
    {
        var incoming = await intake.ReadAsync(command, cancellation);
        return incoming.IsSuccess
            ? await partitions.DecideAsync(LedgerPartitions.OfUser(command.UserId), view => Look(view, incoming.Value), cancellation)
            : incoming.Error;
    }

    private Result<OrderTested> Look(PartitionView view, IncomingOrder incoming)
    {
        var now = intake.Now;
        var passed = incoming.Check(view, now);
        if (!passed.IsSuccess)
        {
            return passed.Error;
        }

        var (order, hold) = passed.Value;
        var available = new PartitionLedger(view, assets, now, incoming.Command.UserId).Available(hold.Asset);
        return new OrderTested(incoming.Market.Symbol, hold, available, order.MakerBasisPoints, order.TakerBasisPoints)
        {
            Order = passed.Value,
            Market = incoming.Market,
        };
    }
}
