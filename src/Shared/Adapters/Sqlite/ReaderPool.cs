using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>Reading connections, opened when needed, each used by one caller at a time.</summary>
internal sealed class ReaderPool(SqliteStoreOptions options, ILogger logger) : IDisposable
{
    private readonly object gate = new();
    private readonly Stack<Connection> idle = new();
    private int open;
    private bool closed;

    /// <summary>Runs a read on some connection.</summary>
    /// <exception cref="Storage.StoreException">The file or the disk failed.</exception>
    public TResult Read<TRequest, TResult>(TRequest request, Func<Connection, TRequest, TResult> read)
    {
        var started = Stopwatch.GetTimestamp();
        var connection = Rent();
        var sound = false;
        try
        {
            var result = read(connection, request);
            sound = true;
            return result;
        }
        catch (SqliteFailure failure) when (failure.IsInfrastructure)
        {
            throw failure.ToStoreException();
        }
        catch (ArgumentException)
        {
            sound = true;
            throw;
        }
        finally
        {
            Return(connection, sound);
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed > options.SlowOperation)
            {
                logger.LogWarning("A read took {Milliseconds} ms: {Request}.", (long)elapsed.TotalMilliseconds, request);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            while (idle.TryPop(out var connection))
            {
                connection.Dispose();
                open--;
            }

            while (open > 0)
            {
                Monitor.Wait(gate);
            }
        }
    }

    private Connection Rent()
    {
        lock (gate)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(closed, typeof(SqliteStore));
                if (idle.TryPop(out var connection))
                {
                    return connection;
                }

                if (open < options.MaxReaders)
                {
                    open++;
                    break;
                }

                Monitor.Wait(gate);
            }
        }

        try
        {
            return Connection.OpenReader(options);
        }
        catch (SqliteFailure failure)
        {
            Forget();
            throw failure.ToStoreException();
        }
        catch
        {
            Forget();
            throw;
        }
    }

    private void Return(Connection connection, bool sound)
    {
        if (!sound)
        {
            connection.Dispose();
            Forget();
            return;
        }

        lock (gate)
        {
            if (!closed)
            {
                idle.Push(connection);
                Monitor.Pulse(gate);
                return;
            }
        }

        connection.Dispose();
        Forget();
    }

    private void Forget()
    {
        lock (gate)
        {
            open--;
            Monitor.PulseAll(gate);
        }
    }
}
