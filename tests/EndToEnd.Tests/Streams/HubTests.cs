using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests.Streams;

/// <summary>The hubs, with the stock JavaScript client in a process of its own.</summary>
public sealed class HubTests
{
    private const string Symbol = "BTC-USDT";

    [Fact]
    public async Task MarketHub_DuringRandomTrading_RebuildsTheBookThatDepthShows()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);
        using var api = new Api(host.Url);
        var (ana, ben) = (await TokenAsync(api, "ana"), await TokenAsync(api, "ben"));
        await using var client = await HubClient.ConnectAsync(host.Url, "market", $"depth:{Symbol},trades:BTC,ticker:{Symbol},candles:{Symbol}:1m");
        var book = new StreamedBook();
        var names = new HashSet<string>();
        var random = new Random(7);
        var price = await PriceAsync(api);
        for (var i = 0; i < 40; i++)
        {
            var side = random.Next(2) == 0 ? "buy" : "sell";
            await PlaceAsync(api, random.Next(2) == 0 ? ana : ben, side, price + random.Next(-5, 6), "0.0001");
            if (i == 10)
            {
                while (!book.TryJoin((await api.GetAsync($"api/v1/market-data/depth/{Symbol}?levels=5000")).Expect(200).Body))
                {
                    Take(await client.NextAsync());
                }
            }
        }

        var last = (await api.GetAsync($"api/v1/market-data/depth/{Symbol}?levels=5000")).Expect(200).Body;
        while (book.Sequence < StreamedBook.SequenceOf(last))
        {
            Take(await client.NextAsync());
        }

        Assert.Equal(StreamedBook.Show(last), book.Show());
        while (names.Count < 4)
        {
            Take(await client.NextAsync());
        }

        Assert.Equal(["candles", "depth", "ticker", "trades"], names.Order(StringComparer.Ordinal));
        await host.Process.StopAsync();

        void Take(HubLine line)
        {
            Assert.Equal("event", line.Type);
            book.Take(new StreamEvent(line.Name!, line.Name == "depth" ? $"{Symbol}:{line.Data.GetProperty("lastSequence").GetString()}" : null, line.Data), names);
        }
    }

    [Fact]
    public async Task UserHub_HostIsRestartedWhileThingsHappen_ReconnectsAndReplaysWhatItMissed()
    {
        using var folder = new TemporaryFolder();
        var port = HostProcess.FreePort();
        var host = await LocalHosts.StartOnAsync(folder.Path, port);
        try
        {
            using var api = new Api(host.Url);
            var token = await TokenAsync(api, "ana");
            var price = await PriceAsync(api);
            await using var client = await HubClient.ConnectAsync(host.Url, "user", token);

            var first = await PlaceAsync(api, token, "buy", price, "0.0002");
            var live = await client.UntilAsync(line => IsOrder(line, first));
            Assert.Contains(live, static line => line.Name == "balance");
            Assert.All(live, static line => Assert.Equal("event", line.Type));

            await host.Process.KillAsync();
            await host.DisposeAsync();
            await client.UntilAsync(static line => line.Type == "reconnecting");
            host = await LocalHosts.StartOnAsync(folder.Path, port);
            var second = await PlaceAsync(api, token, "buy", price, "0.0003");

            // Missed or live: the second order's event comes, and the client saw no gap and nothing twice.
            var later = await client.UntilAsync(line => IsOrder(line, second));
            var sequences = live.Concat(later).Where(static line => line.Type is "event" or "missed").Select(static line => Sequence(line.Data)).ToList();
            Assert.Equal(Enumerable.Range(0, sequences.Count).Select(i => sequences[0] + i), sequences);
            var stored = (await api.GetAsync($"api/v1/stream/user/events?after={sequences[0] - 1}&limit=1000", token)).Expect(200);
            Assert.Equal(stored.Items.Select(Sequence).Take(sequences.Count), sequences);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task UserHub_SessionIsEnded_IsClosedAndNotLetInAgain()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);
        using var api = new Api(host.Url);
        var token = await TokenAsync(api, "ben");
        await using var client = await HubClient.ConnectAsync(host.Url, "user", token);

        (await api.PostAsync("api/v1/auth/logout", token: token)).Expect(204);

        var end = (await client.UntilAsync(static line => line.Type == "reconnecting"))[^1];
        Assert.Contains("SESSION_ENDED", end.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        (await api.PostAsync("hubs/user/negotiate?negotiateVersion=1", token: token)).ExpectProblem(401, "SESSION_ENDED");
    }

    [Fact]
    public async Task Hub_WithoutOrWithAnotherHubsToken_LetsNobodyIn()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);
        using var api = new Api(host.Url);
        (await api.PostAsync("hubs/user/negotiate?negotiateVersion=1")).ExpectProblem(401, "AUTHENTICATION_REQUIRED");
        var market = (await api.PostAsync("hubs/market/negotiate?negotiateVersion=1")).Expect(200)["accessToken"];

        (await api.PostAsync("hubs/user/connection/negotiate?negotiateVersion=1")).Expect(401);
        (await api.PostAsync("hubs/user/connection/negotiate?negotiateVersion=1", token: market)).Expect(401);
        (await api.PostAsync("hubs/market/connection/negotiate?negotiateVersion=1", token: market[..^4] + "AAAA")).Expect(401);
        (await api.PostAsync("hubs/market/connection/negotiate?negotiateVersion=1", token: market)).Expect(200);
    }

    private static async Task<string> TokenAsync(Api api, string name) => (await api.SignInAsync(name)).Expect(200)["accessToken"];

    private static long Sequence(JsonElement happened) => long.Parse(happened.GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture);

    private static bool IsOrder(HubLine line, string orderId) => line.Name == "order" && line.Data.GetProperty("data").TextOf("orderId") == orderId;

    private static async Task<long> PriceAsync(Api api) =>
        (long)decimal.Parse((await api.GetAsync($"api/v1/market-data/ticker/{Symbol}")).Expect(200)["last"], CultureInfo.InvariantCulture);

    private static async Task<string> PlaceAsync(Api api, string token, string side, long price, string quantity) => (await api.PostAsync(
        "api/v1/orders",
        new JsonObject { ["symbol"] = Symbol, ["side"] = side, ["type"] = "limit", ["price"] = $"{price}", ["quantity"] = quantity },
        token)).Expect(201)["orderId"];
}
