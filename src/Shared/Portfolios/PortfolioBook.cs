using CryptoVault.Ledger;
using CryptoVault.Money;

namespace CryptoVault.Portfolios;

/// <summary>What a posting did to what a customer has of an asset.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Units">Minor units more, or less when negative.</param>
/// <param name="Price">Dollars for one whole of it at that time, in units of 10^-8; null when unknown.</param>
internal readonly record struct Movement(Asset Asset, Int128 Units, Int128? Price)
{
    /// <summary>What it was worth, however it moved; rounded down.</summary>
    public Int128? Value => Price is { } price ? WideMath.MulDiv(Int128.Abs(Units), price, MoneyMath.PowerOfTen(Asset.Scale)) : null;
}

/// <summary>
/// Applies postings to a portfolio, one after another: pure, in whole numbers, so that the same postings and prices give the
/// same portfolio each time. docs/portfolio.md defines what each kind of movement does to cost and profit.
/// </summary>
internal sealed class PortfolioBook
{
    /// <summary>The assets that trades are valued in, the first one that is part of the trade; else in what was paid.</summary>
    private static readonly string[] ValuedIn = ["USD", "USDC", "USDT", "EUR"];

    private readonly SortedDictionary<string, Position> positions = new(StringComparer.Ordinal);
    private Int128 netInflow;
    private Int128 withdrawnGain;

    public PortfolioBook(PortfolioState state)
    {
        foreach (var position in state.Positions)
        {
            positions[position.Asset] = position;
        }

        (netInflow, withdrawnGain) = (state.NetInflow, state.WithdrawnGain);
    }

    public PortfolioState State => new([.. positions.Values], netInflow, withdrawnGain);

    public void Apply(string kind, IReadOnlyList<Movement> movements)
    {
        var paid = movements.Count(movement => movement.Units < 0);
        if (kind == PostingKinds.Trade && paid == 1 && movements.Count <= 2)
        {
            Trade(movements.First(movement => movement.Units < 0), movements.Where(movement => movement.Units > 0).Select(one => (Movement?)one).FirstOrDefault());
            return;
        }

        foreach (var movement in movements)
        {
            if (movement.Units > 0)
            {
                TakeIn(movement);
            }
            else
            {
                PayOut(movement);
            }
        }
    }

    /// <summary>What was paid is sold for the trade's value, and what was received cost it. Fees are in both: less was received for the same.</summary>
    private void Trade(Movement paid, Movement? received)
    {
        var (left, cost) = Of(paid).Minus(-paid.Units);
        Int128? value = received is { } got ? ValueOf(paid, got) : 0; // fees took all of it
        positions[paid.Asset.Code] = left with { Realized = checked(left.Realized + ((value ?? cost) - cost)) };
        if (received is { } came)
        {
            var taken = Of(came).Plus(came.Units, value ?? cost);
            positions[came.Asset.Code] = value is null ? taken with { IsCostKnown = false } : taken;
        }
    }

    /// <summary>Deposits, transfers and the like come in at their market value.</summary>
    private void TakeIn(Movement movement)
    {
        positions[movement.Asset.Code] = Of(movement).Plus(movement.Units, movement.Value);
        netInflow = checked(netInflow + (movement.Value ?? 0));
    }

    /// <summary>Withdrawals, transfers and the like take their part of the cost along; nothing is sold.</summary>
    private void PayOut(Movement movement)
    {
        var (left, cost) = Of(movement).Minus(-movement.Units);
        positions[movement.Asset.Code] = left;
        netInflow = checked(netInflow - (movement.Value ?? cost));
        withdrawnGain = checked(withdrawnGain + ((movement.Value ?? cost) - cost));
    }

    private static Int128? ValueOf(Movement paid, Movement received)
    {
        foreach (var asset in ValuedIn)
        {
            if (paid.Asset.Code == asset && paid.Value is { } value)
            {
                return value;
            }

            if (received.Asset.Code == asset && received.Value is { } other)
            {
                return other;
            }
        }

        return paid.Value ?? received.Value;
    }

    private Position Of(Movement movement) => positions.GetValueOrDefault(movement.Asset.Code) ?? Position.None(movement.Asset.Code);
}
