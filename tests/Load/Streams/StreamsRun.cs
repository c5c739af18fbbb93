using System.Diagnostics;
using System.Text;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Generator;
using CryptoVault.Load.Orders;

namespace CryptoVault.Load.Streams;

/// <summary>
/// Fan-out: many connections listen to the trades of a market in which ten trades a second happen, each an event of about
/// 200 bytes. Measured is the time from the event's own timestamp (the engine's, before its commit is on disk) to each
/// connection. Where the target is missed, fewer connections are tried, until it is met.
/// </summary>
internal static class StreamsRun
{
    private const int EventsPerSecond = 10;
    private const double TargetMs = 100;
    private const int ConnectsAtATime = 64;

    public static async Task<int> RunAsync(LoadOptions options)
    {
        await using var host = await MeasuredHost.StartAsync(options, "--load-users", "2");
        using var api = new Api(host.Url);
        var users = await LoadUser.SignInAsync(api, host, 2);
        var trader = new Trader(api, users[0].Token, users[1].Token);
        await trader.PrepareAsync();
        using var stop = new CancellationTokenSource();
        var trading = trader.TradeAsync(EventsPerSecond, stop.Token);

        Round round;
        var connections = options.Connections;
        while (true)
        {
            round = await MeasureAsync(host, connections, TimeSpan.FromSeconds(options.Seconds), trader);
            Console.WriteLine(
                $"streams  {connections,6} connections: p50 {round.FanOut.PercentileMs(50)} ms, p95 {round.FanOut.PercentileMs(95)} ms, p99 {round.FanOut.PercentileMs(99)} ms, "
                + $"{round.FanOut.Count / round.Seconds:F0} messages/s of {round.Bytes} bytes, opened in {round.OpenSeconds:F1} s, {round.Cost}");
            if ((round.FanOut.PercentileMs(95) < TargetMs && round.Errors == 0) || connections <= 100)
            {
                break;
            }

            connections = connections * 4 / 5;
        }

        await stop.CancelAsync();
        await trading;
        Figures.Print(
            ("connections", options.Connections), ("connectionsWithinTarget", round.FanOut.PercentileMs(95) < TargetMs ? connections : 0),
            ("eventsPerSecond", Math.Round(round.Trades / round.Seconds, 1)), ("messagesPerSecond", Math.Round(round.FanOut.Count / round.Seconds)),
            ("messageBytes", round.Bytes), ("fanOutP50Ms", round.FanOut.PercentileMs(50)), ("fanOutP95Ms", round.FanOut.PercentileMs(95)),
            ("fanOutP99Ms", round.FanOut.PercentileMs(99)), ("dropped", round.FanOut.Dropped), ("errors", round.Errors + trader.Errors));
        return round.Errors + trader.Errors == 0 ? 0 : 1;
    }

    private static async Task<Round> MeasureAsync(MeasuredHost host, int connections, TimeSpan duration, Trader trader)
    {
        var fanOut = new FanOut();
        var request = Encoding.ASCII.GetBytes($"GET /api/v1/stream/market?symbols=BTC-USDT&channels=trades HTTP/1.1\r\nHost: {host.EndPoint}\r\nAccept: text/event-stream\r\n\r\n");
        var listeners = new Listener[connections];
        var errors = 0;
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, connections, new ParallelOptions { MaxDegreeOfParallelism = ConnectsAtATime }, async (i, _) =>
        {
            listeners[i] = new Listener(host.EndPoint, fanOut);
            try
            {
                await listeners[i].OpenAsync(request);
            }
            catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
            {
                if (Interlocked.Increment(ref errors) == 1)
                {
                    Console.WriteLine($"error    {failure.Message}");
                }
            }
        });
        var openSeconds = watch.Elapsed.TotalSeconds;
        var listening = Task.WhenAll(listeners.Select(listener => Task.Run(listener.ListenAsync)));
        await Task.Delay(TimeSpan.FromSeconds(LoadOptions.WarmUpSeconds));

        var trades = trader.Trades;
        var cost = new ProcessorCost(host.Process);
        watch.Restart();
        fanOut.Begin();
        await Task.Delay(duration);
        fanOut.End();
        var round = new Round(fanOut, watch.Elapsed.TotalSeconds, openSeconds, listeners[0].LastRead, trader.Trades - trades, errors, cost.Per(Math.Max(fanOut.Count, 1)));
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        await listening;
        return round;
    }

    private sealed record Round(FanOut FanOut, double Seconds, double OpenSeconds, int Bytes, int Trades, int Errors, string Cost);
}
