using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Administration;

/// <summary>Changes a profile on behalf of staff, in one commit; what is remembered of the user is forgotten before the answer.</summary>
public sealed class ChangeAccount(Partitions partitions, IAccessSignals signals)
{
    /// <summary>Changes the profile.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="change">The change; the same profile when there is nothing to do.</param>
    /// <param name="describe">What is recorded of a change, from the profile before and after.</param>
    /// <param name="cancellation">Ends the wait before the change is decided.</param>
    public async Task<Result<AccountView>> ExecuteAsync(
        string userId, Func<ProfileDocument, Result<ProfileDocument>> change, Func<ProfileDocument, ProfileDocument, AuditEntry> describe, CancellationToken cancellation = default)
    {
        var changed = await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Change(view, change, describe), cancellation);
        signals.Changed(userId);
        return changed.Map(AccountView.Of);
    }

    private static Result<ProfileDocument> Change(
        PartitionView view, Func<ProfileDocument, Result<ProfileDocument>> change, Func<ProfileDocument, ProfileDocument, AuditEntry> describe)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        var changed = change(profile);
        if (changed.IsSuccess && changed.Value != profile)
        {
            view.Set(changed.Value);
            view.Audit(describe(profile, changed.Value));
        }

        return changed;
    }
}
