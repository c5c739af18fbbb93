using System.Globalization;
using System.Text;
using CryptoVault.Matching;
using CryptoVault.Orders;

namespace CryptoVault.MatchingComparison;

/// <summary>How many orders of each type x time in force x self-trade prevention there were, and what became of them.</summary>
internal sealed class ComboCounts
{
    private readonly SortedDictionary<string, (long Placed, long Traded, long Prevented, long Rejected)> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, string> comboOf = [];

    public static string ComboOf(in NewOrder order)
    {
        var type = order.ByQuote ? $"{order.Type} by quote" : order.TrailingBasisPoints > 0 ? $"{order.Type} trailing" : order.Peak > 0 ? $"{order.Type} iceberg" : order.Type.ToString();
        return $"{type,-24} {order.TimeInForce,-4} {order.Prevention}";
    }

    /// <summary>Every combination that there can be.</summary>
    public static IEnumerable<string> All()
    {
        foreach (var prevention in Enum.GetValues<SelfTradePrevention>())
        {
            foreach (var type in Enum.GetValues<OrderType>())
            {
                foreach (var timeInForce in RandomCommands.TimesOf(type))
                {
                    var order = new NewOrder { Type = type, TimeInForce = timeInForce, Prevention = prevention };
                    yield return ComboOf(in order);
                    if (!type.HasLimit())
                    {
                        order.ByQuote = true;
                        yield return ComboOf(in order);
                        order.ByQuote = false;
                    }
                    else if (order.CanRest)
                    {
                        order.Peak = 1;
                        yield return ComboOf(in order);
                        order.Peak = 0;
                    }

                    if (type.IsStop())
                    {
                        order.TrailingBasisPoints = 1;
                        yield return ComboOf(in order);
                    }
                }
            }
        }
    }

    /// <summary>Combinations of which no order was placed, or none ever traded.</summary>
    public IEnumerable<string> Missing() => All().Where(combo => !counts.TryGetValue(combo, out var count) || count.Placed == 0 || count.Traded == 0);

    public void Count(in BookCommand command, BookEvents events)
    {
        if (command.Kind is BookCommandKind.Place or BookCommandKind.Replace or BookCommandKind.PlacePair)
        {
            Placed(in command.Order);
        }

        if (command.Kind == BookCommandKind.PlacePair)
        {
            Placed(in command.Other);
        }

        foreach (ref readonly var happened in events.Span)
        {
            if (happened.Kind is not (BookEventKind.Filled or BookEventKind.Prevented or BookEventKind.Rejected)
                && happened.Status != OrderStatus.ExpiredInMatch)
            {
                continue;
            }

            var combo = comboOf[happened.OrderId];
            var count = counts[combo];
            counts[combo] = happened.Kind switch
            {
                BookEventKind.Filled => count with { Traded = count.Traded + 1 },
                BookEventKind.Rejected => count with { Rejected = count.Rejected + 1 },
                _ => count with { Prevented = count.Prevented + 1 },
            };
        }
    }

    public string Table()
    {
        var table = new StringBuilder("type                     TIF  self-trade prevention     placed      fills  prevented   rejected\n");
        foreach (var (combo, (placed, traded, prevented, rejected)) in counts)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"{combo,-48} {placed,9:N0} {traded,10:N0} {prevented,10:N0} {rejected,10:N0}");
        }

        foreach (var missing in Missing())
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"MISSING {missing}");
        }

        return table.ToString();
    }

    private void Placed(in NewOrder order)
    {
        var combo = ComboOf(in order);
        comboOf[order.Id] = combo;
        var count = counts.GetValueOrDefault(combo);
        counts[combo] = count with { Placed = count.Placed + 1 };
    }
}
