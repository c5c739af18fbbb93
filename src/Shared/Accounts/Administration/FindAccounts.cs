using CryptoVault.Accounts.Registration;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Administration;

/// <summary>Finds accounts by id or address.</summary>
public sealed class FindAccounts(IDocumentStore store, EmailDirectory emails, PersonalKeys? personal = null)
{
    /// <summary>The account of an id.</summary>
    public async Task<Result<AccountView>> ByIdAsync(string userId, CancellationToken cancellation = default) =>
        await store.FindPersonalAsync<ProfileDocument>(personal, userId, ProfileDocument.DocumentId, cancellation) is { } profile
            ? AccountView.Of(profile)
            : new UserNotFound();

    /// <summary>The account of an address, or null.</summary>
    public async Task<Result<AccountView?>> ByEmailAsync(EmailAddress email, CancellationToken cancellation = default)
    {
        var userId = await emails.FindAsync(email, cancellation);
        if (!userId.IsSuccess)
        {
            return userId.Error;
        }

        if (userId.Value is null)
        {
            return Result<AccountView?>.Success(null);
        }

        var account = await ByIdAsync(userId.Value, cancellation);
        return Result<AccountView?>.Success(account.IsSuccess ? account.Value : null);
    }
}
