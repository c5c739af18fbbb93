using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Wallets.AddressBook;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class AddressBookRouteTests : IAsyncLifetime
{
    private const string Addresses = "api/v1/wallet/addresses";
    private static readonly string New = $$"""{"network":"bitcoin","address":"{{WalletHost.Address}}","label":"cold store","memo":"to Rita"}""";
    private WalletHost host = null!;

    public async Task InitializeAsync() => host = await WalletHost.StartAsync();

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Add_Confirmed_IsInForceAfterADay()
    {
        var added = await host.SendAsync(201, "POST", Addresses, New);
        Assert.Equal("pending_confirmation", Text(added, "state"));
        await ConfirmAsync(added);
        Assert.Equal("cooling_off", Text((await host.SendAsync(200, "GET", Addresses)).GetProperty("items")[0], "state"));
        host.Clock.Advance(TimeSpan.FromHours(24));

        var listed = (await host.SendAsync(200, "GET", Addresses)).GetProperty("items")[0];
        Assert.Equal(("active", "cold store", "to Rita"), (Text(listed, "state"), Text(listed, "label"), Text(listed, "memo")));
    }

    [Fact]
    public async Task Remove_AndWhitelistOnly_DecideWhereMoneyGoes()
    {
        await host.FundAsync("1");
        var added = await host.SendAsync(201, "POST", Addresses, New);
        await host.SendAsync(200, "PUT", $"{Addresses}/whitelist-only", """{"enabled":true}""");
        var refused = await host.WithdrawAsync("0.001", status: 422);
        Assert.Equal("ADDRESS_NOT_WHITELISTED", Text(refused, "code"));

        await ConfirmAsync(added);
        host.Clock.Advance(TimeSpan.FromHours(24));
        await host.WithdrawAsync("0.001", "k2");
        Assert.Equal(204, (int)(await host.Client.SendAsync("DELETE", $"{Addresses}/{Text(added, "id")}", token: WalletHost.Ana)).StatusCode);
        Assert.Equal("ADDRESS_NOT_WHITELISTED", Text(await host.WithdrawAsync("0.001", "k3", 422), "code"));
    }

    [Fact]
    public async Task Address_OfSomebodyElse_IsNotFoundAndStays()
    {
        var added = await host.SendAsync(201, "POST", Addresses, New);
        await (await host.Client.SendAsync("DELETE", $"{Addresses}/{Text(added, "id")}", token: WalletHost.Ben)).ProblemAsync(404, "ADDRESS_NOT_FOUND");
        await (await host.Client.SendAsync("POST", $"{Addresses}/{Text(added, "id")}/proof", """{"signature":"x"}""", WalletHost.Ben)).ProblemAsync(404, "ADDRESS_NOT_FOUND");
        await (await host.Client.SendAsync("POST", $"{Addresses}/{Text(added, "id")}/proof", """{"signature":"x"}""", WalletHost.Ana)).ProblemAsync(422, "WALLET_PROOF_INVALID");

        Assert.Equal(1, (await host.SendAsync(200, "GET", Addresses)).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"userId":"0198c0de-0000-7000-8000-000000000001","addressId":"0198c0de-0000-7000-8000-00000000000a","token":"x"}""", 422, "ADDRESS_TOKEN_INVALID")]
    [InlineData("""{"userId":"ana","addressId":"0198c0de-0000-7000-8000-00000000000a","token":"x"}""", 400, "VALIDATION_FAILED")]
    public async Task Confirm_WithoutAToken_IsRefused(string body, int status, string code) =>
        await (await host.Client.SendAsync("POST", $"{Addresses}/confirm", body)).ProblemAsync(status, code);

    [Fact]
    public async Task Limits_AfterAWithdrawal_TellWhatIsLeft()
    {
        await host.FundAsync("1");
        await host.WithdrawAsync("0.01");
        var limits = await host.SendAsync(200, "GET", "api/v1/wallet/limits");

        var day = limits.GetProperty("withdrawals")[0];
        Assert.Equal((2, 24), (limits.GetProperty("kycLevel").GetInt32(), day.GetProperty("hours").GetInt32()));
        Assert.Equal(("50000.00000000", "1000.00000000", "49000.00000000"), (Text(day, "maxUsd"), Text(day, "usedUsd"), Text(day, "leftUsd")));
    }

    private async Task ConfirmAsync(JsonElement added) =>
        Assert.True((await host.Get<ChangeAddressBook>().ConfirmAsync("ana", Text(added, "id")!, host.MailedTokens()[^1])).IsSuccess);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
