using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Load.Streams;

/// <summary>Makes events at a steady rate: one customer rests a large order, another takes a little of it each time, so that each order is one trade.</summary>
internal sealed class Trader(Api api, string maker, string taker)
{
    private const string Symbol = "BTC-USDT";
    private string price = "";

    public int Trades { get; private set; }

    public int Errors { get; private set; }

    public async Task PrepareAsync()
    {
        var book = (await api.GetAsync($"api/v1/market-data/book-ticker/{Symbol}")).Expect(200);
        var (bid, ask) = (decimal.Parse(book["bid"], CultureInfo.InvariantCulture), decimal.Parse(book["ask"], CultureInfo.InvariantCulture));
        price = Math.Round((bid + ask) / 2, 2).ToString("F2", CultureInfo.InvariantCulture);
        (await PlaceAsync(maker, "sell", "10", "GTC")).Expect(201);
    }

    /// <summary>Trades so many times a second until it is told to stop.</summary>
    public async Task TradeAsync(int perSecond, CancellationToken stop)
    {
        var pause = TimeSpan.FromSeconds(1.0 / perSecond);
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await PlaceAsync(taker, "buy", "0.0001", "IOC");
            Trades++;
            Errors += answer.Status == 201 ? 0 : 1;
            if (pause - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task<Answer> PlaceAsync(string token, string side, string quantity, string timeInForce) => api.PostAsync(
        "api/v1/orders",
        new JsonObject { ["symbol"] = Symbol, ["side"] = side, ["type"] = "limit", ["price"] = price, ["quantity"] = quantity, ["timeInForce"] = timeInForce },
        token);
}
