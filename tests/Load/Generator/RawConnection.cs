using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace CryptoVault.Load.Generator;

/// <summary>
/// One HTTP/1.1 keep-alive connection, one request at a time, on a bare socket: what the generator costs is taken away from
/// the host on the same cores, so it allocates nothing per request and parses only what it needs.
/// </summary>
internal sealed class RawConnection(IPEndPoint host) : IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly Socket socket = new(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[16 * 1024];
    private int headLength;
    private int bodyStart;
    private int bodyLength;

    /// <summary>The body of the last answer; valid until the next request.</summary>
    public ReadOnlySpan<byte> Body => buffer.AsSpan(bodyStart, bodyLength);

    /// <summary>Status line and headers of the last answer; valid until the next request.</summary>
    public ReadOnlySpan<byte> Head => buffer.AsSpan(0, headLength);

    /// <summary>True when the last answer is a stream of events, which has no end: its headers were read, and the connection is of no use any more.</summary>
    public bool IsStream { get; private set; }

    public ValueTask ConnectAsync() => socket.ConnectAsync(host, CancellationToken.None);

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="request">All its bytes.</param>
    /// <param name="cancellation">To give up.</param>
    /// <returns>The status.</returns>
    /// <exception cref="IOException">The connection ended or the answer is not understood.</exception>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation = default)
    {
        for (var sent = 0; sent < request.Length;)
        {
            sent += await socket.SendAsync(request[sent..], SocketFlags.None, cancellation);
        }

        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellation);
            if (read == 0)
            {
                throw new IOException("The host closed the connection.");
            }

            length += read;
            if (TryParse(length, out var status))
            {
                return status;
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private bool TryParse(int length, out int status)
    {
        status = 0;
        var received = buffer.AsSpan(0, length);
        headLength = received.IndexOf(EndOfHead);
        if (headLength < 0)
        {
            return false;
        }

        var head = received[..(headLength + 2)];
        bodyStart = headLength + EndOfHead.Length;
        bodyLength = 0;
        if (!Utf8Parser.TryParse(head[9..12], out status, out _))
        {
            throw new IOException("The answer has no status.");
        }

        IsStream = FindHeader(head, "Content-Type: text/event-stream"u8, out _);
        if (IsStream)
        {
            return true;
        }

        if (FindHeader(head, "Content-Length: "u8, out var value) && Utf8Parser.TryParse(value, out int contentLength, out _))
        {
            bodyLength = contentLength;
            return length >= bodyStart + contentLength;
        }

        if (FindHeader(head, "Transfer-Encoding: "u8, out _))
        {
            return TryJoinChunks(length);
        }

        return true;
    }

    private static bool FindHeader(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var start = head.IndexOf(name);
        value = start < 0 ? default : head[(start + name.Length)..];
        return start >= 0;
    }

    /// <summary>Moves the chunks' contents together once all of them are there.</summary>
    private bool TryJoinChunks(int length)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            var position = bodyStart;
            var joined = bodyStart;
            while (true)
            {
                var rest = buffer.AsSpan(position, length - position);
                var lineEnd = rest.IndexOf("\r\n"u8);
                if (lineEnd < 0 || !Utf8Parser.TryParse(rest[..lineEnd], out int size, out _, 'x'))
                {
                    return false;
                }

                position += lineEnd + 2;
                if (position + size + 2 > length)
                {
                    return false;
                }

                if (size == 0)
                {
                    bodyLength = joined - bodyStart;
                    break;
                }

                // The first pass only looks whether everything came.
                if (pass == 1)
                {
                    buffer.AsSpan(position, size).CopyTo(buffer.AsSpan(joined));
                }

                joined += size;
                position += size + 2;
            }
        }

        return true;
    }
}
