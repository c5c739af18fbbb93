using System.IO.Compression;
using CryptoVault.Blobs;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Audit.Chain;

/// <summary>A day's chain is not what its head says, so it was not archived.</summary>
public sealed record AuditChainBroken(string Stream, string Day, string Problem)
    : ConflictError("AUDIT_CHAIN_BROKEN", $"The chain {Stream} of {Day} is broken: {Problem}");

/// <summary>
/// Moves the records of old days into compressed blobs that are written once. A day is read back and followed from record to
/// record before anything is deleted; its head and its seal stay, and verification goes on as before.
/// </summary>
public sealed class ArchiveAudit(Partitions partitions, AuditChains chains, IBlobStore blobs, TimeProvider clock)
{
    /// <summary>How long records stay in the store.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const int MostDaysInRun = 400;
    private const int MostInCommit = 64;

    /// <summary>Archives what is due.</summary>
    /// <returns>How many days were archived, or <see cref="AuditChainBroken"/>, <see cref="ServiceUnavailable"/>.</returns>
    public async Task<Result<int>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var before = AuditDays.Of(clock.GetUtcNow() - Kept);
        var archived = 0;
        foreach (var stream in AuditStreams.All)
        {
            if (await chains.FindHeadAsync(stream, cancellation) is not { } head)
            {
                continue;
            }

            var day = head.ArchivedThrough is { } through ? AuditDays.After(through) : head.FirstDay;
            for (; string.CompareOrdinal(day, before) < 0 && string.CompareOrdinal(day, head.Day) < 0 && archived < MostDaysInRun; day = AuditDays.After(day))
            {
                if (await chains.FindDayAsync(stream, day, cancellation) is { IsClosed: true, Count: > 0 } end)
                {
                    var done = await ArchiveAsync(end, cancellation);
                    if (!done.IsSuccess)
                    {
                        return done.Error;
                    }

                    archived++;
                }

                var kept = await KeepProgressAsync(stream, day, cancellation);
                if (!kept.IsSuccess)
                {
                    return kept.Error;
                }
            }
        }

        return archived;
    }

    private async Task<Result<Unit>> ArchiveAsync(AuditDayDocument day, CancellationToken cancellation)
    {
        if (day.Archive is null)
        {
            var written = await WriteAsync(day, cancellation);
            if (!written.IsSuccess)
            {
                return written.Error;
            }

            day = written.Value;
        }

        return await DeleteAsync(day, cancellation);
    }

    /// <summary>Writes the blob, reads it back, and only then says so in the day's head.</summary>
    private async Task<Result<AuditDayDocument>> WriteAsync(AuditDayDocument day, CancellationToken cancellation)
    {
        var name = $"archive/{day.Stream}/{day.Day}.ndjson.gz";
        var key = new BlobKey(AuditSeals.Container, name);
        using var content = new MemoryStream();
        await using (var compressed = new GZipStream(content, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await foreach (var stored in chains.ReadStoreAsync(day.Stream, day.Day, cancellation))
            {
                await compressed.WriteAsync(stored, cancellation);
                compressed.WriteByte((byte)'\n');
            }
        }

        content.Position = 0;
        var put = await blobs.PutAsync(key, content, new BlobOptions { ContentType = "application/gzip", WriteOnce = true, MaxBytes = BlobOptions.Limit }, cancellation);
        var blob = put.IsSuccess ? put.Value : await blobs.FindAsync(key, cancellation); // written by a run that was cut off
        var problem = blob is null ? "The archive was not written." : await FirstProblemAsync(day, name, cancellation);
        if (problem is not null)
        {
            return new AuditChainBroken(day.Stream, day.Day, problem);
        }

        var place = AuditRecordDocument.PartitionOf(day.Stream, day.Day);
        return await partitions.DecideAsync<AuditDayDocument>(place, view =>
        {
            var archived = (view.Find<AuditDayDocument>(AuditDayDocument.DocumentId) ?? day) with { Archive = name, ArchiveSha256 = blob!.Sha256 };
            view.Set(archived);
            return archived;
        }, cancellation);
    }

    private async Task<string?> FirstProblemAsync(AuditDayDocument day, string name, CancellationToken cancellation)
    {
        var walk = new ChainWalk(day.Stream, day.Day, previous: null);
        await foreach (var stored in chains.ReadArchiveAsync(name, cancellation))
        {
            if (walk.Take(stored.Span) is { } problem)
            {
                return problem;
            }
        }

        return walk.Count == day.Count && walk.Hash == day.Hash ? null : $"{day.Count} records were chained, {walk.Count} are in the archive.";
    }

    private async Task<Result<Unit>> DeleteAsync(AuditDayDocument day, CancellationToken cancellation)
    {
        var ids = new List<string>();
        await foreach (var stored in chains.ReadStoreAsync(day.Stream, day.Day, cancellation))
        {
            ids.Add(DocumentCodec.Decode<AuditRecordDocument>(stored.Span).Id);
        }

        var place = AuditRecordDocument.PartitionOf(day.Stream, day.Day);
        foreach (var some in ids.Chunk(MostInCommit))
        {
            var deleted = await partitions.DecideAsync<Unit>(place, view =>
            {
                foreach (var id in some)
                {
                    view.Remove<AuditRecordDocument>(id);
                }

                return Unit.Value;
            }, cancellation);
            if (!deleted.IsSuccess)
            {
                return deleted.Error;
            }
        }

        return Unit.Value;
    }

    private Task<Result<Unit>> KeepProgressAsync(string stream, string day, CancellationToken cancellation) =>
        partitions.DecideAsync<Unit>(AuditHeadDocument.Partition, view =>
        {
            if (view.Find<AuditHeadDocument>(AuditHeadDocument.IdOf(stream)) is { } head)
            {
                view.Set(head with { ArchivedThrough = day });
            }

            return Unit.Value;
        }, cancellation);
}
