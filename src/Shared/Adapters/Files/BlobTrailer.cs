using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Blobs;

namespace CryptoVault.Adapters.Files;

/// <summary>
/// What a blob's file says of itself, after the content: JSON, its length in four bytes, and four bytes that mark the end. So
/// content and properties are one file, which a rename puts in its place as a whole.
/// </summary>
internal sealed record BlobTrailer(long Bytes, string Sha256, string ContentType, bool WriteOnce, DateTimeOffset WrittenAt)
{
    private const int MaxLength = 1024;
    private static ReadOnlySpan<byte> Mark => "CVB1"u8;

    public static BlobTrailer Of(BlobProperties blob) => new(blob.Bytes, blob.Sha256, blob.ContentType, blob.WriteOnce, blob.WrittenAt);

    public BlobProperties For(BlobKey key) => new(key, Bytes, Sha256, ContentType, WriteOnce, WrittenAt);

    public byte[] Encode()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, BlobJson.Default.BlobTrailer);
        var encoded = new byte[json.Length + 8];
        json.CopyTo(encoded, 0);
        BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(json.Length), json.Length);
        Mark.CopyTo(encoded.AsSpan(json.Length + 4));
        return encoded;
    }

    /// <summary>Reads the trailer of an open file, or null when there is no whole one that fits the file.</summary>
    public static async ValueTask<BlobTrailer?> ReadAsync(FileStream file, CancellationToken cancellation)
    {
        var end = new byte[(int)Math.Min(file.Length, MaxLength + 8)];
        file.Position = file.Length - end.Length;
        await file.ReadExactlyAsync(end, cancellation).ConfigureAwait(false);
        if (end.Length < 8 || !end.AsSpan(^4..).SequenceEqual(Mark))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(end.AsSpan(^8..^4));
        if (length is < 2 or > MaxLength || length + 8 > end.Length)
        {
            return null;
        }

        try
        {
            var trailer = JsonSerializer.Deserialize(end.AsSpan(end.Length - 8 - length, length), BlobJson.Default.BlobTrailer);
            return trailer?.Bytes == file.Length - 8 - length ? trailer : null;
        }
        catch (JsonException)
        {
            return null; // the caller says that the file is damaged
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BlobTrailer))]
internal sealed partial class BlobJson : JsonSerializerContext;
