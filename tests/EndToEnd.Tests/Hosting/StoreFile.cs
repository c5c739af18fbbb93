using CryptoVault.Adapters.Sqlite;
using CryptoVault.Hosting;
using CryptoVault.LocalRuntime.Durable;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>The store of a host that does not run, opened by a test to prepare it.</summary>
internal static class StoreFile
{
    public static SqliteStore Open(string file) => SqliteStore.Open(
        new SqliteStoreOptions { File = file, Containers = [.. ContainerCatalog.Product, .. ContainerCatalog.Embedded, WorkflowContainer.Definition] },
        TimeProvider.System,
        NullLogger<SqliteStore>.Instance);

    /// <summary>Runs a statement beside the store's own code. A store must have been opened before in this process.</summary>
    public static void Execute(string file, string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(file, out var database, raw.SQLITE_OPEN_READWRITE, null));
        using (database)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, sql));
            raw.sqlite3_wal_checkpoint_v2(database, null, raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        }
    }
}
