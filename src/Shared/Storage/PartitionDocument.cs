namespace CryptoVault.Storage;

/// <summary>A document in a partition's memory: typed, with the version it was read or written at.</summary>
internal abstract class PartitionDocument(string id)
{
    public string Id { get; } = id;

    /// <summary>The version in the store; null when there is no such document.</summary>
    public string? ETag { get; set; }

    public abstract object? Value { get; }

    public abstract DocumentOperation ToOperation(string? etag);
}

internal sealed class PartitionDocument<T>(string id, T? document) : PartitionDocument(id) where T : class, IDocument<T>
{
    public T? Document { get; } = document;

    public override object? Value => Document;

    public override DocumentOperation ToOperation(string? etag) => (Document, etag) switch
    {
        (null, _) => DocumentOperation.Delete(Id, etag),
        (_, null) => DocumentOperation.Create(Id, DocumentCodec.Encode(Document), Document.TimeToLive),
        _ => DocumentOperation.Replace(Id, DocumentCodec.Encode(Document), etag, Document.TimeToLive),
    };
}

/// <summary>What the store has under an id that no decision has asked for with its type yet.</summary>
internal sealed class RawDocument(string id, StoredDocument? stored) : PartitionDocument(id)
{
    public StoredDocument? Stored { get; } = stored;

    public override object? Value => Stored;

    public override DocumentOperation ToOperation(string? etag) => throw new InvalidOperationException("A raw document is never written.");

    public PartitionDocument<T> As<T>() where T : class, IDocument<T> =>
        new(Id, Stored is null ? null : DocumentCodec.Decode<T>(Stored)) { ETag = Stored?.ETag };
}
