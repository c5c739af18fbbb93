using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Protection;

/// <summary>What a run encrypted anew.</summary>
/// <param name="KeyId">The key-encryption key in force.</param>
/// <param name="Rewrapped">How many data keys were put under it.</param>
/// <param name="IsDone">True when no other key is used any more.</param>
public sealed record RewrapRun(string KeyId, int Rewrapped, bool IsDone);

/// <summary>
/// Puts a new key-encryption key in force, and every data key under it. The data themselves stay as they are: their keys do not
/// change, only what these lie under. Old key-encryption keys are kept, so nothing becomes unreadable meanwhile.
/// </summary>
public sealed class RotateKeys(Partitions partitions, IDocumentStore store, IServiceKeys keys, ILogger<RotateKeys> logger)
{
    private const int PageSize = 100;
    private const int MostInRun = 5_000;

    /// <summary>Puts a new key in force; <see cref="RewrapAsync(CancellationToken)"/> does the rest, now or by its timer.</summary>
    /// <returns>The new key's id.</returns>
    public async Task<Result<string>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var before = await NoteAsync(await keys.CurrentWrappingKeyAsync(cancellation), cancellation);
        return before.IsSuccess ? await NoteAsync(await keys.RotateWrappingKeyAsync(cancellation), cancellation) : before.Error;
    }

    /// <summary>Puts data keys that lie under another key under the one in force. A run ends after a bounded number.</summary>
    public async Task<Result<RewrapRun>> RewrapAsync(CancellationToken cancellation = default)
    {
        var current = await NoteAsync(await keys.CurrentWrappingKeyAsync(cancellation), cancellation);
        if (!current.IsSuccess)
        {
            return current.Error;
        }

        var rewrapped = 0;
        while (rewrapped < MostInRun)
        {
            var others = await OthersAsync(current.Value, cancellation);
            if (others.Count == 0)
            {
                break;
            }

            foreach (var document in others)
            {
                var done = await RewrapAsync(document, cancellation);
                if (!done.IsSuccess)
                {
                    return done.Error;
                }

                rewrapped++;
            }
        }

        if (rewrapped > 0)
        {
            logger.LogInformation("{Count} data keys were put under the key-encryption key {KeyId}.", rewrapped, current.Value);
        }

        return new RewrapRun(current.Value, rewrapped, rewrapped < MostInRun);
    }

    /// <summary>Records which key is in force, whoever put it there: a command beside the host, or the keeper by itself.</summary>
    private async Task<Result<string>> NoteAsync(string keyId, CancellationToken cancellation) =>
        await partitions.DecideAsync<string>(WrappingKeyDocument.Partition, view =>
        {
            var known = view.Find<WrappingKeyDocument>(WrappingKeyDocument.DocumentId);
            if (known?.KeyId != keyId)
            {
                view.Put(new WrappingKeyDocument(keyId));
                view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.KeysRotated, "service-keys").Changed("key", known?.KeyId ?? "none", keyId));
            }

            return keyId;
        }, cancellation);

    /// <summary>Some of the data keys that lie under another key: an index knows no "other than", so before it and behind it.</summary>
    private async Task<IReadOnlyList<DataKeyDocument>> OthersAsync(string current, CancellationToken cancellation)
    {
        var query = new DocumentQuery(AccountPartitions.Users, DataKeyDocument.ByWrapping.Name) { Limit = PageSize };
        var before = await store.ListAsync<DataKeyDocument>(query with { To = current }, cancellation);
        return before.Items.Count > 0 ? before.Items : (await store.ListAsync<DataKeyDocument>(query with { From = current + "\u0001" }, cancellation)).Items;
    }

    private async Task<Result<Unit>> RewrapAsync(DataKeyDocument document, CancellationToken cancellation)
    {
        var place = DataKeyDocument.PlaceOf(document.UserId);
        var wrapped = await keys.WrapAsync(await keys.UnwrapAsync(document.Key!, place, cancellation), place, cancellation);
        return await partitions.DecideAsync<Unit>(AccountPartitions.OfUser(document.UserId), view =>
        {
            if (view.Find<DataKeyDocument>(DataKeyDocument.DocumentId) is { } known && known == document)
            {
                view.Set(known with { WrappedUnder = wrapped.KeyId, Wrapped = wrapped.Content });
            }

            return Unit.Value;
        }, cancellation);
    }
}

/// <summary>
/// Crypto-shredding: destroys a user's data key, and with it everything that it could read, wherever copies of it lie. What must
/// be kept by law (postings, audit) holds no personal data and stays.
/// </summary>
public sealed class DestroyDataKey(Partitions partitions, PersonalKeys personal, TimeProvider clock)
{
    /// <summary>Destroys it; destroyed again nothing changes.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellation">Ends the wait before it is decided.</param>
    public async Task<Result<Unit>> ExecuteAsync(string userId, string reason, CancellationToken cancellation = default)
    {
        var destroyed = await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Destroy(view, userId, reason), cancellation);
        personal.Forget(userId);
        return destroyed;
    }

    private Result<Unit> Destroy(PartitionView view, string userId, string reason)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        var time = StoredTime.Format(clock.GetUtcNow());
        var known = view.Find<DataKeyDocument>(DataKeyDocument.DocumentId) ?? new DataKeyDocument(userId, time);
        if (known.DestroyedTime is null)
        {
            view.Put(known with { WrappedUnder = null, Wrapped = null, DestroyedTime = time });
            view.Set(profile); // written without a key: what an earlier version wrote in plain goes with it
            view.Audit(AuditEntry.OfUser(AuditStreams.Administration, AuditActions.PersonalDataErased, userId) with { Reason = reason });
        }

        return Unit.Value;
    }
}
