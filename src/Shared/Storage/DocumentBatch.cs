namespace CryptoVault.Storage;

/// <summary>What an operation of a batch does.</summary>
public enum DocumentOperationKind
{
    /// <summary>Writes a document that must not exist.</summary>
    Create,
    /// <summary>Replaces a document whose ETag must be the stated one.</summary>
    Replace,
    /// <summary>Writes a document whether it exists or not.</summary>
    Upsert,
    /// <summary>Deletes a document, whose ETag must be the stated one if one is stated.</summary>
    Delete,
}

/// <summary>One operation of a batch.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Id">The document's id: 1 to 255 characters, without <c>/ \ ? #</c>.</param>
/// <param name="Body">The JSON object in UTF-8; empty for a deletion.</param>
/// <param name="ETag">The expected version, for a replacement (required) or a deletion (optional).</param>
/// <param name="TimeToLive">After this long the document is gone; null keeps it.</param>
public sealed record DocumentOperation(
    DocumentOperationKind Kind, string Id, ReadOnlyMemory<byte> Body, string? ETag = null, TimeSpan? TimeToLive = null)
{
    /// <summary>A creation.</summary>
    public static DocumentOperation Create(string id, ReadOnlyMemory<byte> body, TimeSpan? timeToLive = null) =>
        new(DocumentOperationKind.Create, id, body, null, timeToLive);

    /// <summary>A replacement guarded by the ETag.</summary>
    public static DocumentOperation Replace(string id, ReadOnlyMemory<byte> body, string etag, TimeSpan? timeToLive = null) =>
        new(DocumentOperationKind.Replace, id, body, etag, timeToLive);

    /// <summary>An unguarded write.</summary>
    public static DocumentOperation Upsert(string id, ReadOnlyMemory<byte> body, TimeSpan? timeToLive = null) =>
        new(DocumentOperationKind.Upsert, id, body, null, timeToLive);

    /// <summary>A deletion.</summary>
    public static DocumentOperation Delete(string id, string? etag = null) =>
        new(DocumentOperationKind.Delete, id, ReadOnlyMemory<byte>.Empty, etag);
}

/// <summary>
/// Operations on one partition that happen all or not at all. At most <see cref="MaxOperations"/> operations and
/// <see cref="MaxBytes"/> bytes of bodies; each id at most once; at least one creation or ETag-guarded operation,
/// so that a repetition after a lost answer is recognised.
/// </summary>
/// <param name="Container">The container.</param>
/// <param name="Partition">The partition key's value: 1 to 512 characters.</param>
/// <param name="Operations">What to do, in order.</param>
public sealed record DocumentBatch(string Container, string Partition, IReadOnlyList<DocumentOperation> Operations)
{
    /// <summary>Most operations in a batch (Cosmos DB's limit for a transactional batch).</summary>
    public const int MaxOperations = 100;

    /// <summary>Most bytes of bodies in a batch (Cosmos DB's limit for a request, 2 MB).</summary>
    public const int MaxBytes = 2 * 1024 * 1024;
}

/// <summary>How a commit ended.</summary>
public enum CommitStatus
{
    /// <summary>Everything is written, and on disk.</summary>
    Committed,
    /// <summary>A creation met an existing document; nothing is written.</summary>
    AlreadyExists,
    /// <summary>A replacement or guarded deletion met no document; nothing is written.</summary>
    NotFound,
    /// <summary>An ETag was stale; nothing is written.</summary>
    PreconditionFailed,
    /// <summary>The batch breaks a limit; nothing is written.</summary>
    TooLarge,
    /// <summary>The store asks for less; nothing is written. Try again after <see cref="CommitResult.RetryAfter"/>.</summary>
    Throttled,
    /// <summary>The store cannot be reached or cannot write; nothing is written.</summary>
    Unavailable,
    /// <summary>The answer was lost: the batch may have been written or not. Repeat the identical batch, then read.</summary>
    Unknown,
}

/// <summary>The outcome of a commit.</summary>
/// <param name="Status">How it ended.</param>
public sealed record CommitResult(CommitStatus Status)
{
    /// <summary>True when everything is written.</summary>
    public bool IsCommitted => Status == CommitStatus.Committed;

    /// <summary>New ETags, one per operation in order (null for deletions); empty unless committed.</summary>
    public IReadOnlyList<string?> ETags { get; init; } = [];

    /// <summary>The operation that failed, or -1 when the failure is not of one operation.</summary>
    public int FailedOperation { get; init; } = -1;

    /// <summary>When to try again, if throttled or unavailable.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What happened, for logs.</summary>
    public string? Reason { get; init; }
}
