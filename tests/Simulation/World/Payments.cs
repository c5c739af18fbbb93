using System.Globalization;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Registration;
using CryptoVault.Idempotency;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Transfers;

namespace CryptoVault.Simulation.World;

/// <summary>Customers who pay each other.</summary>
internal sealed class Payments(SimWorld world)
{
    private int number;

    /// <summary>The accounts that are looked up when they are paid.</summary>
    public void OpenAccounts()
    {
        foreach (var user in Clients.All)
        {
            var account = new NewAccount(AddressOf(user), "hash", "DE", RoleSet.Of(Role.Customer), DateTimeOffset.UnixEpoch, 2);
            world.Clients.Begin(new Operation(
                $"open {user}'s account", async node => (await node.Get<ProvisionAccount>().ExecuteAsync(account, user)).Error));
        }
    }

    public void Pay()
    {
        var (from, to) = (world.Chance.Of(Clients.All), world.Chance.Of(Clients.All));
        if (from == to)
        {
            return;
        }

        var asset = AssetCatalog.Default.Get(world.Chance.Below(2) == 0 ? "BTC" : "USDT");
        Int128 units = world.Chance.Below(20) == 0 ? 100_000 * MoneyMath.PowerOfTen(asset.Scale) : world.Chance.Below(2_000_000_000) + 1;
        var key = $"t{(++number).ToString(CultureInfo.InvariantCulture)}";
        var command = new TransferCommand(from, 2, AddressOf(to).Value, asset.Code, new Amount(units, asset).ToString(), key) { HasStepUp = true };
        var isBooked = false;
        Operation Again() => new(
            $"{from} pays {to} {units} {asset.Code}",
            async node => (await node.Get<RequestTransfer>().ExecuteAsync(command, new IdempotencyRequest(key, "POST wallet/transfers", key))).Error,
            () =>
            {
                if (!isBooked)
                {
                    isBooked = true;
                    world.Model.Give(from, asset.Code, -units);
                    world.Model.Give(to, asset.Code, units);
                }
            });
        world.Clients.Remember(Again);
    }

    private static EmailAddress AddressOf(string user) =>
        EmailAddress.TryParse($"{user}@example.com", out var address) ? address : throw new ArgumentException(user, nameof(user));
}
