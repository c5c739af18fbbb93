namespace CryptoVault.Ledger.Verification;

/// <summary>What each transfer's clearing legs add up to, while it is not zero.</summary>
internal sealed class TransferNets
{
    private readonly Dictionary<(string Transfer, string Asset), (Int128 Units, string Since)> open = [];

    public int Count => open.Count;

    public void Add(PostingLeg leg, string time)
    {
        var key = (leg.Transfer!, leg.Asset);
        if (!open.TryGetValue(key, out var net))
        {
            open[key] = (leg.Units, time);
            return;
        }

        var sum = net.Units + leg.Units;
        if (sum == 0)
        {
            open.Remove(key);
        }
        else
        {
            open[key] = (sum, string.CompareOrdinal(time, net.Since) < 0 ? time : net.Since);
        }
    }

    public Int128 TotalOf(string asset)
    {
        Int128 total = 0;
        foreach (var (key, net) in open)
        {
            total += key.Asset == asset ? net.Units : 0;
        }

        return total;
    }

    public IEnumerable<(string Transfer, string Asset, Int128 Units, string Since)> OldestFirst() =>
        open.Select(entry => (entry.Key.Transfer, entry.Key.Asset, entry.Value.Units, entry.Value.Since))
            .OrderBy(entry => entry.Since, StringComparer.Ordinal).ThenBy(entry => entry.Transfer, StringComparer.Ordinal);
}
