using CryptoVault.Orders.Placing;
using CryptoVault.Results;

namespace CryptoVault.Orders.Lists;

/// <summary>A list as its customer sends it.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Symbol">The market of all its orders.</param>
/// <param name="Type">What its orders have to do with each other.</param>
/// <param name="Legs">Two legs of an OCO; or what is placed when <see cref="Working"/> is filled: one, or two as an OCO.</param>
public sealed record PlaceOrderListCommand(string UserId, string Symbol, OrderListType Type, IReadOnlyList<PlaceOrderCommand> Legs)
{
    /// <summary>The order that is placed at once; null for an OCO.</summary>
    public PlaceOrderCommand? Working { get; init; }

    /// <summary>The customer's own id of the list, unique for ever; default: the list's id.</summary>
    public string? ClientListId { get; init; }

    /// <summary>All orders with the JSON pointers at which they were sent, the working one first.</summary>
    internal IEnumerable<(string Pointer, PlaceOrderCommand Order)> Orders =>
        (Working is null ? [] : new[] { ("/working", Working) }).Concat(Legs.Select((leg, i) => ($"/legs/{i}", leg)));

    /// <summary>What is wrong with the list's shape; null when nothing is.</summary>
    internal ValidationFailed? Refuse()
    {
        var errors = new List<FieldError>();
        var legs = Type == OrderListType.Oto ? 1 : 2;
        if (Legs.Count != legs)
        {
            errors.Add(new FieldError("/legs", "COUNT", $"This type of list has {legs} legs.", $"{Legs.Count}", $"{legs}", $"{legs}"));
        }

        if ((Type == OrderListType.Oco) != Working is null)
        {
            errors.Add(Working is null
                ? new FieldError("/working", "REQUIRED", "This type of list has a working order.")
                : new FieldError("/working", "NOT_ALLOWED", "An OCO has two legs and no working order."));
        }

        if (Legs.Count == 2 && legs == 2)
        {
            RefusePair(errors);
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        errors.AddRange(new[] { ClientOrderIds.Refuse("/listClientOrderId", ClientListId) }.OfType<FieldError>());
        foreach (var (pointer, order) in Orders)
        {
            if (ClientOrderIds.Refuse($"{pointer}/clientOrderId", order.ClientOrderId) is { } malformed)
            {
                errors.Add(malformed);
            }
            else if (order.ClientOrderId is { } id && !named.Add(id))
            {
                errors.Add(new FieldError($"{pointer}/clientOrderId", "NOT_UNIQUE", "Each order of a list has a client order id of its own.", id));
            }
        }

        return errors.Count == 0 ? null : new ValidationFailed(errors);
    }

    /// <summary>The legs of an OCO share a reservation, and neither trades at once.</summary>
    private void RefusePair(List<FieldError> errors)
    {
        if (Legs[0].Side != Legs[1].Side)
        {
            errors.Add(new FieldError("/legs/1/side", "NOT_ALLOWED", "Both legs of an OCO buy, or both sell.", Name(Legs[1].Side), Name(Legs[0].Side), Name(Legs[0].Side)));
        }

        for (var i = 0; i < 2; i++)
        {
            if (Legs[i].Type != OrderType.LimitMaker && !Legs[i].Type.IsStop())
            {
                errors.Add(new FieldError(
                    $"/legs/{i}/type", "NOT_ALLOWED", "A leg of an OCO does not trade at once: it is a limit maker, a stop or a take-profit.",
                    Legs[i].Type == OrderType.Limit ? "limit" : "market", "limit_maker, stop_loss, stop_loss_limit, take_profit, take_profit_limit", "limit_maker"));
            }
        }
    }

    private static string Name(OrderSide side) => side == OrderSide.Buy ? "buy" : "sell";
}
