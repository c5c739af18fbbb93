using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>Registers the embedded store.</summary>
public static class SqliteStoreServices
{
    /// <summary>Registers a store that the container opens at first use and closes with itself.</summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, SqliteStoreOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteStore.Open(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteStore>>()));
        services.AddSingleton<IDocumentStore>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<IStoreSnapshots>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<IStoreStatistics>(provider => provider.GetRequiredService<SqliteStore>());
        return services;
    }

    /// <summary>Registers a store that is open already and that somebody else closes, as when two apps share it.</summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, SqliteStore store)
    {
        // As instances, which the service provider does not dispose.
        services.AddSingleton(store);
        services.AddSingleton<IDocumentStore>(store);
        services.AddSingleton<IStoreSnapshots>(store);
        services.AddSingleton<IStoreStatistics>(store);
        return services;
    }
}
