using CryptoVault.Accounts.Access;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Activity;

/// <summary>Reads the newest events of the caller's account.</summary>
public sealed class OwnActivity(IDocumentStore store, PersonalKeys? personal = null)
{
    /// <summary>The events, newest first.</summary>
    public async Task<IReadOnlyList<ActivityEvent>> ListAsync(Caller caller, CancellationToken cancellation = default)
    {
        var known = await store.FindPersonalAsync<ActivityDocument>(personal, caller.UserId, ActivityDocument.DocumentId, cancellation);
        return [.. (known?.Events ?? []).Reverse()];
    }
}
