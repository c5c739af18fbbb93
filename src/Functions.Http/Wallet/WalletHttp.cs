using CryptoVault.Functions.Http.Admin;
using CryptoVault.Functions.Http.Compliance;
using CryptoVault.Ledger;
using CryptoVault.Wallets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Wallet;

internal static class WalletHttp
{
    /// <summary>Adds the wallet, the cases and the ledger's check to the HTTP app.</summary>
    public static IServiceCollection AddWalletHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWallets(configuration);
        services.AddTransfers();
        services.AddAdjustments(configuration);
        return services.AddHttpJson(WalletHttpJson.Default).AddHttpJson(PaymentHttpJson.Default).AddHttpJson(CaseHttpJson.Default).AddHttpJson(LedgerHttpJson.Default)
            .AddHttpJson(AdjustmentHttpJson.Default).AddHttpJson(WithdrawalAdminHttpJson.Default).AddHttpJson(LiabilityHttpJson.Default).AddHttpJson(AssetHttpJson.Default)
            .AddHttpJson(AddressBookHttpJson.Default).AddHttpJson(PolicyHttpJson.Default);
    }
}
