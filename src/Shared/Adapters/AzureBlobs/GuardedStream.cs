using Azure;
using CryptoVault.Blobs;

namespace CryptoVault.Adapters.AzureBlobs;

/// <summary>A download whose failures are the port's.</summary>
internal sealed class GuardedStream(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>True when the service or the way to it is the cause.</summary>
    public static bool IsInfrastructure(Exception exception) =>
        exception is RequestFailedException or HttpRequestException or IOException or OperationCanceledException or TimeoutException
        || (exception is AggregateException many && many.InnerExceptions.All(IsInfrastructure)); // what is thrown when all tries failed

    public static BlobStoreException Unavailable(Exception exception)
    {
        var cause = exception is AggregateException many ? many.InnerExceptions[0] : exception;
        var line = cause.Message.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? cause.Message[..end] : cause.Message;
        return new BlobStoreException(BlobFailure.Unavailable, $"The blob service cannot be used: {line}", exception);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && IsInfrastructure(exception))
        {
            throw Unavailable(exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return inner.Read(buffer, offset, count);
        }
        catch (Exception exception) when (IsInfrastructure(exception))
        {
            throw Unavailable(exception);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
