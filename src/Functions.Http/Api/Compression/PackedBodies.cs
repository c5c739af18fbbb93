using System.IO.Compression;

namespace CryptoVault.Functions.Http.Api.Compression;

/// <summary>
/// The compressed forms of a public body, made when they are first asked for. Only for what holds no secret and nothing
/// that a request says: the size of a compressed body tells of its content.
/// </summary>
internal sealed class PackedBodies(ReadOnlyMemory<byte> body, CompressionLevel level)
{
    private byte[]? brotli;
    private byte[]? gzip;

    public ReadOnlyMemory<byte> In(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => brotli ??= Pack(stream => new BrotliStream(stream, level)),
        ContentCoding.Gzip => gzip ??= Pack(stream => new GZipStream(stream, level)),
        _ => body,
    };

    private byte[] Pack(Func<Stream, Stream> pack)
    {
        using var packed = new MemoryStream();
        using (var stream = pack(packed))
        {
            stream.Write(body.Span);
        }

        return packed.ToArray();
    }
}
