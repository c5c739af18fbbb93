using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>Public market data of a host in which customers trade.</summary>
public sealed class MarketDataTests(DefaultHost host) : IClassFixture<DefaultHost>
{
    private const string Symbol = "BTC-USDT";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Reads_AfterATrade_AllShowIt()
    {
        var price = await TradeAsync();

        var ticker = (await host.Api.GetAsync($"api/v1/market-data/ticker/{Symbol}")).Expect(200);
        var tickers = (await host.Api.GetAsync("api/v1/market-data/tickers")).Expect(200);
        var average = (await host.Api.GetAsync("api/v1/market-data/average-price/BTC")).Expect(200);
        var book = (await host.Api.GetAsync($"api/v1/market-data/book-ticker/{Symbol}")).Expect(200);

        Assert.Equal(price, ticker["last"]);
        Assert.Contains(tickers.Items, one => one.TextOf("symbol") == Symbol && one.TextOf("last") == price);
        Assert.Equal("trades", average["source"]);
        Assert.Equal(Symbol, book["symbol"]);
        await ExpectCandleAsync("1m", price);
        await ExpectCandleAsync("1M", price);
    }

    [Fact]
    public async Task Candles_WithTheTagOfBefore_AreNotModified()
    {
        // A closed range changes no more.
        var path = "api/v1/market-data/candles/BTC-USDT?interval=1d&from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z";
        using var http = new HttpClient { BaseAddress = host.Host.Url };
        using var first = await http.GetAsync(new Uri(path, UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await http.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, second.StatusCode));
        Assert.Equal("public, max-age=1", first.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Stream_DuringRandomTrading_RebuildsTheBookThatDepthShows()
    {
        await using var stream = await MarketStreamClient.OpenAsync(host.Host.Url, $"symbols={Symbol}&channels=depth,trades,ticker,candles");
        Assert.Equal("open", (await stream.NextAsync()).Name);
        var book = new StreamedBook();
        var random = new Random(5);
        var price = await PriceAsync();
        var names = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            var side = random.Next(2) == 0 ? "buy" : "sell";
            await PlaceAsync(random.Next(2) == 0 ? "ana" : "ben", side, price + random.Next(-5, 6), "0.0001");
            if (i == 20)
            {
                await JoinAsync(stream, book, names);
            }
        }

        // The market maker does not trade by itself, so the last snapshot stays true.
        var last = (await host.Api.GetAsync($"api/v1/market-data/depth/{Symbol}?levels=5000")).Expect(200).Body;
        while (book.Sequence < StreamedBook.SequenceOf(last))
        {
            book.Take(await stream.NextAsync(), names);
        }

        Assert.Equal(StreamedBook.Show(last), book.Show());
        while (names.Count < 4)
        {
            book.Take(await stream.NextAsync(), names);
        }

        Assert.Equal(["candles", "depth", "ticker", "trades"], names.Order(StringComparer.Ordinal));
    }

    /// <summary>Joins by the documented rule: a snapshot after the stream is open, and another one if it is older than the first change.</summary>
    private async Task JoinAsync(MarketStreamClient stream, StreamedBook book, HashSet<string> names)
    {
        while (!book.TryJoin((await host.Api.GetAsync($"api/v1/market-data/depth/{Symbol}?levels=5000")).Expect(200).Body))
        {
            book.Take(await stream.NextAsync(), names);
        }
    }

    private async Task<string> TradeAsync()
    {
        var price = await PriceAsync();
        await PlaceAsync("ana", "sell", price, "0.0010");
        await PlaceAsync("ben", "buy", price, "0.0010");
        return (await host.Api.GetAsync($"api/v1/market-data/trades/{Symbol}?limit=1")).Expect(200).Items.Single().TextOf("price");
    }

    private async Task<long> PriceAsync()
    {
        var ticker = (await host.Api.GetAsync($"api/v1/market-data/ticker/{Symbol}")).Expect(200);
        return (long)decimal.Parse(ticker["last"], CultureInfo.InvariantCulture);
    }

    private async Task PlaceAsync(string who, string side, long price, string quantity) => (await host.Api.PostAsync(
        "api/v1/orders",
        new JsonObject { ["symbol"] = Symbol, ["side"] = side, ["type"] = "limit", ["price"] = $"{price}", ["quantity"] = quantity },
        host.TokenOf(who))).Expect(201);

    /// <summary>Waits until the newest candle with trades closes at the price.</summary>
    private async Task ExpectCandleAsync(string interval, string price)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var candles = (await host.Api.GetAsync($"api/v1/market-data/candles/{Symbol}?interval={interval}")).Expect(200).Items;
            var close = candles.LastOrDefault(candle => candle.TextOf("trades") != "0") is { ValueKind: JsonValueKind.Object } candle ? candle.TextOf("close") : null;
            if (close == price)
            {
                return;
            }

            Assert.True(watch.Elapsed < Patience, $"The newest {interval} candle closes at {close}, not at {price}.");
            await Task.Delay(50);
        }
    }
}
