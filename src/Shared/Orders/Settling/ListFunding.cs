using CryptoVault.Fees;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;

namespace CryptoVault.Orders.Settling;

/// <summary>A leg as it can be placed.</summary>
internal sealed record FittedLeg(OrderTerms Terms, CheckedOrder Order);

/// <summary>Makes the leg of a list as large as what its working order brought can pay for.</summary>
internal static class ListFunding
{
    /// <summary>Checks a leg against its market's filters, made smaller where it would need more than it may.</summary>
    /// <param name="terms">What was asked for.</param>
    /// <param name="market">The market.</param>
    /// <param name="reference">The price of the working order's last fill, in ticks.</param>
    /// <param name="now">The time.</param>
    /// <param name="rates">What the customer pays.</param>
    /// <param name="limit">The most that it may reserve, in minor units; null when only the customer's balance limits it.</param>
    public static Result<FittedLeg> Fit(OrderTerms terms, Market market, long reference, DateTimeOffset now, FeeRates rates, Int128? limit)
    {
        var asked = OrderFilters.Check(terms, market, reference, now, rates);
        if (!asked.IsSuccess || limit is not { } most || asked.Value.Hold.Units <= most)
        {
            return asked.Map(order => new FittedLeg(terms, order));
        }

        var smaller = Shrink(terms, market, most, asked.Value.Hold.Units);
        if (smaller.Quantity + smaller.QuoteAmount == 0)
        {
            return new InsufficientFunds(new Amount(most, asked.Value.Hold.Asset), asked.Value.Hold);
        }

        var fitted = OrderFilters.Check(smaller, market, reference, now, rates);
        return fitted.IsSuccess && fitted.Value.Hold.Units > most
            ? new InsufficientFunds(new Amount(most, fitted.Value.Hold.Asset), fitted.Value.Hold)
            : fitted.Map(order => new FittedLeg(smaller, order));
    }

    /// <summary>What an order reserves is in proportion to what it is for.</summary>
    private static OrderTerms Shrink(OrderTerms terms, Market market, Int128 most, Int128 needed)
    {
        if (terms.QuoteAmount > 0)
        {
            return terms with { QuoteAmount = MoneyMath.MulDiv(terms.QuoteAmount, most, needed, Rounding.Down) };
        }

        var quantity = MoneyMath.MulDiv(terms.Quantity, most, needed, Rounding.Down);
        quantity -= quantity % market.LotUnits;
        return terms with { Quantity = quantity, IcebergQuantity = Int128.Min(terms.IcebergQuantity, quantity) };
    }
}
