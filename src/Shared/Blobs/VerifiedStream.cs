using System.Security.Cryptography;

namespace CryptoVault.Blobs;

/// <summary>
/// Reads a blob and its checksum with it. The bytes that complete it are handed out only after the checksum of all was
/// found right, so nobody takes a damaged or shortened blob for a whole one.
/// </summary>
internal sealed class VerifiedStream(Stream inner, BlobProperties blob) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long left = blob.Bytes;
    private bool verified;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => blob.Bytes;

    public override long Position
    {
        get => blob.Bytes - left;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0)
        {
            Verify();
            return 0;
        }

        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken).ConfigureAwait(false);
        return Accept(buffer.Span[..read], buffer.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (left == 0)
        {
            Verify();
            return 0;
        }

        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        return Accept(buffer[..read], buffer.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        hash.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Accept(ReadOnlySpan<byte> bytes, int wanted)
    {
        if (bytes.Length == 0 && wanted > 0)
        {
            throw Damaged($"ends {left} bytes early");
        }

        hash.AppendData(bytes);
        left -= bytes.Length;
        if (left == 0)
        {
            Verify();
        }

        return bytes.Length;
    }

    private void Verify()
    {
        if (verified)
        {
            return;
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != blob.Sha256)
        {
            throw Damaged("does not match its checksum");
        }

        verified = true;
    }

    private BlobStoreException Damaged(string how) => new(BlobFailure.Damaged, $"The blob {blob.Key} {how}.");
}
