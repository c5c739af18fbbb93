using System.Globalization;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Money;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalHost.DemoData;

/// <summary>Funded users for load tests, with their sign-ins in <c>load-users.json</c> in the data folder. They share one password and so one hash.</summary>
internal sealed class LoadUsers(IServiceProvider services, TimeProvider clock, DataFolder folder)
{
    private const string Password = "load-Passphrase-1";

    public async Task BuildAsync(int count)
    {
        var accounts = new KnownAccounts(services);
        var assets = services.GetRequiredService<AssetCatalog>();
        var hash = await accounts.HashAsync(Password);
        var since = clock.GetUtcNow().AddDays(-180);
        var users = await Task.WhenAll(Enumerable.Range(1, count).Select(async number =>
        {
            var email = string.Create(CultureInfo.InvariantCulture, $"load-{number:D5}@load.cryptovault.test");
            var userId = await accounts.OpenAsync(email, hash, since, 2, Role.Customer);
            await accounts.FundAsync(userId, Whole(assets.Get("USDT"), 1_000_000));
            await accounts.FundAsync(userId, Whole(assets.Get("BTC"), 100));
            await accounts.FundAsync(userId, Whole(assets.Get("ETH"), 2_000));
            return new { email, password = Password, userId };
        }));
        await File.WriteAllTextAsync(folder.LoadUsers, JsonSerializer.Serialize(users));
    }

    private static Amount Whole(Asset asset, long whole) => new(whole * MoneyMath.PowerOfTen(asset.Scale), asset);
}
