using CryptoVault.Storage;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>Gathers what is owed, and what stands against it, while a snapshot is read. Paper money is owed to nobody.</summary>
internal sealed class LiabilityBalances(byte[] secret, string snapshotId)
{
    private readonly SortedDictionary<string, List<PlacedNode>> leaves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Int128 Held, Int128 Receivables, Int128 InFlight)> totals = new(StringComparer.Ordinal);

    /// <summary>The assets of which anything is owed.</summary>
    public IEnumerable<string> Assets => leaves.Keys;

    public void Add(PartitionKey partition, AccountsDocument accounts)
    {
        if (LedgerPartitions.NamespaceOf(partition) != LedgerNamespace.Real)
        {
            return;
        }

        var asset = accounts.Asset;
        var (held, receivables, inFlight) = totals.GetValueOrDefault(asset);
        totals[asset] = (
            held - accounts.Custody.Balance - accounts.Bank.Balance, receivables - accounts.Receivable.Balance, inFlight + accounts.Clearing.Balance);
        var owed = accounts.Available.Balance + accounts.Held.Balance;
        if (partition.Container == LedgerPartitions.Users && owed > 0)
        {
            (leaves.TryGetValue(asset, out var known) ? known : leaves[asset] = []).AddRange(
                new LiabilityLeaves(secret, snapshotId, asset).Of(partition.Value, owed));
        }
    }

    /// <summary>The leaves of a tree in their order.</summary>
    public IReadOnlyList<PlacedNode> LeavesOf(string asset)
    {
        var found = leaves[asset];
        found.Sort((one, other) => one.Place.CompareTo(other.Place));
        return found;
    }

    public (Int128 Held, Int128 Receivables, Int128 InFlight) TotalsOf(string asset) => totals[asset];
}
