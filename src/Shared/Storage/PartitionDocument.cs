using System.Text.Json;
using CryptoVault.Protection;

namespace CryptoVault.Storage;

/// <summary>A document in a partition's memory: typed, with the version it was read or written at.</summary>
internal abstract class PartitionDocument(string id)
{
    public string Id { get; } = id;

    /// <summary>The version in the store; null when there is no such document.</summary>
    public string? ETag { get; set; }

    public abstract object? Value { get; }

    /// <summary>True when it has personal members, which a key must encrypt.</summary>
    public abstract bool IsPersonal { get; }

    /// <summary>How it is written; with a key its personal members are encrypted.</summary>
    public abstract DocumentOperation ToOperation(string? etag, PersonalKey? key);
}

internal sealed class PartitionDocument<T>(string id, T? document) : PartitionDocument(id) where T : class, IDocument<T>
{
    public T? Document { get; } = document;

    public override object? Value => Document;

    public override bool IsPersonal => PersonalMembers<T>.AreThere && Document is not null;

    public override DocumentOperation ToOperation(string? etag, PersonalKey? key) => (Document, etag) switch
    {
        (null, _) => DocumentOperation.Delete(Id, etag),
        (_, null) => DocumentOperation.Create(Id, Encode(Document, key), Document.TimeToLive),
        _ => DocumentOperation.Replace(Id, Encode(Document, key), etag, Document.TimeToLive),
    };

    private static byte[] Encode(T document, PersonalKey? key) =>
        DocumentCodec.Encode(PersonalMembers<T>.AreThere && key is not null ? key.Seal(document) : document);
}

/// <summary>What the store has under an id that no decision has asked for with its type yet.</summary>
internal sealed class RawDocument(string id, StoredDocument? stored) : PartitionDocument(id)
{
    public StoredDocument? Stored { get; } = stored;

    public override object? Value => Stored;

    public override bool IsPersonal => false;

    public override DocumentOperation ToOperation(string? etag, PersonalKey? key) => throw new InvalidOperationException("A raw document is never written.");

    /// <summary>
    /// The document with its type. One that was stored as another type is refused: read as a base of what it is (an order
    /// as a plain hold, say) and written back, it would lose all that the base does not have.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is of another type: a bug of the decision.</exception>
    public PartitionDocument<T> As<T>(PersonalKey? key) where T : class, IDocument<T>
    {
        var document = Stored is null ? null : DocumentCodec.Decode<T>(Stored);
        if (document is not null && TypeOf(Stored!.Body.Span) is { } type && type != document.Type)
        {
            throw new InvalidOperationException($"'{Id}' is of type {type}; it was asked for as {document.Type}.");
        }

        var readable = PersonalMembers<T>.AreThere && document is not null && key is not null ? key.Open(document) : document;
        return new PartitionDocument<T>(Id, readable) { ETag = Stored?.ETag };
    }

    private static string? TypeOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                return reader.GetString();
            }

            reader.Skip();
        }

        return null;
    }
}
