using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Streams.UserEvents;

namespace CryptoVault.Ledger;

/// <summary>
/// The ledger of one partition: the only code that changes balances. Every change is a posting whose legs sum to
/// zero per asset; available and held balances never become negative.
/// </summary>
/// <param name="view">The partition, within a decision.</param>
/// <param name="assets">The known assets.</param>
/// <param name="now">The time of the decision.</param>
/// <param name="actor">Who caused it: a user id, or <c>system:{job}</c>.</param>
public readonly struct PartitionLedger(PartitionView view, AssetCatalog assets, DateTimeOffset now, string actor)
{
    /// <summary>What may be used of an asset.</summary>
    public Amount Available(Asset asset) => new(Load(asset.Code).Available.Balance, asset);

    /// <summary>What is reserved of an asset.</summary>
    public Amount Held(Asset asset) => new(Load(asset.Code).Held.Balance, asset);

    /// <summary>The hold, or null.</summary>
    public HoldDocument? FindHold(string hold) => view.Find<HoldDocument>(HoldDocument.IdOf(hold));

    /// <summary>Moves money from available to held. The same hold again is a no-op; another amount under its id is a conflict.</summary>
    /// <param name="hold">The hold's id, derived from what it is for.</param>
    /// <param name="amount">How much; more than nothing.</param>
    /// <param name="reference">What it is for.</param>
    /// <param name="expiresAt">When it ends by itself; null for never.</param>
    public Result<HoldDocument> Hold(string hold, Amount amount, LedgerReference reference, DateTimeOffset? expiresAt = null)
    {
        if (FindHold(hold) is { } existing)
        {
            return DifferenceTo(existing, amount, reference) is { } field ? new PostingConflict(existing.Id, field) : existing;
        }

        var reserved = Reserve(hold, amount, reference);
        if (!reserved.IsSuccess)
        {
            return reserved;
        }

        var document = expiresAt is { } time ? reserved.Value with { ExpiresAt = StoredTime.Format(time) } : reserved.Value;
        view.Add(document);
        TellBalance(amount.Asset);
        return document;
    }

    /// <summary>
    /// Moves money from available to held for a hold that the caller knows to be new, and leaves it to the caller to
    /// add the hold's document, as part of a larger one.
    /// </summary>
    /// <param name="hold">The hold's id, derived from what it is for.</param>
    /// <param name="amount">How much; more than nothing.</param>
    /// <param name="reference">What it is for.</param>
    internal Result<HoldDocument> Reserve(string hold, Amount amount, LedgerReference reference)
    {
        if (!amount.IsPositive)
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "A hold reserves more than nothing.");
        }

        var accounts = Load(amount.Asset.Code);
        if (accounts.Available.Balance < amount.Units)
        {
            return new InsufficientFunds(new Amount(accounts.Available.Balance, amount.Asset), amount);
        }

        var legs = new PostingLeg[2];
        accounts = Book(accounts, new LegDraft(AccountName.Available, amount.Asset.Code, -amount.Units), out legs[0]);
        accounts = Book(accounts, new LegDraft(AccountName.Held, amount.Asset.Code, amount.Units), out legs[1]);
        view.Put(accounts);
        return new HoldDocument(
            HoldDocument.IdOf(hold), amount.Asset.Code, amount.Units, 0, 0, reference, legs, StoredTime.Format(now), actor, view.CorrelationId);
    }

    /// <summary>
    /// A hold that waits for its money: nothing is reserved yet; postings add to it. The caller adds its document, as part
    /// of a larger one.
    /// </summary>
    /// <param name="hold">The hold's id, derived from what it is for.</param>
    /// <param name="asset">What it will be of.</param>
    /// <param name="reference">What it is for.</param>
    internal HoldDocument Unfunded(string hold, Asset asset, LedgerReference reference) =>
        new(HoldDocument.IdOf(hold), asset.Code, 0, 0, 0, reference, [], StoredTime.Format(now), actor, view.CorrelationId);

    /// <summary>Gives what is left of a hold back to available. A hold that is resolved already is a typed error and changes nothing.</summary>
    /// <param name="hold">The hold's id.</param>
    /// <param name="posting">The posting's id, derived from what ends the hold.</param>
    public Result<PostingDocument> Release(string hold, string posting)
    {
        if (FindHold(hold) is not { } document)
        {
            return new HoldNotFound(hold);
        }

        if (FindPosting(posting) is { } existing)
        {
            return existing;
        }

        return document.IsResolved ? Resolved(hold, document) : Post(GiveBack(document, hold, posting, PostingKinds.Release));
    }

    /// <summary>
    /// Ends a hold whose time is over: what is left of it goes back to available. The same again is a no-op; a hold that
    /// was resolved otherwise, ends later or never ends by itself is a typed error and changes nothing.
    /// </summary>
    public Result<PostingDocument> Expire(string hold)
    {
        if (FindHold(hold) is not { } document)
        {
            return new HoldNotFound(hold);
        }

        var posting = $"{hold}:expire";
        if (FindPosting(posting) is { } existing)
        {
            return existing;
        }

        return document.IsResolved ? Resolved(hold, document)
            : !document.IsDue(now) ? new HoldNotDue(hold)
            : Post(GiveBack(document, hold, posting, PostingKinds.Expire));
    }

    /// <summary>The posting with this id, or null.</summary>
    public PostingDocument? FindPosting(string posting) => view.Find<PostingDocument>(PostingDocument.IdPrefix + posting);

    /// <summary>
    /// Books a posting. The same posting again is a no-op that returns the first; other content under its id is a
    /// <see cref="PostingConflict"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The draft is unbalanced or its held legs do not match its holds: a bug.</exception>
    public Result<PostingDocument> Post(PostingDraft draft)
    {
        if (!draft.IsNew && FindPosting(draft.Id) is { } existing)
        {
            return DifferenceTo(existing, draft) is { } field ? new PostingConflict(existing.Id, field) : existing;
        }

        LedgerRules.CheckBalanced(draft);
        if (ResolveHolds(draft, out var holds) is { } refusal)
        {
            return refusal;
        }

        var changed = new Dictionary<string, AccountsDocument>(2, StringComparer.Ordinal);
        var legs = new PostingLeg[draft.Legs.Count];
        for (var i = 0; i < legs.Length; i++)
        {
            var leg = draft.Legs[i];
            var accounts = changed.TryGetValue(leg.Asset, out var known) ? known : Load(leg.Asset);
            changed[leg.Asset] = Book(accounts, leg, out legs[i]);
        }

        foreach (var accounts in changed.Values)
        {
            if (accounts.Available.Balance < 0)
            {
                var asset = assets.Get(accounts.Asset);
                var before = Load(accounts.Asset).Available.Balance;
                return new InsufficientFunds(new Amount(before, asset), new Amount(before - accounts.Available.Balance, asset));
            }

            if (accounts.Held.Balance < 0)
            {
                throw new InvalidOperationException($"{draft.Id} would make held {accounts.Asset} negative in {view.Partition}.");
            }
        }

        var posting = new PostingDocument(
            PostingDocument.IdPrefix + draft.Id, draft.Kind, draft.Reference, legs, StoredTime.Format(now), actor, view.CorrelationId)
        {
            Holds = draft.Holds.Count == 0 ? null : draft.Holds,
        };
        Commit(changed, holds, posting);
        return posting;
    }

    /// <summary>Tells the user the balance of an asset as it is after this decision.</summary>
    internal void TellBalance(Asset asset) => TellBalance(Load(asset.Code));

    private void TellBalance(AccountsDocument accounts)
    {
        if (view.TellsEvents())
        {
            view.Tell(UserEventKinds.Balance, BalanceEvent.Of(accounts, assets.Get(accounts.Asset)), LedgerJson.Default.BalanceEvent, accounts.Id);
        }
    }

    private void Commit(Dictionary<string, AccountsDocument> changed, List<HoldDocument> holds, PostingDocument posting)
    {
        foreach (var accounts in changed.Values)
        {
            view.Put(accounts);
        }

        foreach (var hold in holds)
        {
            hold.WriteTo(view);
        }

        view.Add(posting);
        foreach (var accounts in changed.Values)
        {
            TellBalance(accounts);
        }
    }

    private Error? ResolveHolds(PostingDraft draft, out List<HoldDocument> holds)
    {
        holds = new List<HoldDocument>(draft.Holds.Count);
        foreach (var resolution in draft.Holds)
        {
            if (FindHold(resolution.Hold) is not { } hold)
            {
                return new HoldNotFound(resolution.Hold);
            }

            var asked = checked(resolution.Posted + resolution.Released);
            if (hold.IsResolved && (resolution.Added == 0 || hold.ExpiredTime is not null))
            {
                return Resolved(resolution.Hold, hold);
            }

            if (resolution.Posted > 0 && hold.IsDue(now))
            {
                return new HoldExpired(resolution.Hold);
            }

            var most = checked(hold.Remaining + resolution.Added);
            if (asked > most || resolution.Posted < 0 || resolution.Released < 0 || resolution.Added < 0)
            {
                return new HoldExceeded(resolution.Hold, most.ToString(), asked.ToString());
            }

            holds.Add(hold with
            {
                Posted = hold.Posted + resolution.Posted,
                Released = hold.Released + resolution.Released,
                Added = hold.Added + resolution.Added,
                ExpiredTime = draft.Kind == PostingKinds.Expire ? StoredTime.Format(now) : hold.ExpiredTime,
            });
        }

        LedgerRules.CheckHeldLegs(draft, holds);
        return null;
    }

    private static Error Resolved(string hold, HoldDocument document) =>
        document.ExpiredTime is null ? new HoldAlreadyResolved(hold) : new HoldExpired(hold);

    private static PostingDraft GiveBack(HoldDocument document, string hold, string posting, string kind) => new(
        posting, kind, document.Reference,
        [
            new LegDraft(AccountName.Held, document.Asset, -document.Remaining),
            new LegDraft(AccountName.Available, document.Asset, document.Remaining),
        ])
    {
        Holds = [new HoldResolution(hold, 0, document.Remaining)],
    };

    private AccountsDocument Load(string asset) =>
        view.Find<AccountsDocument>(AccountsDocument.IdOf(asset)) ?? new AccountsDocument(AccountsDocument.IdOf(asset), asset);

    private static AccountsDocument Book(AccountsDocument accounts, LegDraft leg, out PostingLeg booked)
    {
        var before = accounts[leg.Account];
        var after = new AccountState(checked(before.Balance + leg.Units), before.Sequence + 1);
        booked = new PostingLeg(leg.Account, leg.Asset, leg.Units, after.Balance, after.Sequence, leg.Transfer);
        return accounts.With(leg.Account, after);
    }

    private static string? DifferenceTo(HoldDocument existing, Amount amount, LedgerReference reference) =>
        existing.Asset != amount.Asset.Code ? "asset"
        : existing.Amount != amount.Units ? "amount"
        : existing.Reference != reference ? "reference"
        : null;

    private static string? DifferenceTo(PostingDocument existing, PostingDraft draft)
    {
        if (existing.Kind != draft.Kind)
        {
            return "kind";
        }

        if (existing.Reference != draft.Reference)
        {
            return "reference";
        }

        var same = existing.Legs.Count == draft.Legs.Count;
        for (var i = 0; same && i < draft.Legs.Count; i++)
        {
            var (booked, drafted) = (existing.Legs[i], draft.Legs[i]);
            same = (booked.Account, booked.Asset, booked.Units, booked.Transfer) == (drafted.Account, drafted.Asset, drafted.Units, drafted.Transfer);
        }

        return same ? null : "legs";
    }
}
