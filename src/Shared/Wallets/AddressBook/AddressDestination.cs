using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Wallets.AddressBook;

/// <summary>Where a withdrawal goes, as the customer's address book has it, and whether it may.</summary>
internal static class AddressDestination
{
    /// <summary>Decides, within the decision that takes the withdrawal.</summary>
    /// <param name="view">The customer's partition.</param>
    /// <param name="network">The network.</param>
    /// <param name="address">The address in canonical form.</param>
    /// <param name="isInternal">True when it is an address of a customer of ours.</param>
    /// <param name="mustBeListed">True for callers that may withdraw to whitelisted addresses only.</param>
    /// <param name="options">The rules.</param>
    /// <param name="now">The time.</param>
    /// <returns>The destination, or <see cref="AddressNotWhitelisted"/>.</returns>
    public static Result<WithdrawalDestination> Of(
        PartitionView view, string network, string address, bool isInternal, bool mustBeListed, AddressBookOptions options, DateTimeOffset now)
    {
        var book = (view.Find<AddressBookDocument>(AddressBookDocument.DocumentId) ?? AddressBookDocument.None).At(now);
        var entry = book.Find(network, address);
        var from = entry is null ? null : AddressBookRules.InForceFrom(entry, AddressBookRules.SecurityChanges(view), options);
        if (entry is not null && now >= from)
        {
            return new WithdrawalDestination(isInternal ? DestinationKind.Internal : DestinationKind.Whitelisted, entry.AddressId, StoredTime.Format(from.Value))
            {
                Label = entry.Label,
                IsProvedOwn = entry.ProvedTime is not null,
            };
        }

        if (book.IsWhitelistOnly(now) || mustBeListed || !options.OneTimeAddresses)
        {
            return from is { } later ? AddressNotWhitelisted.Until(later)
                : book.IsWhitelistOnly(now) ? AddressNotWhitelisted.ByOwner
                : AddressNotWhitelisted.ByPolicy;
        }

        return new WithdrawalDestination(isInternal ? DestinationKind.Internal : DestinationKind.OneTime, null, null)
        {
            IsProvedOwn = entry?.ProvedTime is not null,
        };
    }
}
