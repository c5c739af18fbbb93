using CryptoVault.Accounts;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.AddressBook;

/// <summary>When addresses come into force: pure.</summary>
internal static class AddressBookRules
{
    /// <summary>
    /// When an entry comes into force; null until it is confirmed. That is the cool-off after its confirmation; a change of
    /// password or second factor before that puts it off until the longer cool-off after the change. A change after it came into
    /// force leaves it so: what a thief changes then, the block of withdrawals after a reset meets.
    /// </summary>
    public static DateTimeOffset? InForceFrom(AddressEntry entry, IReadOnlyCollection<DateTimeOffset> securityChanges, AddressBookOptions options)
    {
        if (entry.ConfirmedTime is not { } confirmed)
        {
            return null;
        }

        var from = confirmed + options.CoolOff;
        foreach (var change in securityChanges.Order())
        {
            var after = change + options.SecurityCoolOff;
            from = change < from && after > from ? after : from;
        }

        return from;
    }

    public static AddressState StateOf(DateTimeOffset? inForceFrom, DateTimeOffset now) =>
        inForceFrom is not { } from ? AddressState.PendingConfirmation : now < from ? AddressState.CoolingOff : AddressState.Active;

    /// <summary>The last changes of password and second factor; the password that the account was opened with is none.</summary>
    public static IReadOnlyCollection<DateTimeOffset> SecurityChanges(PartitionView view)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var credentials = view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
        var changes = new List<DateTimeOffset>(2);
        if (credentials?.PasswordChangedAt is { } password && password > profile?.CreatedAt)
        {
            changes.Add(password);
        }

        if (profile?.SecondFactorSince is { } factor)
        {
            changes.Add(factor);
        }

        return changes;
    }
}
