using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Results;

namespace CryptoVault.Orders.Placing;

/// <summary>What an order asks for, read and well formed, in minor units; not yet checked against its market's filters.</summary>
internal sealed record OrderTerms(OrderSide Side, OrderType Type, TimeInForce TimeInForce)
{
    /// <summary>Quote minor units per whole base unit; 0 for a market order.</summary>
    public Int128 Price { get; init; }

    /// <summary>Base minor units; 0 for an order by quote amount.</summary>
    public Int128 Quantity { get; init; }

    /// <summary>Quote minor units; 0 for an order by quantity.</summary>
    public Int128 QuoteAmount { get; init; }

    /// <summary>Reads a command. Which fields an order has follows from its type.</summary>
    public static Result<OrderTerms> Read(PlaceOrderCommand command, Market market)
    {
        var errors = new List<FieldError>();
        Int128 price = 0;
        Int128 quantity = 0;
        Int128 quoteAmount = 0;
        if (command.Type == OrderType.Limit)
        {
            price = AmountField.Read("/price", command.Price, market.Quote, errors);
            quantity = AmountField.Read("/quantity", command.Quantity, market.Base, errors);
            Forbid("/quoteAmount", command.QuoteAmount, "A limit order is by quantity.", errors);
        }
        else
        {
            Forbid("/price", command.Price, "A market order has no price.", errors);
            if (command.TimeInForce is TimeInForce.Gtc)
            {
                errors.Add(new FieldError("/timeInForce", "NOT_ALLOWED", "A market order never rests: leave the time in force out.", "GTC", Nearest: "IOC"));
            }

            if (command.QuoteAmount is null)
            {
                quantity = AmountField.Read("/quantity", command.Quantity, market.Base, errors);
            }
            else
            {
                quoteAmount = AmountField.Read("/quoteAmount", command.QuoteAmount, market.Quote, errors);
                Forbid("/quantity", command.Quantity, "A market order has a quantity or a quote amount, not both.", errors);
            }
        }

        var timeInForce = command.Type == OrderType.Market ? TimeInForce.Ioc : command.TimeInForce ?? TimeInForce.Gtc;
        return errors.Count > 0
            ? new ValidationFailed(errors)
            : new OrderTerms(command.Side, command.Type, timeInForce) { Price = price, Quantity = quantity, QuoteAmount = quoteAmount };
    }

    private static void Forbid(string pointer, string? sent, string message, List<FieldError> errors)
    {
        if (sent is not null)
        {
            errors.Add(new FieldError(pointer, "NOT_ALLOWED", message, sent.Length <= 64 ? sent : sent[..64]));
        }
    }
}
