using System.Net;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Profiles;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalHost.DemoData;

/// <summary>Makes accounts with known passwords and gives them money: for the demo and for load tests, on loopback only.</summary>
internal sealed class KnownAccounts(IServiceProvider services)
{
    private readonly ProvisionAccount provision = services.GetRequiredService<ProvisionAccount>();
    private readonly PasswordHashing hashing = services.GetRequiredService<PasswordHashing>();
    private readonly IDevelopmentChain chain = services.GetRequiredService<IDevelopmentChain>();
    private readonly NetworkCatalog networks = services.GetRequiredService<NetworkCatalog>();
    private readonly TransferFunds transfers = new(
        services.GetRequiredService<Storage.Partitions>(), services.GetRequiredService<AssetCatalog>(), services.GetRequiredService<TimeProvider>());

    /// <summary>The password's hash. A busy machine may need several tries: hashing gives way to everything else.</summary>
    public async Task<string> HashAsync(string password)
    {
        while (true)
        {
            var hash = await hashing.HashAsync(password);
            if (hash.Error is not ServiceUnavailable)
            {
                return hash.Value;
            }
        }
    }

    /// <summary>Makes the account unless it exists; returns its user id.</summary>
    public async Task<string> OpenAsync(string address, string passwordHash, DateTimeOffset since, int kycLevel, params Role[] roles)
    {
        if (!EmailAddress.TryParse(address, out var email))
        {
            throw new ArgumentException($"'{address}' is no e-mail address.", nameof(address));
        }

        var opened = await provision.ExecuteAsync(new NewAccount(email, passwordHash, "DE", RoleSet.Of(roles), since, kycLevel)
        {
            TrustedNetwork = services.GetRequiredService<AccountPartitions>().NetworkOf(IPAddress.Loopback), // so that no cool-off hides the product
            Consents = RoleSet.Of(roles).Has(Role.Customer) ? Consents.ToAll(services.GetRequiredService<AccountOptions>(), since) : [],
        });
        return opened.Value.UserId;
    }

    /// <summary>Gives a second factor with a known secret, unless the account has one.</summary>
    public async Task GiveSecondFactorAsync(string userId, string secret)
    {
        var given = await services.GetRequiredService<ProvisionSecondFactor>().ExecuteAsync(userId, Base32.Decode(secret)!);
        if (!given.IsSuccess)
        {
            throw new InvalidOperationException($"{userId}: {given.Error.Message}");
        }
    }

    /// <summary>Credits an opening balance from custody, once, and puts its coins there.</summary>
    public async Task FundAsync(string userId, Amount amount)
    {
        var id = $"opening:{userId}:{amount.Asset}";
        var sent = await transfers.ExecuteAsync(new FundsTransfer(
            id, LedgerPartitions.OfHouse(userId), amount.Asset.IsFiat ? AccountName.Bank : AccountName.Custody,
            LedgerPartitions.OfUser(userId), AccountName.Available,
            amount, PostingKinds.Deposit, new LedgerReference("opening_balance", userId), "system:demo-data"));
        if (!sent.IsSuccess)
        {
            throw new InvalidOperationException($"{id}: {sent.Error.Message}");
        }

        if (networks.Of(amount.Asset.Code).FirstOrDefault() is { } way)
        {
            await chain.EndowAsync(id, way.Network, amount); // the coins that the balance stands for
        }
    }
}
