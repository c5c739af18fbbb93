using CryptoVault.Storage;

namespace CryptoVault.Ledger.Verification;

/// <summary>
/// The ledger's invariants as one executable check over a whole store: fed with every partition's documents, it
/// tells what is broken. Each partition is checked exactly; totals are compared across partitions at the end.
/// </summary>
public sealed class LedgerAudit
{
    private const int MaxListed = 100;

    private readonly TransferNets[] transfers = [.. Enum.GetValues<LedgerNamespace>().Select(_ => new TransferNets())];
    private readonly SortedDictionary<string, Totals>[] totals =
        [.. Enum.GetValues<LedgerNamespace>().Select(_ => new SortedDictionary<string, Totals>(StringComparer.Ordinal))];
    private readonly List<LedgerViolation> violations = [];
    private long violationCount;
    private long partitions;
    private long postings;
    private long holds;
    private long openHolds;
    private PartitionKey? current;
    private LedgerNamespace ledger;
    private PartitionAudit? audit;

    /// <summary>Adds a document of a partition. Documents of one partition come together; those that are not the ledger's are passed over.</summary>
    /// <returns>The hold, when the document is one that is not resolved; else null.</returns>
    public HoldDocument? Add(PartitionKey partition, StoredDocument document)
    {
        if (current != partition)
        {
            FinishPartition();
            current = partition;
            ledger = LedgerPartitions.NamespaceOf(partition);
            audit = new PartitionAudit(partition.ToString(), Report, transfers[(int)ledger]);
        }

        if (document.Id.StartsWith(PostingDocument.IdPrefix, StringComparison.Ordinal))
        {
            audit!.Add(DocumentCodec.Decode<PostingDocument>(document));
        }
        else if (document.Id.StartsWith(HoldDocument.IdPrefix, StringComparison.Ordinal))
        {
            var hold = DocumentCodec.Decode<HoldDocument>(document);
            audit!.Add(hold);
            return hold.IsResolved ? null : hold;
        }
        else if (document.Id.StartsWith(AccountsDocument.IdPrefix, StringComparison.Ordinal))
        {
            audit!.Add(DocumentCodec.Decode<AccountsDocument>(document));
        }

        return null;
    }

    /// <summary>Adds a violation that another area's check found (an open hold whose order is closed, say).</summary>
    public void Report(LedgerViolation violation)
    {
        violationCount++;
        if (violations.Count < MaxListed)
        {
            violations.Add(violation);
        }
    }

    /// <summary>Finishes the check.</summary>
    /// <param name="now">The time.</param>
    /// <param name="listed">Which of the open transfers to list, oldest first; null for the first.</param>
    public LedgerReport Finish(DateTimeOffset now, Range? listed = null)
    {
        FinishPartition();
        foreach (var checkedLedger in Enum.GetValues<LedgerNamespace>())
        {
            CheckTotals(checkedLedger);
        }

        return new LedgerReport(
            violationCount == 0, now, partitions, postings, holds, openHolds, violations, violationCount,
            [.. transfers.SelectMany(nets => nets.OldestFirst()).OrderBy(open => open.Since, StringComparer.Ordinal).Take(listed ?? ..MaxListed)
                .Select(open => new OpenTransfer(
                    open.Transfer, open.Asset, open.Units.ToString(), (long)(now - StoredTime.Parse(open.Since)).TotalSeconds))],
            transfers.Sum(nets => nets.Count),
            [.. Enum.GetValues<LedgerNamespace>().SelectMany(one => totals[(int)one].Select(pair => pair.Value.ToReport(pair.Key) with { Ledger = one }))]);
    }

    private void CheckTotals(LedgerNamespace checkedLedger)
    {
        foreach (var (asset, total) in totals[(int)checkedLedger])
        {
            var where = checkedLedger == LedgerNamespace.Real ? asset : $"{checkedLedger} {asset}";
            var inFlight = transfers[(int)checkedLedger].TotalOf(asset);
            if (inFlight != total.Clearing)
            {
                Report(new LedgerViolation(LedgerInvariant.TransfersComplete, where, $"Open transfers add up to {inFlight}; clearing accounts to {total.Clearing}."));
            }

            if (total.Sum != 0)
            {
                Report(new LedgerViolation(LedgerInvariant.AssetsMatchLiabilities, where, $"All accounts sum to {total.Sum}, not to zero."));
            }
        }
    }

    private void FinishPartition()
    {
        if (audit is null)
        {
            return;
        }

        audit.Finish();
        partitions++;
        postings += audit.Postings;
        holds += audit.Holds.Count;
        openHolds += audit.Holds.Count(hold => !hold.IsResolved);
        foreach (var accounts in audit.AccountDocuments)
        {
            totals[(int)ledger][accounts.Asset] = totals[(int)ledger].GetValueOrDefault(accounts.Asset).Plus(accounts);
        }

        audit = null;
    }

    private readonly record struct Totals(
        Int128 Custody, Int128 Receivable, Int128 Liabilities, Int128 Revenue, Int128 Expense, Int128 Clearing)
    {
        public Int128 Sum => Custody + Receivable + Liabilities + Revenue + Expense + Clearing;

        public Totals Plus(AccountsDocument accounts) => new(
            Custody + accounts.Custody.Balance + accounts.Bank.Balance,
            Receivable + accounts.Receivable.Balance,
            Liabilities + accounts.Available.Balance + accounts.Held.Balance,
            Revenue + accounts.Revenue.Balance,
            Expense + accounts.Expense.Balance,
            Clearing + accounts.Clearing.Balance);

        public AssetTotals ToReport(string asset) => new(
            asset, (-Custody).ToString(), (-Receivable).ToString(), Liabilities.ToString(), Revenue.ToString(), (-Expense).ToString(), Clearing.ToString());
    }
}
