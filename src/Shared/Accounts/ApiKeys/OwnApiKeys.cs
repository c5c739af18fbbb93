using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>Lists a user's keys, and deletes them.</summary>
public sealed class OwnApiKeys(Partitions partitions, ApiKeyTokens tokens, IAccessSignals signals, TimeProvider clock, ILogger<OwnApiKeys> logger)
{
    /// <summary>The keys that are good, oldest first, without secrets.</summary>
    public async Task<Result<IReadOnlyList<NewApiKey>>> ListAsync(Caller caller, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var known = await partitions.DecideAsync(
            AccountPartitions.OfUser(caller.UserId), view => Result<ApiKeysDocument>.Success(view.Find<ApiKeysDocument>(ApiKeysDocument.DocumentId) ?? ApiKeysDocument.None), cancellation);
        return known.Map<IReadOnlyList<NewApiKey>>(
            document => [.. document.Keys.Where(key => now < key.ExpiresAt).Select(key => new NewApiKey(key, tokens.Create(caller.UserId, key.KeyId), null))]);
    }

    /// <summary>Deletes a key; it is refused from the very next request on.</summary>
    public async Task<Result<Unit>> DeleteAsync(Caller caller, string keyId, CancellationToken cancellation = default)
    {
        var deleted = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Delete(view, caller.UserId, keyId), cancellation);
        signals.Changed(caller.UserId);
        if (deleted.IsSuccess)
        {
            logger.LogInformation("Security: user {UserId} deleted the API key {KeyId}.", caller.UserId, keyId);
        }

        return deleted;
    }

    private static Result<Unit> Delete(PartitionView view, string userId, string keyId)
    {
        if (view.Find<ApiKeysDocument>(ApiKeysDocument.DocumentId) is not { } known || known.Find(keyId) is not { } key)
        {
            return new ApiKeyNotFound();
        }

        view.Set(new ApiKeysDocument([.. known.Keys.Where(one => one != key)]));
        view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.ApiKeyDeleted, userId).With("key", keyId));
        return Unit.Value;
    }
}
