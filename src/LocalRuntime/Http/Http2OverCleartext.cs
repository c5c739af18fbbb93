using System.Buffers;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CryptoVault.LocalRuntime.Http;

/// <summary>
/// Serves HTTP/2 without TLS (h2c, prior knowledge) on the port that serves HTTP/1.1. Kestrel speaks one of the
/// two on a port without TLS; so connections that begin with HTTP/2's preface are handed on to a second endpoint
/// inside of the process, which speaks HTTP/2 only.
/// </summary>
internal sealed class Http2OverCleartext : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(130);

    private readonly Channel<ConnectionContext> handed = Channel.CreateUnbounded<ConnectionContext>();

    /// <summary>The endpoint to which such connections are handed.</summary>
    public EndPoint EndPoint { get; } = new HandedEndPoint();

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2"u8;

    public bool CanBind(EndPoint endpoint) => ReferenceEquals(endpoint, EndPoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new Listener(endpoint, handed));

    /// <summary>Connection middleware of the endpoint that serves HTTP/1.1.</summary>
    public ConnectionDelegate Split(ConnectionDelegate next) => async connection =>
    {
        switch (await BeginsAsHttp2Async(connection))
        {
            case false:
                await next(connection);
                break;
            case true:
                var handedOn = new HandedConnection(connection);
                if (handed.Writer.TryWrite(handedOn))
                {
                    await handedOn.Disposed;
                }

                break;
            default:
                break;
        }
    };

    /// <summary>Whether the connection begins with the preface; null when it ends before that is known.</summary>
    private static async Task<bool?> BeginsAsHttp2Async(ConnectionContext connection)
    {
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing, connection.ConnectionClosed);
        patience.CancelAfter(FirstByteTimeout);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(patience.Token);
                var match = Compare(read.Buffer);
                input.AdvanceTo(read.Buffer.Start, match is null ? read.Buffer.End : read.Buffer.Start);
                if (match is not null || read.IsCompleted)
                {
                    return match ?? (read.Buffer.IsEmpty ? null : false);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>Null while what is there may still become the preface.</summary>
    private static bool? Compare(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[12];
        var length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        if (!Preface.StartsWith(start[..length]))
        {
            return false;
        }

        return length == Preface.Length ? true : null;
    }

    private sealed class HandedEndPoint : EndPoint
    {
        public override string ToString() => "h2c";
    }

    private sealed class Listener(EndPoint endPoint, Channel<ConnectionContext> handed) : IConnectionListener
    {
        public EndPoint EndPoint => endPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await handed.Reader.WaitToReadAsync(cancellationToken))
            {
                if (handed.Reader.TryRead(out var connection))
                {
                    return connection;
                }
            }

            return null;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            handed.Writer.TryComplete();
            while (handed.Reader.TryRead(out var unserved))
            {
                await unserved.DisposeAsync();
            }
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
