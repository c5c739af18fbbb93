using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;
using CryptoVault.Requests;

namespace CryptoVault.EndToEnd.Tests.Access;

/// <summary>
/// Every documented operation on the local host, called without signing in, by somebody of each role, and by another customer
/// on a customer's own thing. The owner gets 2xx on that same thing with the same call: before the others where the call reads,
/// after them where it changes something, which shows that they changed nothing.
/// </summary>
public sealed class AccessMatrixTests
{
    private const int LeastCells = 300;

    [Fact]
    public async Task EveryOperation_AsEveryRoleOnOwnAndOthersThings_IsAllowedOrRefusedAsItsPolicySays()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path, new Dictionary<string, string>
        {
            ["Accounts__StepUpLifetime"] = "01:00:00",
            ["Wallets__Withdrawals__Policy__Approvals__0__Roles__0"] = "compliance_reviewer",
            ["Wallets__Withdrawals__Policy__Approvals__0__Roles__1"] = "compliance_officer",
            ["Wallets__Withdrawals__Policy__Approvals__0__Roles__2"] = "treasury",
            ["Wallets__Withdrawals__Policy__Approvals__0__Roles__3"] = "admin",
        });
        using var api = new Api(host.Url);
        var matrix = new AccessMatrix(await Cast.AssembleAsync(api, folder.Path));
        foreach (var operation in (await Contract.ReadAsync(api)).Operations)
        {
            await matrix.CheckAsync(operation);
        }

        Assert.True(matrix.Failures.Count == 0, string.Join('\n', matrix.Failures));
        Assert.True(matrix.Cells >= LeastCells, $"{matrix.Cells} cells");
        Assert.Empty(Recipes.Ids.Except(matrix.Operations));
        await StuckWithdrawals.AssertNoneAsync(api);
        await host.Process.StopAsync();
    }
}
