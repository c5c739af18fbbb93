using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Matching;

/// <summary>How far a batch of commands came.</summary>
/// <param name="Handled">How many of them, from the first, are handled and committed.</param>
/// <param name="Failure">Why it stopped before the end; null when all are handled.</param>
public sealed record CommandsApplied(int Handled, Error? Failure);

/// <summary>
/// The matching engine of one market: loads the market's partition, applies commands to the order book, and
/// commits head, changed working orders, one log document and one outbox document in one atomic batch. The head's
/// ETag fences: after a conflict the state is dropped and loaded anew, so correctness never depends on being the
/// only writer. One batch of commands is applied at a time.
/// </summary>
internal sealed class MarketEngine(
    string symbol, IDocumentStore store, MarketCommitter committer, TimeProvider clock, AssetCatalog assets, EngineOptions options, ILogger logger)
    : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly BookEvents events = new(1_024);
    private MarketState? state;

    /// <summary>Applies commands in order; what is reported as handled is committed.</summary>
    public async Task<CommandsApplied> ApplyAsync(IReadOnlyList<MarketCommand> commands, CancellationToken cancellation = default)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            return await ApplyInTurnAsync(commands);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<CommandsApplied> ApplyInTurnAsync(IReadOnlyList<MarketCommand> commands)
    {
        var handled = 0;
        var poisoned = -1;
        for (var failures = 0; ;)
        {
            MarketRun? run = null;
            try
            {
                state ??= await MarketState.LoadAsync(symbol, store, assets, options, clock.GetUtcNow());
                if (state is null)
                {
                    return new CommandsApplied(handled, new MarketNotFound(symbol));
                }

                run = new MarketRun(state, committer, events, options, clock);
                await run.ApplyAsync(commands, handled, poisoned);
                return new CommandsApplied(commands.Count, null);
            }
            catch (CommitFailedException failed)
            {
                (state, handled) = (null, run!.Committed);
                if (++failures >= options.MaxAttempts)
                {
                    logger.LogError("Market {Symbol} could not commit after {Attempts} attempts: {Reason}", symbol, failures, failed.Message);
                    return new CommandsApplied(handled, new ServiceUnavailable("The market cannot commit now.", TimeSpan.FromSeconds(1)));
                }

                await BackOffAsync(failures, failed.RetryAfter);
            }
            catch (StoreException failed)
            {
                state = null;
                return new CommandsApplied(run?.Committed ?? handled, new ServiceUnavailable(failed.Message, failed.RetryAfter ?? TimeSpan.FromSeconds(1)));
            }
            catch (Exception bug) when (run is not null && run.Current < commands.Count && run.Current != poisoned)
            {
                // One bad command never takes its batch along: all is done again from the last commit, and it is rejected unseen.
                logger.LogError(bug, "The command for order {OrderId} on {Symbol} failed; it is rejected.", commands[run.Current].OrderId, symbol);
                (state, handled, poisoned) = (null, run.Committed, run.Current);
            }
        }
    }

    private Task BackOffAsync(int failures, TimeSpan? retryAfter) =>
        failures == 1 && retryAfter is null
            ? Task.CompletedTask
            : Task.Delay(retryAfter ?? TimeSpan.FromMilliseconds(5 << Math.Min(failures, 7)), clock);
}

/// <summary>The engines of all markets in this process.</summary>
public sealed class MarketEngines
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, MarketEngine> engines = new(StringComparer.Ordinal);
    private readonly Func<string, MarketEngine> create;

    /// <summary>Creates the registry.</summary>
    public MarketEngines(
        IDocumentStore store, Messaging.IMessageBus bus, Ids.IIds ids, TimeProvider clock, AssetCatalog assets,
        EngineOptions options, MarketData.MarketSignals signals, ILogger<MarketEngines> logger)
    {
        var committer = new MarketCommitter(store, bus, ids, clock, assets, signals, options, logger);
        create = symbol => new MarketEngine(symbol, store, committer, clock, assets, options, logger);
    }

    /// <summary>Applies commands of one market in order.</summary>
    public Task<CommandsApplied> ApplyAsync(string symbol, IReadOnlyList<MarketCommand> commands, CancellationToken cancellation = default) =>
        engines.GetOrAdd(symbol, create).ApplyAsync(commands, cancellation);
}
