using CryptoVault.Ledger.Adjustments;
using CryptoVault.Ledger.Holds;
using CryptoVault.Ledger.Liabilities;
using CryptoVault.Ledger.Verification;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Ledger;

/// <summary>Composes what the ledger does by itself, alike in both apps.</summary>
public static class LedgerServices
{
    /// <summary>Adds the check, the reconciler, what ends by itself and the proof of liabilities.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<VerifyLedger>();
        services.TryAddSingleton(configuration.GetSection("Ledger:Reconciler").Get<ReconcilerOptions>() ?? new ReconcilerOptions());
        services.TryAddSingleton<ReconcileLedger>();
        services.TryAddSingleton(configuration.GetSection("Ledger:Expiry").Get<ExpiryOptions>() ?? new ExpiryOptions());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpiry, ExpireHolds>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpiry, ExpireAdjustments>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHoldPurpose, AdjustmentHolds>());
        services.TryAddSingleton<SnapshotLiabilities>();
        services.TryAddSingleton<ReadLiabilities>();
        return services;
    }

    /// <summary>Adds corrections by the staff, which look accounts up.</summary>
    public static IServiceCollection AddAdjustments(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(configuration.GetSection("Ledger:Adjustments").Get<AdjustmentOptions>() ?? new AdjustmentOptions());
        services.TryAddSingleton<ReadAdjustments>();
        services.TryAddSingleton<ProposeAdjustment>();
        services.TryAddSingleton<DecideAdjustment>();
        return services;
    }
}
