using System.Text;
using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Ledger.Liabilities;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class LiabilityRouteTests
{
    private const string Adam = "adam+admin";

    [Fact]
    public async Task Snapshot_ThenProof_ShowsTheCallersBalanceInThePublishedTotal()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("0.5");
        await host.FundAsync("0.25", WalletHost.Ben);
        await host.BookAsync();
        Assert.Equal("LIABILITIES_NOT_PUBLISHED", Code(await host.SendAsync(404, "GET", "api/v1/liabilities", token: "")));

        var made = await host.SendAsync(201, "POST", "api/v1/admin/ledger/liabilities/snapshot", token: Adam);
        var published = await host.SendAsync(200, "GET", "api/v1/liabilities", token: "");
        var bitcoin = Assert.Single(published.GetProperty("assets").EnumerateArray());
        var response = await host.Client.SendAsync("GET", "api/v1/wallet/liability-proof?asset=BTC", null, WalletHost.Ana);
        var proof = LiabilityProof.Parse(await response.Content.ReadAsByteArrayAsync())!;

        Assert.Equal(made.ToString(), published.ToString());
        Assert.Equal(("0.75000000", "0.75000000", "0.75000000", true), (
            bitcoin.GetProperty("liabilities").GetString(), bitcoin.GetProperty("held").GetString(), bitcoin.GetProperty("custodian").GetString(),
            bitcoin.GetProperty("isCovered").GetBoolean()));
        Assert.Null(proof.FindFault());
        Assert.Equal(("ana", 50_000_000, bitcoin.GetProperty("root").GetString()), (proof.UserId, (long)proof.Units, proof.Root.Hash));
        Assert.Equal("LIABILITY_NOT_INCLUDED", Code(await host.SendAsync(404, "GET", "api/v1/wallet/liability-proof?asset=ETH")));
        Assert.Equal("VALIDATION_FAILED", Code(await host.SendAsync(400, "GET", "api/v1/wallet/liability-proof")));
        await host.SendAsync(403, "POST", "api/v1/admin/ledger/liabilities/snapshot");
    }

    private static string? Code(JsonElement problem) => problem.GetProperty("code").GetString();
}
