using System.Diagnostics;
using System.Net;
using System.Text;
using CryptoVault.Load.Generator;
using CryptoVault.Load.Orders;

namespace CryptoVault.Load.Auth;

/// <summary>Authenticated reads of the own profile: the users take turns on the connections, so that the limit per user holds.</summary>
internal static class ProfileReads
{
    private const int StatusTooMany = 429;

    /// <summary>Only answers 200 count; how many the limiter refused is told beside.</summary>
    public static async Task<(double PerSecond, Latencies Latencies, int Limited, int Errors)> MeasureAsync(IPEndPoint host, IReadOnlyList<LoadUser> users, int connections, int seconds)
    {
        var watch = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds(seconds);
        var workers = await Task.WhenAll(Enumerable.Range(0, connections).Select(number =>
            Task.Run(() => ReadAsync(host, [.. users.Where((_, index) => index % connections == number)], watch, end))));
        var elapsed = watch.Elapsed.TotalSeconds;
        var all = Latencies.Of(workers.Select(worker => worker.Latencies));
        return (all.Count / elapsed, all, workers.Sum(worker => worker.Limited), workers.Sum(worker => worker.Errors));
    }

    private static async Task<(List<long> Latencies, int Limited, int Errors)> ReadAsync(IPEndPoint host, LoadUser[] users, Stopwatch watch, TimeSpan end)
    {
        var (latencies, limited, errors) = (new List<long>(1 << 14), 0, 0);
        var requests = users.Select(user => Encoding.ASCII.GetBytes($"GET /api/v1/me HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {user.Token}\r\n\r\n")).ToArray();
        using var connection = new RawConnection(host);
        await connection.ConnectAsync();
        for (var turn = 0; watch.Elapsed < end; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(requests[turn % requests.Length]);
            var took = Stopwatch.GetTimestamp() - start;
            if (status == 200)
            {
                latencies.Add(took);
            }
            else if (status == StatusTooMany)
            {
                limited++;
            }
            else
            {
                errors++;
            }
        }

        return (latencies, limited, errors);
    }
}
