using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace CryptoVault.Load.Streams;

/// <summary>
/// One connection that listens to trades, on a bare socket: it looks for the timestamps of events and parses nothing else.
/// </summary>
internal sealed class Listener(IPEndPoint host, FanOut fanOut) : IDisposable
{
    private const int TimeLength = 28; // 2026-01-31T12:00:00.1234567Z
    private static readonly byte[] Status = "HTTP/1.1 200 "u8.ToArray();
    private static readonly byte[] Opened = "event: open"u8.ToArray();
    private static readonly byte[] TimeName = "\"time\":\""u8.ToArray();

    private readonly Socket socket = new(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[4096];
    private bool isClosed;

    /// <summary>Bytes of the newest event's data, as far as its read showed.</summary>
    public int LastRead { get; private set; }

    /// <summary>Connects, asks, and waits until the stream is open.</summary>
    public async Task OpenAsync(ReadOnlyMemory<byte> request)
    {
        await socket.ConnectAsync(host);
        await socket.SendAsync(request, SocketFlags.None);
        var length = 0;
        while (buffer.AsSpan(0, length).IndexOf(Opened) < 0)
        {
            var read = length < buffer.Length ? await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None) : 0;
            length += read;
            if (read == 0 || (length >= Status.Length && !buffer.AsSpan(0, length).StartsWith(Status)))
            {
                throw new IOException($"The stream was not opened: {System.Text.Encoding.ASCII.GetString(buffer, 0, Math.Min(length, 400))}");
            }
        }
    }

    /// <summary>Listens until it is disposed or the host ends the stream.</summary>
    public async Task ListenAsync()
    {
        try
        {
            var kept = 0;
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(kept), SocketFlags.None);
                if (read == 0)
                {
                    break;
                }

                kept = Take(kept + read);
                LastRead = read;
            }
        }
        catch (SocketException) when (Volatile.Read(ref isClosed))
        {
            return;
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        fanOut.Drop();
    }

    public void Dispose()
    {
        Volatile.Write(ref isClosed, true);
        socket.Dispose();
    }

    /// <summary>Notes the timestamps in what came; returns how many bytes at the end belong to one that is not complete.</summary>
    private int Take(int length)
    {
        var now = DateTime.UtcNow;
        var rest = buffer.AsSpan(0, length);
        while (rest.IndexOf(TimeName) is >= 0 and var at && rest.Length - at >= TimeName.Length + TimeLength)
        {
            rest = rest[(at + TimeName.Length)..];
            if (Utf8Parser.TryParse(rest, out DateTime time, out _, 'O'))
            {
                fanOut.Take(now - time.ToUniversalTime());
            }

            rest = rest[TimeLength..];
        }

        var keep = rest.Length > TimeLength + TimeName.Length ? rest[^(TimeLength + TimeName.Length)..] : rest;
        keep.CopyTo(buffer);
        return keep.Length;
    }
}
