using System.Diagnostics;
using System.Net;
using System.Text;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Generator;
using CryptoVault.Load.Orders;

namespace CryptoVault.Load.Auth;

/// <summary>Refresh tokens turned into new ones: each connection rotates the tokens of one session, one after another.</summary>
internal static class Refreshes
{
    private static readonly byte[] Name = "\"refreshToken\":\""u8.ToArray();

    public static async Task<(double PerSecond, Latencies Latencies)> MeasureAsync(IPEndPoint host, IReadOnlyList<LoadUser> users, int connections, int seconds)
    {
        var watch = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds(seconds);
        var workers = await Task.WhenAll(users.Take(connections).Select(user => Task.Run(() => RotateAsync(host, user, watch, end))));
        var elapsed = watch.Elapsed.TotalSeconds;
        var all = Latencies.Of(workers);
        return (all.Count / elapsed, all);
    }

    private static async Task<List<long>> RotateAsync(IPEndPoint host, LoadUser user, Stopwatch watch, TimeSpan end)
    {
        var latencies = new List<long>();
        using var connection = new RawConnection(host);
        await connection.ConnectAsync();
        var token = user.RefreshToken;
        while (watch.Elapsed < end)
        {
            var body = $"{{\"refreshToken\":\"{token}\"}}";
            var request = Encoding.ASCII.GetBytes($"POST /api/v1/auth/refresh HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            var start = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(request);
            latencies.Add(Stopwatch.GetTimestamp() - start);
            token = status == 200 ? TokenIn(connection.Body) : throw new UnexpectedException("POST api/v1/auth/refresh", "200", $"{status} {Encoding.UTF8.GetString(connection.Body)}");
        }

        return latencies;
    }

    private static string TokenIn(ReadOnlySpan<byte> body)
    {
        var rest = body[(body.IndexOf(Name) + Name.Length)..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)'"')]);
    }
}
