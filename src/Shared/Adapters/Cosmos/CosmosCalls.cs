using System.Globalization;
using System.Net;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>Asks Cosmos DB: every try has a time-out, is measured, and is repeated a bounded number of times where that may help.</summary>
internal sealed class CosmosCalls(CosmosStoreOptions options, TimeProvider clock, CosmosMetrics metrics, ILogger logger)
{
    public int MaxAttempts => options.MaxAttempts;

    /// <summary>Reads with repetitions.</summary>
    /// <param name="container">The container.</param>
    /// <param name="operation">What it is, for metrics and logs.</param>
    /// <param name="ask">The question.</param>
    /// <param name="read">Reads an answer that is no failure of the service.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="StoreException">The service cannot answer now.</exception>
    public async Task<T> ReadAsync<T>(
        StoreContainer container, string operation, Func<CancellationToken, Task<ResponseMessage>> ask, Func<ResponseMessage, T> read, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answer, failure) = await TryAsync(container.Name, operation, ask, Outcome, cancellation).ConfigureAwait(false);
            using (answer)
            {
                if (failure is null)
                {
                    return read(answer!);
                }
            }

            if (!failure.IsTransient || attempt >= options.MaxAttempts)
            {
                throw failure.ToStoreException();
            }

            await PauseAsync(container.Name, operation, attempt, failure, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One try of a batch.</summary>
    public Task<(TransactionalBatchResponse? Answer, CosmosFailure? Failure)> TryBatchAsync(
        StoreContainer container, Func<CancellationToken, Task<TransactionalBatchResponse>> ask) =>
        TryAsync(container.Name, "batch", ask, Outcome, CancellationToken.None);

    /// <summary>Waits before the next try: as long as the service asked, or doubling, with jitter.</summary>
    public Task PauseAsync(string container, string operation, int attempt, CosmosFailure failure, CancellationToken cancellation)
    {
        metrics.Retry(container, operation);
        logger.LogDebug("Try {Attempt} of {Operation} on {Container} failed: {Reason}", attempt, operation, container, failure.Reason);

        // The jitter is the low digits of the clock, which differ between processes and repeat in a simulation.
        var ceiling = Math.Min(2000, 10 << Math.Min(attempt, 8));
        var jitter = (int)((ulong)clock.GetTimestamp() % (ulong)((ceiling / 2) + 1));
        var pause = TimeSpan.FromMilliseconds((ceiling / 2) + jitter);
        return Task.Delay(failure.RetryAfter is { } asked && asked > pause ? asked + TimeSpan.FromMilliseconds(jitter) : pause, clock, cancellation);
    }

    private async Task<(T? Answer, CosmosFailure? Failure)> TryAsync<T>(
        string container, string operation, Func<CancellationToken, Task<T>> ask, Func<T, Answer> outcome, CancellationToken cancellation) where T : class
    {
        cancellation.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(options.OperationTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var started = clock.GetTimestamp();
        try
        {
            var answer = await ask(either.Token).ConfigureAwait(false);
            var told = outcome(answer);
            var took = clock.GetElapsedTime(started);
            metrics.Answer(container, operation, told.RequestUnits, took);
            if (took > options.SlowOperation)
            {
                logger.LogWarning(
                    "Slow: {Operation} on {Container} took {Milliseconds} ms and {RequestUnits} request units, status {Status}, activity {Activity}.",
                    operation, container, took.TotalMilliseconds, told.RequestUnits, (int)told.Status, told.Activity);
            }

            return (answer, CosmosFailure.Of(told.Status, told.SubStatus, told.Message, told.RetryAfter));
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && CosmosFailure.Of(exception) is not null)
        {
            metrics.Answer(container, operation, (exception as CosmosException)?.RequestCharge ?? 0, clock.GetElapsedTime(started));
            return (null, CosmosFailure.Of(exception));
        }
        catch (OperationCanceledException exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
    }

    private static Answer Outcome(ResponseMessage message) =>
        new(message.StatusCode, SubStatus(message.Headers), message.IsSuccessStatusCode ? null : CosmosFailure.Told(() => message.ErrorMessage), RetryAfter(message.Headers), message.Headers.RequestCharge, message.Headers.ActivityId);

    private static Answer Outcome(TransactionalBatchResponse message) =>
        new(message.StatusCode, SubStatus(message.Headers), message.IsSuccessStatusCode ? null : CosmosFailure.Told(() => message.ErrorMessage), message.RetryAfter, message.RequestCharge, message.ActivityId);

    private static int SubStatus(Headers headers) =>
        int.TryParse(headers["x-ms-substatus"], NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;

    private static TimeSpan? RetryAfter(Headers headers) =>
        double.TryParse(headers["x-ms-retry-after-ms"], NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private readonly record struct Answer(HttpStatusCode Status, int SubStatus, string? Message, TimeSpan? RetryAfter, double RequestUnits, string? Activity);
}
