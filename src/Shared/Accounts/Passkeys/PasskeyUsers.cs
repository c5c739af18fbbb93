using CryptoVault.Protection;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Identity;

namespace CryptoVault.Accounts.Passkeys;

/// <summary>An account as ASP.NET Core Identity's passkey support looks at it.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Email">The address.</param>
public sealed record PasskeyUser(string UserId, string Email);

/// <summary>
/// Shows accounts and their passkeys to ASP.NET Core Identity, to read. What a ceremony changes is written by our own
/// decisions, with everything else that it changes.
/// </summary>
internal sealed class PasskeyUsers(IDocumentStore store, PersonalKeys? personal = null) : IUserPasskeyStore<PasskeyUser>
{
    public async Task<PasskeyUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        await store.FindPersonalAsync<ProfileDocument>(personal, userId, ProfileDocument.DocumentId, cancellationToken) is { } profile
            ? new PasskeyUser(profile.UserId, profile.Email.Shown ?? "")
            : null;

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(user, cancellationToken)).Select(passkey => passkey.ToInfo())];

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await ReadAsync(user, cancellationToken)).FirstOrDefault(passkey => passkey.Has(credentialId))?.ToInfo();

    /// <summary>Nobody: passkeys are looked for at their user, whom the authenticator names, so another's of the same id cannot be taken for it.</summary>
    public Task<PasskeyUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult<PasskeyUser?>(null);

    public Task<string> GetUserIdAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult(user.UserId);

    public Task<string?> GetUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<PasskeyUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task AddOrUpdatePasskeyAsync(PasskeyUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadOnly();

    public Task RemovePasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetUserNameAsync(PasskeyUser user, string? userName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetNormalizedUserNameAsync(PasskeyUser user, string? normalizedName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> CreateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> UpdateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> DeleteAsync(PasskeyUser user, CancellationToken cancellationToken) => throw ReadOnly();

    public void Dispose()
    {
        // The store is not ours.
    }

    private static NotSupportedException ReadOnly() => new("Accounts are changed by their own decisions.");

    private async Task<IReadOnlyList<Passkey>> ReadAsync(PasskeyUser user, CancellationToken cancellation) =>
        (await store.FindAsync<PasskeysDocument>(AccountPartitions.OfUser(user.UserId), PasskeysDocument.DocumentId, cancellation) ?? PasskeysDocument.None).Passkeys;
}
