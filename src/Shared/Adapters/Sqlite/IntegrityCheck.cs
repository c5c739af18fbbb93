using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>SQLite's quick check of the file's structure: at once for small files, in the background for large ones.</summary>
internal sealed class IntegrityCheck : IDisposable
{
    private const string Check = "PRAGMA quick_check(1)";

    private readonly CancellationTokenSource closing = new();
    private Task background = Task.CompletedTask;

    /// <summary>What is damaged, or null while nothing was found.</summary>
    public string? Damage { get; private set; }

    /// <summary>Ends when the check has.</summary>
    public Task Completion => background;

    /// <exception cref="StoreException">The file is damaged.</exception>
    public static IntegrityCheck Start(SqliteStoreOptions options, Connection connection, ILogger logger)
    {
        var check = new IntegrityCheck();
        if (new FileInfo(options.File).Length > options.SynchronousCheckBytes)
        {
            check.background = Task.Factory.StartNew(
                () => check.RunInBackground(options, logger), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return check;
        }

        var found = connection.Scalar(Check) as string;
        return found == "ok" ? check : throw new StoreException(CommitStatus.Unavailable, $"'{options.File}' is damaged: {found}");
    }

    public void Dispose()
    {
        closing.Cancel();
        background.Wait();
        closing.Dispose();
    }

    private void RunInBackground(SqliteStoreOptions options, ILogger logger)
    {
        try
        {
            using var connection = Connection.OpenReader(options);
            using var interrupt = closing.Token.Register(connection.Interrupt);
            var found = connection.Scalar(Check) as string;
            Damage = found == "ok" ? null : found;
        }
        catch (SqliteFailure failure)
        {
            Damage = closing.IsCancellationRequested ? null : failure.Reason;
        }

        if (Damage is not null)
        {
            logger.LogCritical("The store {File} is damaged: {Damage}. Restore a backup.", options.File, Damage);
        }
    }
}
