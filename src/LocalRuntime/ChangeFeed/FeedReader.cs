using System.Text.Json;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using CryptoVault.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.ChangeFeed;

/// <summary>
/// Reads a container's changes for one function, batch by batch. As on Azure, a batch whose invocation fails is
/// skipped unless the function has a retry policy, and then when that is used up.
/// </summary>
internal sealed class FeedReader(
    FunctionApp app, LocalFunction function, string container, IDocumentStore store, StateDocuments<ChangeFeedPosition> positions, TimeProvider clock, ILogger logger)
{
    private const int DefaultItems = 100;
    private const int MostItems = 1000;
    private static readonly TimeSpan DefaultPollDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly CosmosDBTriggerAttribute trigger = (CosmosDBTriggerAttribute)function.Trigger;
    private readonly RetryPolicy retries = RetryPolicy.Of(function);
    private string? etag;

    public LocalFunction Function => function;

    public string Container => container;

    private TimeSpan PollDelay => trigger.FeedPollDelay > 0 ? TimeSpan.FromMilliseconds(trigger.FeedPollDelay) : DefaultPollDelay;

    private int Limit => trigger.MaxItemsPerInvocation > 0 ? Math.Min(trigger.MaxItemsPerInvocation, MostItems) : DefaultItems;

    /// <summary>Reads until it is told to stop.</summary>
    public async Task RunAsync(ShutdownTokens tokens)
    {
        while (!tokens.Stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(tokens);
            }
            catch (OperationCanceledException) when (tokens.Stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogError(failure, "{Function} cannot read the changes of {Container}; it goes on in {Pause}.", function.Name, container, RetryPause);
                await Task.Delay(RetryPause, clock, tokens.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync(ShutdownTokens tokens)
    {
        var continuation = await BeginAsync(tokens.Stop);
        while (true)
        {
            var page = await store.ReadChangesAsync(container, continuation, Limit, tokens.Stop);
            if (page.Items.Count > 0)
            {
                var outcome = await retries.RunAsync(app, function, Elements(page), clock, tokens);
                if (outcome == EventOutcome.Interrupted)
                {
                    return;
                }

                if (outcome == EventOutcome.Failed)
                {
                    logger.LogError("{Function} skips {Count} changes of {Container}, from {First} on.", function.Name, page.Items.Count, container, page.Items[0].Id);
                }

                await SaveAsync(page.Continuation, tokens.Kill);
                continuation = page.Continuation;
            }

            if (!page.HasMore)
            {
                await Task.Delay(PollDelay, clock, tokens.Stop);
            }
        }
    }

    /// <summary>Where to go on; at the first start the beginning, or the present end.</summary>
    private async Task<string?> BeginAsync(CancellationToken cancellation)
    {
        var (position, version) = await positions.ReadAsync(function.Definition.Id, cancellation);
        etag = version;
        if (position is not null && position.Container == container)
        {
            return position.Continuation;
        }

        if (trigger.StartFromBeginning)
        {
            return null;
        }

        ChangePage page;
        string? continuation = null;
        do
        {
            page = await store.ReadChangesAsync(container, continuation, MostItems, cancellation);
            continuation = page.Continuation;
        }
        while (page.HasMore);
        await SaveAsync(page.Continuation, cancellation);
        return page.Continuation;
    }

    private async Task SaveAsync(string continuation, CancellationToken cancellation)
    {
        var position = new ChangeFeedPosition(function.Definition.Id, container, continuation, StoredTime.Format(clock.GetUtcNow()));
        etag = await positions.WriteAsync(position, etag, clock, cancellation)
            ?? throw new StoreException(CommitStatus.PreconditionFailed, $"The position of {function.Name} was written by another process.");
    }

    private static List<JsonElement> Elements(ChangePage page)
    {
        var elements = new List<JsonElement>(page.Items.Count);
        foreach (var item in page.Items)
        {
            using var document = JsonDocument.Parse(item.Body);
            elements.Add(document.RootElement.Clone());
        }

        return elements;
    }
}
