using CryptoVault.Audit.Chain;
using CryptoVault.Audit.Queries;
using CryptoVault.Audit.Verification;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Audit;

/// <summary>Registers the audit.</summary>
public static class AuditServices
{
    /// <summary>For apps that record acts and read the log. Needs <c>Partitions</c>, <c>IDocumentStore</c>, <c>IBlobStore</c>, <c>IKeyRing</c>, <c>IServiceKeys</c>.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.TryAddSingleton<Security.IRandomness, Security.SystemRandomness>();
        services.TryAddSingleton<AuditOriginBox>();
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton<AuditSeals>();
        services.TryAddSingleton<AuditChains>();
        services.TryAddSingleton<VerifyAudit>();
        services.TryAddSingleton<ReadAudit>();
        return services;
    }

    /// <summary>For the app that writes the chains.</summary>
    public static IServiceCollection AddAuditChains(this IServiceCollection services)
    {
        services.AddAudit();
        services.AddSingleton<ChainAudit>();
        services.AddSingleton<AnchorAudit>();
        services.AddSingleton<SealAudit>();
        services.AddSingleton<ArchiveAudit>();
        return services;
    }
}
