using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>What every host with withdrawals must show when its tests are over.</summary>
internal static class StuckWithdrawals
{
    /// <summary>No withdrawal is stuck on a host with demo data.</summary>
    public static async Task AssertNoneAsync(Api api)
    {
        var adam = (await api.SignInAsync("adam")).Expect(200)["accessToken"];
        var stuck = (await api.GetAsync("api/v1/admin/withdrawals/stuck", adam)).Expect(200);
        Assert.True(!stuck.Items.Any(), stuck.Text);
    }
}
