using CryptoVault.Storage;

namespace CryptoVault.Ledger.Verification;

/// <summary>
/// The ledger's invariants as one executable check over a whole store. It is fed with every document, in any order, and
/// keeps sums; then it tells which partitions are to be examined, if any, and says exactly what is wrong with them.
/// Memory grows with the transfers that are open at any point of the order in which documents come: little, when that
/// is about the order in which they were written.
/// </summary>
public sealed class LedgerAudit
{
    private const int MaxListed = 100;

    private readonly TransferNets[] transfers = [.. Enum.GetValues<LedgerNamespace>().Select(_ => new TransferNets())];
    private readonly SortedDictionary<string, Totals>[] totals =
        [.. Enum.GetValues<LedgerNamespace>().Select(_ => new SortedDictionary<string, Totals>(StringComparer.Ordinal))];
    private readonly List<LedgerViolation> violations = [];
    private long violationCount;
    private readonly LedgerFingerprint fingerprint = new();
    private long postings;
    private long holds;
    private long openHolds;
    private bool examined;

    /// <summary>True when a partition's history does not lead to its state: then each partition that <see cref="IsDoubtful"/> is to be examined.</summary>
    public bool HasDoubts => fingerprint.HasDoubts;

    /// <summary>Adds a document of a partition. Those that are not the ledger's are passed over.</summary>
    /// <returns>The hold, when the document is one that is not resolved; else null.</returns>
    public HoldDocument? Add(PartitionKey partition, StoredDocument document)
    {
        if (document.Id.StartsWith(PostingDocument.IdPrefix, StringComparison.Ordinal))
        {
            var posting = DocumentCodec.Decode<PostingDocument>(document);
            fingerprint.Add(partition, posting);
            AddLegs(partition, posting.Legs, posting.PostingTime);
        }
        else if (document.Id.StartsWith(HoldDocument.IdPrefix, StringComparison.Ordinal))
        {
            var hold = DocumentCodec.Decode<HoldDocument>(document);
            fingerprint.Add(partition, hold);
            AddLegs(partition, hold.Legs, hold.PostingTime);
            holds++;
            openHolds += hold.IsResolved ? 0 : 1;
            return hold.IsResolved ? null : hold;
        }
        else if (document.Id.StartsWith(AccountsDocument.IdPrefix, StringComparison.Ordinal))
        {
            var accounts = DocumentCodec.Decode<AccountsDocument>(document);
            fingerprint.Add(partition, accounts);
            var ledger = totals[(int)LedgerPartitions.NamespaceOf(partition)];
            ledger[accounts.Asset] = ledger.GetValueOrDefault(accounts.Asset).Plus(accounts);
        }

        return null;
    }

    /// <summary>True when a partition is to be examined.</summary>
    public bool IsDoubtful(PartitionKey partition) => fingerprint.IsDoubtful(partition);

    /// <summary>Looks at all documents of one partition and reports what is wrong with it, if anything is.</summary>
    public void Examine(PartitionKey partition, IEnumerable<StoredDocument> documents)
    {
        examined = true;
        var audit = new PartitionAudit(partition.ToString(), Report);
        foreach (var document in documents)
        {
            if (document.Id.StartsWith(PostingDocument.IdPrefix, StringComparison.Ordinal))
            {
                audit.Add(DocumentCodec.Decode<PostingDocument>(document));
            }
            else if (document.Id.StartsWith(HoldDocument.IdPrefix, StringComparison.Ordinal))
            {
                audit.Add(DocumentCodec.Decode<HoldDocument>(document));
            }
            else if (document.Id.StartsWith(AccountsDocument.IdPrefix, StringComparison.Ordinal))
            {
                audit.Add(DocumentCodec.Decode<AccountsDocument>(document));
            }
        }

        audit.Finish();
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
    /// <param name="partitions">How many partitions there are.</param>
    /// <param name="listed">Which of the open transfers to list, oldest first; null for the first.</param>
    /// <exception cref="InvalidOperationException">There are doubts that were not examined.</exception>
    public LedgerReport Finish(DateTimeOffset now, long partitions, Range? listed = null)
    {
        if (HasDoubts && !examined)
        {
            throw new InvalidOperationException("The doubtful partitions were not examined.");
        }

        if (HasDoubts && violationCount == 0)
        {
            Report(new LedgerViolation(LedgerInvariant.HistoryIsComplete, "all partitions", "Histories do not lead to the stored states, but no partition alone shows it."));
        }

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

    private void AddLegs(PartitionKey partition, IReadOnlyList<PostingLeg> legs, string time)
    {
        postings++;
        for (var i = 0; i < legs.Count; i++)
        {
            if (legs[i].Transfer is not null)
            {
                transfers[(int)LedgerPartitions.NamespaceOf(partition)].Add(legs[i], time);
            }
        }
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
