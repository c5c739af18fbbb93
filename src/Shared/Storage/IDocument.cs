using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CryptoVault.Storage;

/// <summary>
/// A typed document: an immutable record that knows its id and how it is written. Members named
/// <c>Type</c> and <c>SchemaVersion</c> are part of its JSON.
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IDocument<TSelf> where TSelf : class, IDocument<TSelf>
{
    /// <summary>Source-generated JSON metadata of the record.</summary>
    static abstract JsonTypeInfo<TSelf> Json { get; }

    /// <summary>The id, unique in its partition.</summary>
    string Id { get; }

    /// <summary>The document type's name, as stored in <c>type</c>.</summary>
    string Type { get; }

    /// <summary>The version of the document's shape, from 1. Readers accept the previous version.</summary>
    int SchemaVersion { get; }

    /// <summary>How long the document lives after this write; null keeps it.</summary>
    TimeSpan? TimeToLive => null;
}

/// <summary>Turns documents into bytes and back.</summary>
public static class DocumentCodec
{
    /// <summary>Writes a document as UTF-8 JSON.</summary>
    public static byte[] Encode<T>(T document) where T : class, IDocument<T> => JsonSerializer.SerializeToUtf8Bytes(document, T.Json);

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">The bytes are no such document.</exception>
    public static T Decode<T>(ReadOnlySpan<byte> body) where T : class, IDocument<T> =>
        JsonSerializer.Deserialize(body, T.Json) ?? throw new JsonException($"The document is null, not a {typeof(T).Name}.");

    /// <summary>Reads a stored document.</summary>
    public static T Decode<T>(StoredDocument stored) where T : class, IDocument<T> => Decode<T>(stored.Body.Span);
}
