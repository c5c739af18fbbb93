using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Generator;
using CryptoVault.Load.Orders;

namespace CryptoVault.Load.Auth;

/// <summary>Orders at a steady rate, without and with more sign-ins offered than the processors can hash.</summary>
internal sealed class SignInFlood(Api api, IPEndPoint host, IReadOnlyList<LoadUser> users)
{
    private const int OrdersPerSecond = 300;
    private const int SignInsPerSecond = 20;
    private const int Traders = 100;
    private const int Rounds = 2;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int accepted, busy, errors;

    /// <summary>Sign-ins per second that were answered 200 while orders ran, and the orders' p95 with them by that without.</summary>
    public async Task<(double AcceptedPerSecond, double P95Ratio, double P95Ms, double FloodedP95Ms, int Busy, int Errors)> MeasureAsync(int seconds)
    {
        var market = await MarketShape.ReadAsync(api, "BTC-USDT");
        var (quiet, flooded) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            quiet.Add(await OrdersAsync(market, seconds));
            using var over = new CancellationTokenSource();
            var offering = OfferAsync(over.Token);
            flooded.Add(await OrdersAsync(market, seconds));
            await over.CancelAsync();
            await offering;
        }

        var floodSeconds = Rounds * (seconds + WarmUp.TotalSeconds);
        return (accepted / floodSeconds, flooded.Average() / quiet.Average(), quiet.Average(), flooded.Average(), busy, errors);
    }

    /// <summary>The orders' p95 in milliseconds.</summary>
    private async Task<double> OrdersAsync(MarketShape market, int seconds)
    {
        var runId = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var workers = users.Take(Traders).Select((user, number) => new OrderWorker(user, new OrderFlow(user, market, runId, number), host)).ToArray();
        var watch = Stopwatch.StartNew();
        var end = WarmUp + TimeSpan.FromSeconds(seconds);
        var pace = TimeSpan.FromSeconds((double)Traders / OrdersPerSecond);
        await Task.WhenAll(workers.Select((worker, number) => Task.Run(() =>
            worker.RunPacedAsync(watch, pace * number / Traders, WarmUp, end, pace)))); // not all in one moment
        errors += workers.Sum(worker => worker.Errors);
        return Latencies.Of(workers.Select(worker => worker.PacedLatencies)).PercentileMs(95);
    }

    /// <summary>Sends sign-ins at their times, whether earlier ones are answered or not.</summary>
    private async Task OfferAsync(CancellationToken over)
    {
        var watch = Stopwatch.StartNew();
        var sent = new List<Task>();
        while (!over.IsCancellationRequested)
        {
            var early = TimeSpan.FromSeconds((double)sent.Count / SignInsPerSecond) - watch.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, CancellationToken.None);
            }

            sent.Add(SignInAsync(users[sent.Count % users.Count], over));
        }

        await Task.WhenAll(sent);
    }

    private async Task SignInAsync(LoadUser user, CancellationToken over)
    {
        using var connection = new RawConnection(host);
        await connection.ConnectAsync();
        var body = $"{{\"email\":\"{user.Email}\",\"password\":\"{user.Password}\"}}";
        using var patience = new CancellationTokenSource(Patience);
        var status = await connection.SendAsync(
            Encoding.ASCII.GetBytes($"POST /api/v1/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), cancellation: patience.Token);
        if (over.IsCancellationRequested)
        {
            return; // answered after the orders ended
        }

        Interlocked.Increment(ref status == 200 ? ref accepted : ref status == 503 ? ref busy : ref errors);
    }
}
