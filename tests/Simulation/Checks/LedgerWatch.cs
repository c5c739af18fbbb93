using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Matching;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Simulation.Checks;

/// <summary>Checks the ledger at every commit, as it lands: each partition by itself, and what reaches over partitions.</summary>
internal sealed class LedgerWatch(Action<LedgerInvariant, string> report)
{
    private readonly Dictionary<PartitionKey, PartitionWatch> partitions = [];
    private readonly Dictionary<(string Transfer, string Asset), Int128> transfers = [];
    private readonly Dictionary<string, Int128> clearing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Int128> onTheirWay = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Int128> totals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Int128> custody = new(StringComparer.Ordinal);

    /// <summary>Trades as the markets' logs tell them, in order.</summary>
    public List<(string Symbol, LoggedTrade Trade)> Trades { get; } = [];

    public long Postings { get; private set; }

    /// <summary>Transfers whose clearing legs do not net to zero.</summary>
    public IEnumerable<string> OpenTransfers => transfers.Select(pair => $"{pair.Key.Transfer} {pair.Value} {pair.Key.Asset}");

    public bool HasOpenTransfers => transfers.Count > 0;

    /// <summary>What the ledger says is in custody.</summary>
    public Int128 CustodyOf(string asset) => -custody.GetValueOrDefault(asset);

    public IEnumerable<(PartitionKey Partition, HoldDocument Hold)> OpenHolds =>
        partitions.SelectMany(pair => pair.Value.OpenHolds.Select(hold => (pair.Key, hold)));

    public void Commit(DocumentBatch batch, StoredDocument?[] before)
    {
        if (batch.Container == ContainerNames.Markets)
        {
            ReadLog(batch);
            return;
        }

        if (batch.Container is not (LedgerPartitions.Users or LedgerPartitions.House))
        {
            return;
        }

        var ledger = batch.Partition.StartsWith("paper:", StringComparison.Ordinal) ? "paper " : "";
        var (accounts, holds, postings) = Read(ledger, batch, before);
        if (accounts.Count + holds.Count + postings.Count == 0)
        {
            return;
        }

        var key = new PartitionKey(batch.Container, batch.Partition);
        if (!partitions.TryGetValue(key, out var watch))
        {
            partitions[key] = watch = new PartitionWatch(key.ToString(), report);
        }

        watch.Commit(accounts, holds, postings);
        foreach (var posting in postings)
        {
            Postings++;
            foreach (var leg in posting.Legs)
            {
                Net(ledger, leg);
            }
        }

        foreach (var hold in holds.OfType<OrderDocument>().Where(order => order.Status.IsClosed() && !order.IsResolved))
        {
            report(LedgerInvariant.HoldsMatchHeld, $"{key}: order {hold.OrderId} is {hold.Status}, but {hold.Remaining} {hold.Asset} are still held for it");
        }

        CheckTotals();
    }

    private (List<AccountsDocument> Accounts, List<HoldDocument> Holds, List<PostingDocument> Postings) Read(string ledger, DocumentBatch batch, StoredDocument?[] before)
    {
        var (accounts, holds, postings) = (new List<AccountsDocument>(), new List<HoldDocument>(), new List<PostingDocument>());
        for (var i = 0; i < before.Length; i++)
        {
            var operation = batch.Operations[i];
            var isPosting = operation.Id.StartsWith(PostingDocument.IdPrefix, StringComparison.Ordinal);
            if (isPosting && before[i] is not null)
            {
                report(LedgerInvariant.HistoryIsComplete, $"{batch.Partition}: {operation.Id} was {operation.Kind}d");
            }
            else if (isPosting)
            {
                postings.Add(DocumentCodec.Decode<PostingDocument>(operation.Body.Span));
            }
            else if (operation.Id.StartsWith(HoldDocument.IdPrefix, StringComparison.Ordinal))
            {
                holds.Add(operation.Body.Span.IndexOf("\"clientOrderId\":"u8) >= 0
                    ? DocumentCodec.Decode<OrderDocument>(operation.Body.Span)
                    : DocumentCodec.Decode<HoldDocument>(operation.Body.Span));
            }
            else if (operation.Id.StartsWith(AccountsDocument.IdPrefix, StringComparison.Ordinal))
            {
                var document = DocumentCodec.Decode<AccountsDocument>(operation.Body.Span);
                accounts.Add(document);
                Count(ledger, before[i] is { } old ? DocumentCodec.Decode<AccountsDocument>(old) : null, document);
            }
        }

        return (accounts, holds, postings);
    }

    private void Count(string ledger, AccountsDocument? before, AccountsDocument after)
    {
        var asset = ledger + after.Asset;
        foreach (var account in Enum.GetValues<AccountName>())
        {
            var change = after[account].Balance - (before?[account].Balance ?? 0);
            totals[asset] = totals.GetValueOrDefault(asset) + change;
            if (account == AccountName.Clearing)
            {
                clearing[asset] = clearing.GetValueOrDefault(asset) + change;
            }
            else if (account is AccountName.Custody or AccountName.Bank)
            {
                custody[asset] = custody.GetValueOrDefault(asset) + change;
            }
        }
    }

    private void Net(string ledger, PostingLeg leg)
    {
        if (leg.Account != AccountName.Clearing)
        {
            return;
        }

        var asset = ledger + leg.Asset;
        var key = (leg.Transfer ?? "", asset);
        var net = transfers.GetValueOrDefault(key) + leg.Units;
        onTheirWay[asset] = onTheirWay.GetValueOrDefault(asset) + leg.Units;
        if (net == 0)
        {
            transfers.Remove(key);
        }
        else
        {
            transfers[key] = net;
        }
    }

    private void CheckTotals()
    {
        foreach (var (asset, total) in totals)
        {
            if (clearing.GetValueOrDefault(asset) != onTheirWay.GetValueOrDefault(asset))
            {
                report(LedgerInvariant.TransfersComplete, $"{asset}: clearing accounts hold {clearing.GetValueOrDefault(asset)}; open transfers add up to {onTheirWay.GetValueOrDefault(asset)}");
            }

            if (total != 0)
            {
                report(LedgerInvariant.AssetsMatchLiabilities, $"{asset}: all accounts add up to {total}");
            }
        }
    }

    private void ReadLog(DocumentBatch batch)
    {
        foreach (var operation in batch.Operations)
        {
            if (operation.Kind == DocumentOperationKind.Create && operation.Id.StartsWith(MarketLogDocument.IdPrefix, StringComparison.Ordinal))
            {
                Trades.AddRange(DocumentCodec.Decode<MarketLogDocument>(operation.Body.Span).Trades.Select(trade => (batch.Partition, trade)));
            }
        }
    }
}
