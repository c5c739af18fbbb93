using System.Globalization;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.AddressBook;

/// <summary>An address to be added.</summary>
/// <param name="UserId">Whose book.</param>
/// <param name="Network">The network, as sent.</param>
/// <param name="Address">The address, as sent.</param>
/// <param name="Label">The customer's name for it.</param>
/// <param name="Memo">What the payee wants to be told; null for nothing.</param>
public sealed record NewAddress(string UserId, string Network, string Address, string Label, string? Memo);

/// <summary>An entry of the address book as it is at a moment.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="State">How far it is.</param>
/// <param name="InForceFrom">From when on it is in force; null until it is confirmed.</param>
public sealed record ListedAddress(AddressEntry Entry, AddressState State, DateTimeOffset? InForceFrom);

/// <summary>A customer's address book as it is at a moment.</summary>
/// <param name="Entries">The addresses, newest first.</param>
/// <param name="WhitelistOnly">True while nothing goes to other addresses.</param>
/// <param name="WhitelistOnlyUntil">When that ends; null when it goes on.</param>
public sealed record AddressBookState(IReadOnlyList<ListedAddress> Entries, bool WhitelistOnly, DateTimeOffset? WhitelistOnlyUntil);

/// <summary>
/// A customer's address book: addresses are added, confirmed by mail, come into force after a cool-off, are proved to be the
/// customer's own, and removed. What makes withdrawals safer works at once, what makes them less safe late.
/// </summary>
public sealed class ChangeAddressBook(
    Partitions partitions, NetworkCatalog networks, MailTokens tokens, IIds ids, AddressBookOptions options, TimeProvider clock)
{
    /// <summary>The book as it is now.</summary>
    public Task<Result<AddressBookState>> ReadAsync(string userId, CancellationToken cancellation = default) =>
        partitions.DecideAsync<AddressBookState>(LedgerPartitions.OfUser(userId), view => StateOf(view, Book(view)), cancellation);

    /// <summary>Adds an address; a mail asks the customer to confirm it.</summary>
    /// <returns>The entry, or <see cref="ValidationFailed"/>, <see cref="AddressAlreadyListed"/>, <see cref="AddressBookFull"/>.</returns>
    public async Task<Result<ListedAddress>> AddAsync(NewAddress address, CancellationToken cancellation = default)
    {
        var canonical = Check(address);
        if (!canonical.IsSuccess)
        {
            return canonical.Error;
        }

        var (id, mailId) = (ids.New(), ids.New());
        var token = tokens.Create(ConfirmAddressMail.TemplateName, id, ids.New());
        return await partitions.DecideAsync(LedgerPartitions.OfUser(address.UserId), view => Add(view, address, canonical.Value, id, token, mailId), cancellation);
    }

    /// <summary>Confirms an address with the token from the mail. The same again changes nothing and answers alike.</summary>
    /// <returns>The entry, or <see cref="AddressTokenInvalid"/>, whatever is wrong.</returns>
    public Task<Result<ListedAddress>> ConfirmAsync(string userId, string addressId, string token, CancellationToken cancellation = default) =>
        partitions.DecideAsync(LedgerPartitions.OfUser(userId), view => Confirm(view, addressId, token), cancellation);

    /// <summary>Proves that the wallet is the customer's, by a signature of the entry's message.</summary>
    /// <returns>The entry, or <see cref="AddressNotFound"/>, <see cref="WalletProofInvalid"/>.</returns>
    public Task<Result<ListedAddress>> ProveAsync(string userId, string addressId, string signature, CancellationToken cancellation = default) =>
        partitions.DecideAsync(LedgerPartitions.OfUser(userId), view => Prove(view, addressId, signature), cancellation);

    /// <summary>Removes an address, at once.</summary>
    /// <returns><see cref="AddressNotFound"/> when it is not there.</returns>
    public Task<Result<Unit>> RemoveAsync(string userId, string addressId, CancellationToken cancellation = default) =>
        partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(userId), view =>
        {
            var book = Book(view);
            if (book.Find(addressId) is not { } entry)
            {
                return new AddressNotFound();
            }

            view.Set(book.Without(addressId));
            view.Audit(Entry(AuditActions.AddressRemoved, entry));
            return Unit.Value;
        }, cancellation);

    /// <summary>Switches "whitelist only" on at once, or off after a delay. The same again changes nothing.</summary>
    public Task<Result<AddressBookState>> SetWhitelistOnlyAsync(string userId, bool isOn, CancellationToken cancellation = default) =>
        partitions.DecideAsync<AddressBookState>(LedgerPartitions.OfUser(userId), view =>
        {
            var now = clock.GetUtcNow();
            var book = Book(view);
            var wasOn = book.IsWhitelistOnly(now);
            var changed = isOn ? book with { WhitelistOnly = true, WhitelistOnlyUntil = null }
                : wasOn ? book with { WhitelistOnlyUntil = book.WhitelistOnlyUntil ?? now + options.WhitelistOnlyOffDelay }
                : book with { WhitelistOnly = false, WhitelistOnlyUntil = null };
            if ((changed.WhitelistOnly, changed.WhitelistOnlyUntil) != (book.WhitelistOnly, book.WhitelistOnlyUntil))
            {
                view.Put(changed);
                view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.WhitelistOnlyChanged, userId)
                    .Changed("whitelistOnly", Text(wasOn, book.WhitelistOnlyUntil), Text(changed.IsWhitelistOnly(now), changed.WhitelistOnlyUntil)));
            }

            return StateOf(view, changed);
        }, cancellation);

    private Result<string> Check(NewAddress address)
    {
        var known = networks.NetworksInUse.ToArray();
        if (!known.Contains(address.Network))
        {
            var bound = string.Join(", ", known);
            return new ValidationFailed(new FieldError("/network", "UNKNOWN_NETWORK", $"The networks are: {bound}.", address.Network, bound, known[0]));
        }

        var check = NetworkAddresses.Check(address.Network, address.Address);
        return check.IsValid
            ? check.Canonical
            : new ValidationFailed(new FieldError(
                "/address", "INVALID_ADDRESS", check.Reason, address.Address.Length <= NetworkAddresses.MaxLength ? address.Address : null));
    }

    private Result<ListedAddress> Add(PartitionView view, NewAddress address, string canonical, string id, MailToken token, string mailId)
    {
        var now = clock.GetUtcNow();
        var book = Book(view);
        if (book.Find(address.Network, canonical) is { } known)
        {
            return new AddressAlreadyListed(known.AddressId);
        }

        if (book.Entries.Count >= options.MostEntries)
        {
            return new AddressBookFull(options.MostEntries);
        }

        var entry = new AddressEntry(id, address.Network, canonical, address.Label, now, now + options.ConfirmWithin, token.Hash) { Memo = address.Memo };
        view.Put(book.With(entry));
        view.Audit(Entry(AuditActions.AddressAdded, entry));
        view.SendMail(new MailOrder(mailId, address.UserId, ConfirmAddressMail.TemplateName, now)
        {
            Token = token.Seed,
            Values = ConfirmAddressMail.ValuesOf(address.UserId, entry, options.CoolOff),
            Personal = new Dictionary<string, Protection.PersonalText> { ["label"] = address.Label },
        });
        return Listed(view, entry);
    }

    private Result<ListedAddress> Confirm(PartitionView view, string addressId, string token)
    {
        var book = Book(view);
        if (book.Find(addressId) is not { } entry || !MailTokens.Matches(token, entry.ConfirmationHash))
        {
            return new AddressTokenInvalid();
        }

        if (entry.ConfirmedTime is not null)
        {
            return Listed(view, entry);
        }

        var confirmed = entry with { ConfirmedTime = clock.GetUtcNow() };
        view.Set(book.With(confirmed));
        view.Audit(Entry(AuditActions.AddressConfirmed, entry) with { Actor = view.Origin?.Actor ?? AuditActor.Of(view.Partition.Value) });
        return Listed(view, confirmed);
    }

    private Result<ListedAddress> Prove(PartitionView view, string addressId, string signature)
    {
        var book = Book(view);
        if (book.Find(addressId) is not { } entry)
        {
            return new AddressNotFound();
        }

        if (SignedMessages.Refuse(entry.Network, entry.Address, entry.ProofMessage, signature) is { } why)
        {
            return new WalletProofInvalid(why);
        }

        if (entry.ProvedTime is not null)
        {
            return Listed(view, entry);
        }

        var proved = entry with { ProvedTime = clock.GetUtcNow() };
        view.Set(book.With(proved));
        view.Audit(Entry(AuditActions.AddressProved, entry));
        return Listed(view, proved);
    }

    private AddressBookDocument Book(PartitionView view) =>
        (view.Find<AddressBookDocument>(AddressBookDocument.DocumentId) ?? AddressBookDocument.None).At(clock.GetUtcNow());

    private ListedAddress Listed(PartitionView view, AddressEntry entry)
    {
        var from = AddressBookRules.InForceFrom(entry, AddressBookRules.SecurityChanges(view), options);
        return new ListedAddress(entry, AddressBookRules.StateOf(from, clock.GetUtcNow()), from);
    }

    private AddressBookState StateOf(PartitionView view, AddressBookDocument book)
    {
        var isOn = book.IsWhitelistOnly(clock.GetUtcNow());
        return new AddressBookState([.. book.Entries.OrderByDescending(entry => entry.AddedTime).Select(entry => Listed(view, entry))], isOn, isOn ? book.WhitelistOnlyUntil : null);
    }

    private static AuditEntry Entry(string action, AddressEntry entry) =>
        new AuditEntry(AuditStreams.Access, action, $"address:{entry.AddressId}").With("network", entry.Network).With("address", entry.Address);

    private static string Text(bool isOn, DateTimeOffset? until) =>
        !isOn ? "off" : until is { } end ? string.Create(CultureInfo.InvariantCulture, $"on until {end:O}") : "on";
}
