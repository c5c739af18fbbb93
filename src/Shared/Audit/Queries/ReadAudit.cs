using CryptoVault.Audit.Chain;
using CryptoVault.Hosting;
using CryptoVault.Storage;

namespace CryptoVault.Audit.Queries;

/// <summary>What is looked for; all that is given must hold.</summary>
public sealed record AuditFilter
{
    /// <summary>The stream.</summary>
    public string? Stream { get; init; }

    /// <summary>The actor's user id.</summary>
    public string? Actor { get; init; }

    /// <summary>What it is about, such as <c>user:{id}</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>What was done.</summary>
    public string? Action { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A record with its place in the chain.</summary>
/// <param name="Record">The record.</param>
/// <param name="Day">The day of its chain.</param>
/// <param name="Sequence">Its place.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Address">The client's address, decrypted.</param>
public sealed record ChainedAuditRecord(AuditRecord Record, string Day, long Sequence, string Hash, string? Address);

/// <summary>A page of records, newest first.</summary>
public sealed record AuditPage(IReadOnlyList<ChainedAuditRecord> Items, string? Continuation);

/// <summary>Finds records that are in the store (those of the last 90 days), newest first.</summary>
public sealed class ReadAudit(IDocumentStore store, AuditOriginBox origins)
{
    /// <summary>Most records that are looked at for a page; with filters a page may so have fewer than asked for.</summary>
    private const int MostLookedAt = 2000;

    /// <summary>Finds a page.</summary>
    public async Task<AuditPage> ExecuteAsync(AuditFilter filter, int limit, string? continuation, CancellationToken cancellation = default)
    {
        var query = QueryOf(filter) with { Limit = limit, Continuation = continuation };
        var found = new List<ChainedAuditRecord>();
        for (var lookedAt = 0; ;)
        {
            var page = await store.QueryAsync(query, cancellation);
            found.AddRange(page.Items.Select(DocumentCodec.Decode<AuditRecordDocument>).Select(Of).Where(one => Fits(filter, one.Record)));
            lookedAt += page.Items.Count;
            if (page.Continuation is null || found.Count >= limit || lookedAt >= MostLookedAt)
            {
                return new AuditPage(found, page.Continuation);
            }

            // A page of the index ends where the list's page does, so that the next one starts behind the last that was told.
            query = query with { Continuation = page.Continuation, Limit = limit - found.Count };
        }
    }

    private ChainedAuditRecord Of(AuditRecordDocument document)
    {
        var record = document.Read();
        return new ChainedAuditRecord(record, document.Day, document.AuditSequence, document.Hash, origins.Open(record));
    }

    private static bool Fits(AuditFilter filter, AuditRecord record) =>
        (filter.Stream is null || filter.Stream == record.Stream)
        && (filter.Actor is null || filter.Actor == record.Actor.UserId)
        && (filter.Subject is null || filter.Subject == record.Subject)
        && (filter.Action is null || filter.Action == record.Action);

    private static DocumentQuery QueryOf(AuditFilter filter)
    {
        var (index, equal) = filter switch
        {
            { Subject: { } subject } => (AuditRecordDocument.BySubject, [subject]),
            { Actor: { } actor } => (AuditRecordDocument.ByActor, [actor]),
            { Stream: { } stream } => (AuditRecordDocument.ByStream, [stream]),
            _ => (AuditRecordDocument.ByTime, (IReadOnlyList<object>)[]),
        };
        return new DocumentQuery(ContainerNames.Audit, index.Name)
        {
            Equal = equal,
            From = filter.From is { } from ? StoredTime.Format(from) : null,
            To = filter.To is { } to ? StoredTime.Format(to) : null,
            Descending = true,
        };
    }
}
