using CryptoVault.Ledger;
using CryptoVault.Money;

namespace CryptoVault.Statements;

/// <summary>Gathers an asset's part of a statement.</summary>
internal sealed class AssetMonth(Asset asset)
{
    private readonly List<(BookedPosting Posting, Int128 Units)> changes = [];
    private (long Sequence, Int128 Opening)? available;
    private (long Sequence, Int128 Opening)? held;

    /// <summary>Takes a posting of the month; true when it changed what the customer has of the asset.</summary>
    public bool Add(BookedPosting posting)
    {
        Int128 units = 0;
        foreach (var leg in posting.Legs)
        {
            if (leg.Asset == asset.Code && leg.Account is (AccountName.Available or AccountName.Held))
            {
                Follow(leg);
                units = checked(units + leg.Units);
            }
        }

        if (units != 0)
        {
            changes.Add((posting, units));
        }

        return units != 0;
    }

    /// <summary>A leg tells what its account had before it; the account's first one counts.</summary>
    public void Follow(PostingLeg leg)
    {
        var opening = leg.Balance - leg.Units;
        switch (leg.Account)
        {
            case AccountName.Available when available is null || leg.Sequence < available.Value.Sequence:
                available = (leg.Sequence, opening);
                break;
            case AccountName.Held when held is null || leg.Sequence < held.Value.Sequence:
                held = (leg.Sequence, opening);
                break;
            default:
                break;
        }
    }

    /// <summary>True while it is not known what one of the accounts had: it was used, and no leg of it was seen.</summary>
    public bool IsOpen(AccountsDocument accounts) =>
        (available is null && !accounts.Available.IsUnused) || (held is null && !accounts.Held.IsUnused);

    /// <summary>No leg came after: the accounts had what they have.</summary>
    public void Finish(AccountsDocument accounts)
    {
        available ??= (0, accounts.Available.Balance);
        held ??= (0, accounts.Held.Balance);
    }

    public StatementAsset ToStatement()
    {
        var opening = new Amount((available?.Opening ?? 0) + (held?.Opening ?? 0), asset);
        var balance = opening;
        var entries = new List<StatementEntry>(changes.Count);
        foreach (var (posting, units) in changes.OrderBy(change => change.Posting.Time, StringComparer.Ordinal).ThenBy(change => SequenceOf(change.Posting)))
        {
            var amount = new Amount(units, asset);
            balance += amount;
            entries.Add(new StatementEntry(Storage.StoredTime.Parse(posting.Time), posting.Kind, posting.Reference, amount, balance));
        }

        return new StatementAsset(opening, balance, entries);
    }

    /// <summary>What orders postings of one instant.</summary>
    private long SequenceOf(BookedPosting posting) =>
        posting.Legs.Where(leg => leg.Asset == asset.Code && leg.Account == AccountName.Available).Select(leg => leg.Sequence).FirstOrDefault();
}
