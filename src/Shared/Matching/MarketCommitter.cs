using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.MarketData;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Matching;

/// <summary>Commits what a run gathered, publishes its messages, and tells market data.</summary>
internal sealed class MarketCommitter(
    IDocumentStore store, IMessageBus bus, IIds ids, TimeProvider clock, AssetCatalog assets, MarketSignals signals, EngineOptions options, ILogger logger)
{
    public AssetCatalog Assets => assets;

    /// <summary>Commits, and moves the state's head on.</summary>
    /// <exception cref="CommitFailedException">Nothing was written, or the state is no longer the newest: it must be dropped.</exception>
    public async Task CommitAsync(MarketState state, MarketCommit commit, UnfinishedOrder? unfinished)
    {
        var batch = new MarketBatchWriter(state, commit, clock.GetUtcNow()).Write(unfinished, ids.New(), options.TombstoneLife);
        var outcome = await store.CommitAsync(batch.Batch);
        if (outcome.Status == CommitStatus.Unknown)
        {
            await ResolveAsync(state, batch);
            return;
        }

        if (!outcome.IsCommitted)
        {
            throw new CommitFailedException(outcome.Status, $"{outcome.Status}: {outcome.Reason}", outcome.RetryAfter);
        }

        await FollowAsync(state, batch, outcome.ETags[0]!, outcome.ETags[^1]);
    }

    /// <summary>After a lost answer: repeats the identical batch, and when that meets its own documents, reads.</summary>
    private async Task ResolveAsync(MarketState state, MarketBatch batch)
    {
        for (var attempt = 1; attempt <= options.MaxAttempts; attempt++)
        {
            var repeated = await store.CommitAsync(batch.Batch);
            if (repeated.IsCommitted)
            {
                await FollowAsync(state, batch, repeated.ETags[0]!, repeated.ETags[^1]);
                return;
            }

            if (repeated.Status is CommitStatus.AlreadyExists or CommitStatus.PreconditionFailed or CommitStatus.NotFound)
            {
                await ReadBackAsync(state, batch);
                return;
            }
        }

        throw new CommitFailedException(CommitStatus.Unknown, "The outcome of a commit stayed unknown.");
    }

    private async Task ReadBackAsync(MarketState state, MarketBatch batch)
    {
        var symbol = state.Market.Symbol;
        var ids = batch.Outbox is null ? new[] { MarketHead.DocumentId, batch.Log.Id } : [MarketHead.DocumentId, batch.Log.Id, batch.Outbox.Id];
        var documents = await store.ReadManyAsync(ContainerNames.Markets, symbol, ids);
        var head = documents[0] is { } stored ? DocumentCodec.Decode<MarketHead>(stored) : null;
        var landed = documents[1] is { } log && log.Body.Span.SequenceEqual(batch.Batch.Operations[1].Body.Span);
        if (!landed || head!.Sequence != batch.Head.Sequence)
        {
            // Either it did not land, or it did and another writer went on: what is in memory is not the newest.
            throw new CommitFailedException(CommitStatus.PreconditionFailed, "Another writer has the market.");
        }

        await FollowAsync(state, batch, documents[0]!.ETag, documents.Count > 2 ? documents[2]?.ETag : null);
    }

    private async Task FollowAsync(MarketState state, MarketBatch batch, string headETag, string? outboxETag)
    {
        state.Head = batch.Head;
        state.HeadETag = headETag;
        signals.Announce(state.Market, batch.Log);
        if (batch.Outbox is null || outboxETag is null)
        {
            return;
        }

        try
        {
            await bus.PublishAsync(new OutboxItem(ContainerNames.Markets, state.Market.Symbol, batch.Outbox, outboxETag));
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "Outbox {Id} of market {Symbol} was not published at once; the sweep will.", batch.Outbox.Id, state.Market.Symbol);
        }
    }
}
