using System.Globalization;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Placing;

/// <summary>What an order asks for, read and well formed, in minor units; not yet checked against its market's filters.</summary>
internal sealed record OrderTerms(OrderSide Side, OrderType Type, TimeInForce TimeInForce)
{
    /// <summary>Quote minor units per whole base unit; 0 for an order without a limit.</summary>
    public Int128 Price { get; init; }

    /// <summary>Base minor units; 0 for an order by quote amount.</summary>
    public Int128 Quantity { get; init; }

    /// <summary>Quote minor units; 0 for an order by quantity.</summary>
    public Int128 QuoteAmount { get; init; }

    /// <summary>Quote minor units per whole base unit; 0 for an order without a stop.</summary>
    public Int128 StopPrice { get; init; }

    /// <summary>Basis points; 0 for an order that does not trail.</summary>
    public int TrailingDelta { get; init; }

    /// <summary>Base minor units; 0 for an order that shows all.</summary>
    public Int128 IcebergQuantity { get; init; }

    /// <summary>When it expires, as stored; null when it does not.</summary>
    public string? ExpireTime { get; init; }

    /// <summary>What happens when it would take from another order of the customer.</summary>
    public SelfTradePrevention Prevention { get; init; }

    /// <summary>True when what does not trade at once rests.</summary>
    public bool CanRest => Type.HasLimit() && TimeInForce is TimeInForce.Gtc or TimeInForce.Gtd;

    /// <summary>Reads a command. Which fields an order has follows from its type.</summary>
    public static Result<OrderTerms> Read(PlaceOrderCommand command, Market market) => new TermsReader(command, market).Read();

    /// <summary>Reads the fields of an order one after another, and gathers what is wrong with them.</summary>
    private sealed class TermsReader(PlaceOrderCommand command, Market market)
    {
        private readonly List<FieldError> errors = [];

        public Result<OrderTerms> Read()
        {
            var timeInForce = ReadTimeInForce();
            var terms = new OrderTerms(command.Side, command.Type, timeInForce)
            {
                Price = ReadPrice(),
                StopPrice = ReadStop(),
                TrailingDelta = ReadTrailing(),
                ExpireTime = ReadExpiry(timeInForce),
                Prevention = command.SelfTradePrevention ?? market.Definition.SelfTradePrevention,
            };
            terms = terms with { IcebergQuantity = ReadIceberg(terms) };
            terms = ReadQuantity(terms);
            return errors.Count > 0 ? new ValidationFailed(errors) : terms;
        }

        private TimeInForce ReadTimeInForce()
        {
            if (!command.Type.HasLimit())
            {
                if (command.TimeInForce is { } sent and not TimeInForce.Ioc)
                {
                    Refuse("/timeInForce", "An order without a limit never rests: leave the time in force out.", Name(sent), nearest: "IOC");
                }

                return TimeInForce.Ioc;
            }

            if (command is { Type: OrderType.LimitMaker, TimeInForce: TimeInForce.Ioc or TimeInForce.Fok })
            {
                Refuse("/timeInForce", "A limit maker rests: it is GTC or GTD.", Name(command.TimeInForce.Value), nearest: "GTC");
            }

            return command.TimeInForce ?? TimeInForce.Gtc;
        }

        private Int128 ReadPrice()
        {
            if (command.Type.HasLimit())
            {
                return AmountField.ReadPositive("/price", command.Price, market.Quote, errors);
            }

            Forbid("/price", command.Price, "An order without a limit has no price.");
            return 0;
        }

        private OrderTerms ReadQuantity(OrderTerms terms)
        {
            if (terms.Type.HasLimit())
            {
                Forbid("/quoteAmount", command.QuoteAmount, "An order with a limit is by quantity.");
            }
            else if (command.QuoteAmount is not null)
            {
                Forbid("/quantity", command.Quantity, "An order has a quantity or a quote amount, not both.");
                return terms with { QuoteAmount = AmountField.ReadPositive("/quoteAmount", command.QuoteAmount, market.Quote, errors) };
            }

            return terms with { Quantity = AmountField.ReadPositive("/quantity", command.Quantity, market.Base, errors) };
        }

        private Int128 ReadStop()
        {
            if (!command.Type.IsStop())
            {
                Forbid("/stopPrice", command.StopPrice, "Only stop and take-profit orders have a stop.");
                return 0;
            }

            return command.StopPrice is null && command.TrailingDelta is not null ? 0 : AmountField.ReadPositive("/stopPrice", command.StopPrice, market.Quote, errors);
        }

        private int ReadTrailing()
        {
            if (!command.Type.IsStop() && command.TrailingDelta is { } sent)
            {
                Refuse("/trailingDelta", "Only stop and take-profit orders trail.", sent.ToString(CultureInfo.InvariantCulture));
            }

            return command.TrailingDelta ?? 0;
        }

        private Int128 ReadIceberg(OrderTerms terms)
        {
            if (terms.CanRest)
            {
                return command.IcebergQuantity is null ? 0 : AmountField.ReadPositive("/icebergQuantity", command.IcebergQuantity, market.Base, errors);
            }

            Forbid("/icebergQuantity", command.IcebergQuantity, "Only an order that rests (GTC or GTD, with a limit) can be an iceberg.");
            return 0;
        }

        private string? ReadExpiry(TimeInForce timeInForce)
        {
            if (timeInForce != TimeInForce.Gtd)
            {
                Forbid("/expireTime", command.ExpireTime, "Only a GTD order expires.");
                return null;
            }

            if (command.ExpireTime is null)
            {
                errors.Add(new FieldError("/expireTime", "REQUIRED", "A GTD order needs the time at which it expires (RFC 3339)."));
                return null;
            }

            if (!DateTimeOffset.TryParse(command.ExpireTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) || !command.ExpireTime.Contains('T', StringComparison.Ordinal))
            {
                Refuse("/expireTime", "This is no RFC 3339 time.", Shorten(command.ExpireTime), code: "NOT_A_TIME");
                return null;
            }

            return StoredTime.Format(DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()));
        }

        private void Forbid(string pointer, string? sent, string message)
        {
            if (sent is not null)
            {
                Refuse(pointer, message, Shorten(sent));
            }
        }

        private void Refuse(string pointer, string message, string sent, string? nearest = null, string code = "NOT_ALLOWED") =>
            errors.Add(new FieldError(pointer, code, message, sent, Nearest: nearest));

        private static string Name(TimeInForce timeInForce) => timeInForce.ToString().ToUpperInvariant();

        private static string Shorten(string sent) => sent.Length <= 64 ? sent : sent[..64];
    }
}
