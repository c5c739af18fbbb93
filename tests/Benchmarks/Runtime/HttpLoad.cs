using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary>A small load generator: keep-alive connections over raw sockets, one request at a time on each.</summary>
internal sealed class HttpLoad(int port, string path, int connections) : IDisposable
{
    private readonly byte[] request = Encoding.ASCII.GetBytes($"GET /{path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n");
    private readonly Socket[] sockets = new Socket[connections];
    private int answerLength;

    /// <summary>Connects, and learns what an answer looks like.</summary>
    public async Task ConnectAsync()
    {
        for (var i = 0; i < sockets.Length; i++)
        {
            sockets[i] = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await sockets[i].ConnectAsync(IPAddress.Loopback, port);
        }

        var buffer = new byte[4096];
        await sockets[0].SendAsync(request);
        answerLength = await sockets[0].ReceiveAsync(buffer);
        var answer = Encoding.ASCII.GetString(buffer, 0, answerLength);
        if (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || !answer.Contains("Content-Length: 0", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The server does not answer an empty 200 but: {answer}");
        }
    }

    /// <summary>Requests as fast as the server answers.</summary>
    /// <returns>Answers per second.</returns>
    public async Task<double> MeasureAsync(TimeSpan time)
    {
        var since = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(sockets.Select(s => Task.Run(() => DriveAsync(s, since, time))));
        return counts.Sum() / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }

    private async Task<long> DriveAsync(Socket socket, long since, TimeSpan time)
    {
        var buffer = new byte[4096];
        long count = 0;
        while (Stopwatch.GetElapsedTime(since) < time)
        {
            await socket.SendAsync(request, SocketFlags.None);
            for (var received = 0; received < answerLength;)
            {
                var read = await socket.ReceiveAsync(buffer, SocketFlags.None);
                received += read > 0 ? read : throw new IOException("The server closed the connection.");
            }

            count++;
        }

        return count;
    }
}
