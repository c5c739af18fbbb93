using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Functions.Http.Tests.Wallet;

namespace CryptoVault.Functions.Http.Tests.Admin;

/// <summary>Assets and their networks: added, changed and disabled by admins.</summary>
public sealed class AssetRouteTests : IAsyncLifetime
{
    private const string Routes = "api/v1/admin/assets";
    private const string Adam = "adam+admin";
    private const string Dai = """{"code":"DAI","name":"Dai","scale":18,"withdrawalScale":8,"displayPlaces":2,"isFiat":false,"reason":"Asked for."}""";
    private const string OnEthereum =
        """{"minDeposit":"1","minWithdrawal":"5","maxWithdrawal":"1000","withdrawalFee":"0.5","confirmations":12,"depositsOpen":true,"withdrawalsOpen":true,"reason":"Node is up."}""";

    private WalletHost host = null!;

    public async Task InitializeAsync() => host = await WalletHost.StartAsync();

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Asset_AddedWithItsNetwork_IsShownAndCanBeDeposited()
    {
        var added = await host.Client.SendAsync("POST", Routes, Dai, Adam, ("If-Match", "\"0\""));
        Assert.Equal((201, "\"1\""), ((int)added.StatusCode, added.Headers.ETag!.Tag));
        var set = await host.SendAsync(200, "PUT", $"{Routes}/DAI/networks/ethereum", OnEthereum, Adam, ("If-Match", "\"1\""));

        Assert.Equal((2, "adam", "Node is up."), (
            set.GetProperty("version").GetInt32(), set.GetProperty("changed").GetProperty("userId").GetString(), set.GetProperty("changed").GetProperty("reason").GetString()));
        var shown = (await host.SendAsync(200, "GET", "api/v1/assets")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("code").GetString() == "DAI");
        var network = Assert.Single(shown.GetProperty("networks").EnumerateArray());
        Assert.Equal(("ethereum", 12), (network.GetProperty("network").GetString(), network.GetProperty("confirmations").GetInt32()));
        Assert.StartsWith("0x", (await AddressAsync(200)).GetProperty("address").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asset_Disabled_ClosesItsNetworksAndCanBeOpenedAgain()
    {
        await host.SendAsync(201, "POST", Routes, Dai, Adam, ("If-Match", "\"0\""));
        await host.SendAsync(200, "PUT", $"{Routes}/DAI/networks/ethereum", OnEthereum, Adam, ("If-Match", "\"1\""));
        await host.SendAsync(200, "PATCH", $"{Routes}/DAI", """{"isDisabled":true,"reason":"Depegged."}""", Adam, ("If-Match", "\"2\""));
        Assert.Equal("DEPOSITS_CLOSED", (await AddressAsync(422)).GetProperty("code").GetString());

        var opened = await host.SendAsync(200, "PATCH", $"{Routes}/DAI", """{"isDisabled":false,"name":"Dai Stablecoin","reason":"Back."}""", Adam, ("If-Match", "\"3\""));
        Assert.Equal("Dai Stablecoin", Find(opened, "DAI").GetProperty("name").GetString());
        await AddressAsync(200);
    }

    [Fact]
    public async Task Change_WithoutOrWithAStaleVersion_IsRefusedAndChangesNothing()
    {
        var before = await host.DigestAsync();
        await (await host.Client.SendAsync("POST", Routes, Dai, Adam)).ProblemAsync(428, "PRECONDITION_REQUIRED");
        await (await host.Client.SendAsync("POST", Routes, Dai, Adam, ("If-Match", "\"7\""))).ProblemAsync(412, "ASSETS_CHANGED");
        await (await host.Client.SendAsync("PATCH", $"{Routes}/DOGE", """{"isDisabled":true,"reason":"x"}""", Adam, ("If-Match", "\"0\""))).ProblemAsync(404, "ASSET_NOT_FOUND");
        await (await host.Client.SendAsync("POST", Routes, Dai.Replace("DAI", "BTC", StringComparison.Ordinal), Adam, ("If-Match", "\"0\""))).ProblemAsync(409, "ASSET_EXISTS");

        Assert.Equal(before, await host.DigestAsync());
    }

    [Theory]
    [InlineData("rita+compliance_reviewer")]
    [InlineData("tom+treasury")]
    [InlineData("ana+customer")]
    public async Task Change_BySomebodyElseThanAnAdmin_IsRefusedAndChangesNothing(string token)
    {
        var before = await host.DigestAsync();
        foreach (var (method, path, body) in new[] { ("POST", Routes, Dai), ("PATCH", $"{Routes}/BTC", """{"isDisabled":true,"reason":"x"}"""), ("PUT", $"{Routes}/BTC/networks/bitcoin", OnEthereum) })
        {
            await (await host.Client.SendAsync(method, path, body, token, ("If-Match", "\"0\""))).ProblemAsync(403, "ROLE_MISSING");
        }

        Assert.Equal(before, await host.DigestAsync());
    }

    private Task<JsonElement> AddressAsync(int status) =>
        host.SendAsync(status, "POST", "api/v1/wallet/deposit-addresses", """{"asset":"DAI","network":"ethereum"}""");

    private static JsonElement Find(JsonElement directory, string code) =>
        directory.GetProperty("assets").EnumerateArray().Single(one => one.GetProperty("code").GetString() == code);
}
