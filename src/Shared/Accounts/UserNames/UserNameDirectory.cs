using CryptoVault.Storage;

namespace CryptoVault.Accounts.UserNames;

/// <summary>Knows whom a user name was given to.</summary>
public sealed class UserNameDirectory(IDocumentStore store, AccountPartitions places)
{
    /// <summary>The customer who has the name, or had it; or has one that looks like it: whoever asks compares with the profile. Null for nobody.</summary>
    public async ValueTask<string?> FindAsync(UserName name, CancellationToken cancellation = default) =>
        (await store.FindAsync<UserNameDocument>(places.OfUserName(name), UserNameDocument.DocumentId, cancellation))?.UserId;
}
