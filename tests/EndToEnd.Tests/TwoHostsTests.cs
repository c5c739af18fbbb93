using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>Two compositions of both apps on one store: what one begins the other may go on with, and nothing is lost or done twice.</summary>
public sealed class TwoHostsTests
{
    private const int Orders = 60;
    private const int Withdrawals = 6;
    private const string Address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    [Fact]
    public async Task Hosts_SideBySide_WithOneKilledOnTheWay_LoseAndDoubleNothing()
    {
        await using var pair = await HostPair.StartAsync();
        await FundAsync(pair);
        var before = await TotalAsync(pair, "USDC");

        var withdrawals = await Task.WhenAll(Enumerable.Range(0, Withdrawals).Select(i => RequestAsync(pair, i)));
        var orders = await PlaceAllAsync(pair, 0);
        await Task.WhenAll(withdrawals.Select((id, i) => ConfirmAsync(pair, i + 1, id)));
        await pair.KillAsync(0);
        var more = await Task.WhenAll(Enumerable.Range(Orders, Orders).Select(i => PlaceAsync(pair, 1, i)));
        await pair.StartAsync(0);

        await ExpectClosedAsync(pair, [.. orders, .. more]);
        foreach (var id in withdrawals)
        {
            await pair.EventuallyAsync(
                async () => (await pair.Api(0).GetAsync($"api/v1/wallet/withdrawals/{id}", pair.TokenOf("ana"))).Expect(200)["status"] == "completed",
                $"withdrawal {id}");
        }

        Assert.Equal(before - (Withdrawals * 12), await TotalAsync(pair, "USDC"));
        foreach (var host in new[] { 0, 1 })
        {
            var report = (await pair.Api(host).GetAsync("api/v1/admin/ledger/verify", pair.TokenOf("adam"))).Expect(200);
            Assert.True(report.Body.GetProperty("isSound").GetBoolean(), report.Text);
            await StuckWithdrawals.AssertNoneAsync(pair.Api(host));
        }
    }

    [Fact]
    public async Task Host_WithoutShared_BesideOneWithIt_IsRefused()
    {
        await using var pair = await HostPair.StartAsync();

        var (exitCode, output) = await LocalHosts.RefusedAsync("--data", pair.Folder, "--port", "0");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Another host is using the data folder", output, StringComparison.Ordinal);
        Assert.Equal(200, (await pair.Api(0).GetAsync("api/v1/time")).Status);
    }

    private static async Task FundAsync(HostPair pair)
    {
        (await pair.Api(1).PostAsync("api/v1/dev/faucet", new JsonObject { ["asset"] = "USDC", ["amount"] = "1000" }, pair.TokenOf("ana"))).Expect(202);
        await pair.EventuallyAsync(async () => await TotalAsync(pair, "USDC") >= 1000, "the deposit");
    }

    private static async Task<string> RequestAsync(HostPair pair, int number) => (await pair.Api(number).PostAsync(
        "api/v1/wallet/withdrawals",
        new JsonObject { ["asset"] = "USDC", ["network"] = "ethereum", ["address"] = Address, ["amount"] = "10" },
        pair.TokenOf("ana"),
        ("Idempotency-Key", $"two-{number}"))).Expect(201)["id"];

    /// <summary>Confirms at the other host than the one that was asked.</summary>
    private static Task ConfirmAsync(HostPair pair, int host, string id) => pair.EventuallyAsync(
        async () =>
        {
            var mail = new Mailbox(pair.Folder).To(DefaultHost.EmailOf("ana")).FirstOrDefault(one => one.Text.Contains(id, StringComparison.Ordinal));
            if (mail is null)
            {
                return false;
            }

            (await pair.Api(host).PostAsync($"api/v1/wallet/withdrawals/{id}/confirm", new JsonObject { ["token"] = mail.Token }, pair.TokenOf("ana"))).Expect(200);
            return true;
        },
        $"the mail about {id}");

    private static Task<string[]> PlaceAllAsync(HostPair pair, int from) =>
        Task.WhenAll(Enumerable.Range(from, Orders).Select(i => PlaceAsync(pair, i, i)));

    /// <summary>Ana sells what ben buys, at one price, so that all of it trades; through one host or the other.</summary>
    private static async Task<string> PlaceAsync(HostPair pair, int host, int number)
    {
        var isBuy = number % 4 < 2;
        var order = new JsonObject
        {
            ["symbol"] = "BTC-USDT", ["side"] = isBuy ? "buy" : "sell", ["type"] = "limit", ["quantity"] = "0.001",
            ["price"] = "60000", ["clientOrderId"] = $"two-{number}",
        };
        var answer = await pair.Api(host).PostAsync("api/v1/orders", order, pair.TokenOf(isBuy ? "ben" : "ana"));
        return $"{(isBuy ? "ben" : "ana")} {answer.Expect(201, 202)["orderId"]}";
    }

    /// <summary>Each order is known at both hosts, and none of them hangs between user and market.</summary>
    private static async Task ExpectClosedAsync(HostPair pair, string[] orders)
    {
        Assert.Equal(orders.Length, orders.Distinct().Count());
        foreach (var order in orders)
        {
            var (owner, id) = (order.Split(' ')[0], order.Split(' ')[1]);
            foreach (var host in new[] { 0, 1 })
            {
                await pair.EventuallyAsync(
                    async () => (await pair.Api(host).GetAsync($"api/v1/orders/{id}", pair.TokenOf(owner))).Expect(200)["status"] is "filled" or "new" or "partially_filled",
                    $"order {id} at host {host}");
            }
        }
    }

    private static async Task<decimal> TotalAsync(HostPair pair, string asset)
    {
        var balances = (await pair.Api(1).GetAsync("api/v1/wallet/balances", pair.TokenOf("ana"))).Expect(200);
        return balances.Items.Where(one => one.TextOf("asset") == asset)
            .Sum(one => decimal.Parse(one.TextOf("available"), CultureInfo.InvariantCulture) + decimal.Parse(one.TextOf("held"), CultureInfo.InvariantCulture));
    }
}
