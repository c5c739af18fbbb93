using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;

namespace CryptoVault.Simulation.Checks;

/// <summary>
/// The invariants of one partition, checked at each of its commits against what was there before. It knows the
/// documents only; it shares no code with the ledger or with its audit.
/// </summary>
internal sealed class PartitionWatch(string partition, Action<LedgerInvariant, string> report)
{
    private readonly Dictionary<(AccountName Account, string Asset), AccountState> accounts = [];
    private readonly Dictionary<string, HoldDocument> holds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Int128> reserved = new(StringComparer.Ordinal);

    public IEnumerable<HoldDocument> OpenHolds => holds.Values.Where(hold => !hold.IsResolved);

    /// <summary>Checks a commit; the documents are those that it wrote.</summary>
    public void Commit(IReadOnlyList<AccountsDocument> written, IReadOnlyList<HoldDocument> writtenHolds, IReadOnlyList<PostingDocument> postings)
    {
        var legs = new List<(string Id, PostingLeg Leg)>();
        var newHolds = writtenHolds.Where(hold => !holds.ContainsKey(hold.Id)).ToArray();
        foreach (var posting in postings)
        {
            CheckSum(posting.Id, posting.Legs);
            legs.AddRange(posting.Legs.Select(leg => (posting.Id, leg)));
        }

        foreach (var hold in newHolds)
        {
            CheckSum(hold.Id, hold.Legs);
            legs.AddRange(hold.Legs.Select(leg => (hold.Id, leg)));
        }

        CheckNegative(written, legs);
        CheckChains(written, legs);
        CheckHolds(writtenHolds, postings);
        CheckHeld();
    }

    private void CheckSum(string id, IReadOnlyList<PostingLeg> legs)
    {
        foreach (var asset in legs.Select(leg => leg.Asset).Distinct(StringComparer.Ordinal))
        {
            Int128 sum = 0;
            foreach (var leg in legs)
            {
                sum += leg.Asset == asset ? leg.Units : 0;
            }

            if (sum != 0)
            {
                Report(LedgerInvariant.PostingsSumToZero, $"{id}: its {asset} legs sum to {sum}");
            }
        }
    }

    private void CheckNegative(IReadOnlyList<AccountsDocument> written, List<(string Id, PostingLeg Leg)> legs)
    {
        foreach (var document in written)
        {
            if (document.Available.Balance < 0 || document.Held.Balance < 0)
            {
                Report(LedgerInvariant.NeverNegative, $"{document.Asset}: {document.Available.Balance} available, {document.Held.Balance} held");
            }
        }

        foreach (var (id, leg) in legs)
        {
            if (leg.Account is AccountName.Available or AccountName.Held && leg.Balance < 0)
            {
                Report(LedgerInvariant.NeverNegative, $"{id} left {leg.Account} {leg.Asset} at {leg.Balance}");
            }
        }
    }

    private void CheckChains(IReadOnlyList<AccountsDocument> written, List<(string Id, PostingLeg Leg)> legs)
    {
        foreach (var (id, leg) in legs.OrderBy(entry => entry.Leg.Sequence))
        {
            var before = accounts.GetValueOrDefault((leg.Account, leg.Asset));
            if (leg.Sequence != before.Sequence + 1 || leg.Balance != before.Balance + leg.Units)
            {
                Report(
                    LedgerInvariant.HistoryIsComplete,
                    $"{id}: {leg.Account} {leg.Asset} was at #{before.Sequence} {before.Balance}; a leg of {leg.Units} leads to #{leg.Sequence} {leg.Balance}");
            }

            accounts[(leg.Account, leg.Asset)] = new AccountState(leg.Balance, leg.Sequence);
        }

        var touched = legs.Select(entry => entry.Leg.Asset).Distinct(StringComparer.Ordinal).ToList();
        foreach (var document in written)
        {
            touched.Remove(document.Asset);
            foreach (var account in Enum.GetValues<AccountName>())
            {
                if (document[account] != accounts.GetValueOrDefault((account, document.Asset)))
                {
                    Report(
                        LedgerInvariant.HistoryIsComplete,
                        $"{account} {document.Asset} is stored as {document[account]}; its postings lead to {accounts.GetValueOrDefault((account, document.Asset))}");
                }
            }
        }

        if (touched.Count > 0)
        {
            Report(LedgerInvariant.HistoryIsComplete, $"legs of {string.Join(", ", touched)} were booked, but the accounts were not written");
        }
    }

    private void CheckHolds(IReadOnlyList<HoldDocument> written, IReadOnlyList<PostingDocument> postings)
    {
        var resolved = new Dictionary<string, (Int128 Posted, Int128 Released, Int128 Added)>(StringComparer.Ordinal);
        foreach (var resolution in postings.SelectMany(posting => posting.Holds ?? []))
        {
            var (posted, released, added) = resolved.GetValueOrDefault(resolution.Hold);
            resolved[resolution.Hold] = (posted + resolution.Posted, released + resolution.Released, added + resolution.Added);
        }

        foreach (var hold in written)
        {
            var before = holds.GetValueOrDefault(hold.Id);
            var (posted, released, added) = resolved.GetValueOrDefault(hold.Id[HoldDocument.IdPrefix.Length..]);
            resolved.Remove(hold.Id[HoldDocument.IdPrefix.Length..]);
            if (hold.Posted != (before?.Posted ?? 0) + posted || hold.Released != (before?.Released ?? 0) + released
                || hold.Added != (before?.Added ?? 0) + added || hold.Remaining < 0 || posted < 0 || released < 0 || added < 0)
            {
                Report(
                    LedgerInvariant.HoldsResolveOnce,
                    $"{hold.Id}: of {hold.Amount}, {before?.Posted ?? 0} and {before?.Released ?? 0} were paid and released; postings added {posted} and {released}, and put {added} in; now it says {hold.Posted}, {hold.Released} and {hold.Added}");
            }

            if (before is not null && (before.Amount != hold.Amount || before.Asset != hold.Asset || before.GetType() != hold.GetType() || !before.Legs.SequenceEqual(hold.Legs)))
            {
                Report(LedgerInvariant.HoldsResolveOnce, $"{hold.Id} is not the hold that it was");
            }

            holds[hold.Id] = hold;
            reserved[hold.Asset] = reserved.GetValueOrDefault(hold.Asset) + hold.Remaining - (before?.Remaining ?? 0);
        }

        foreach (var id in resolved.Keys)
        {
            Report(LedgerInvariant.HoldsResolveOnce, $"a posting resolves hold {id}, which was not written");
        }
    }

    private void CheckHeld()
    {
        foreach (var ((account, asset), state) in accounts)
        {
            if (account == AccountName.Held && state.Balance != reserved.GetValueOrDefault(asset))
            {
                Report(LedgerInvariant.HoldsMatchHeld, $"{state.Balance} {asset} are held; unresolved holds add up to {reserved.GetValueOrDefault(asset)}");
            }
        }
    }

    private void Report(LedgerInvariant invariant, string what) => report(invariant, $"{partition}: {what}");
}
