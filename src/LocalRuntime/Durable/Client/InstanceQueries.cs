using System.Collections.Immutable;
using System.Globalization;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Durable.Client;

/// <summary>Lists instances: by time of creation, or status by status where the query names statuses.</summary>
internal sealed class InstanceQueries(IDocumentStore store, DataConverter converter)
{
    /// <summary>What a client gets to know of an instance; inputs and outputs only with a converter.</summary>
    public static OrchestrationMetadata ToMetadata(InstanceDocument document, DataConverter? converter) => new(document.Name, document.InstanceId)
    {
        DataConverter = converter,
        RuntimeStatus = document.RuntimeStatus,
        CreatedAt = StoredTime.Parse(document.CreatedAt),
        LastUpdatedAt = StoredTime.Parse(document.UpdatedAt),
        SerializedInput = converter is null ? null : document.Input,
        SerializedOutput = converter is null ? null : document.Output,
        SerializedCustomStatus = converter is null ? null : document.CustomStatus,
        FailureDetails = converter is null ? null : document.Failure?.ToDetails(),
        Tags = document.Tags ?? ImmutableDictionary<string, string>.Empty,
    };

    public async Task<Page<OrchestrationMetadata>> PageAsync(OrchestrationQuery filter, string? continuation, int? pageSize, CancellationToken cancellation)
    {
        var statuses = filter.Statuses?.Distinct().Select(s => s.ToString()).ToArray() ?? [];
        var (position, inner) = Parse(continuation ?? filter.ContinuationToken);
        var size = Math.Clamp(pageSize ?? filter.PageSize, 1, 1000);
        var found = new List<OrchestrationMetadata>();
        do
        {
            var page = await store.QueryAsync(QueryOf(filter, statuses.ElementAtOrDefault(position), size - found.Count, inner), cancellation);
            found.AddRange(page.Items
                .Where(stored => filter.InstanceIdPrefix is not { } prefix || stored.Partition.StartsWith(prefix, StringComparison.Ordinal))
                .Select(stored => ToMetadata(DocumentCodec.Decode<InstanceDocument>(stored), filter.FetchInputsAndOutputs ? converter : null)));
            inner = page.Continuation;
            position += inner is null ? 1 : 0;
        }
        while (found.Count < size && (inner is not null || position < statuses.Length));

        var isEnd = inner is null && position >= Math.Max(1, statuses.Length);
        return new Page<OrchestrationMetadata>(found, isEnd ? null : string.Create(CultureInfo.InvariantCulture, $"{position}|{inner}"));
    }

    private static DocumentQuery QueryOf(OrchestrationQuery filter, string? status, int limit, string? continuation) =>
        new(WorkflowContainer.Name, status is null ? WorkflowContainer.CreatedIndex : WorkflowContainer.StatusIndex)
        {
            Equal = status is null ? [] : [status],
            From = filter.CreatedFrom is { } from ? StoredTime.Format(from) : null,
            To = filter.CreatedTo is { } to ? StoredTime.Format(to.AddTicks(1)) : null, // the bound belongs to the range
            Limit = limit,
            Continuation = continuation,
        };

    private static (int Position, string? Inner) Parse(string? continuation)
    {
        if (continuation is null)
        {
            return (0, null);
        }

        var bar = continuation.IndexOf('|', StringComparison.Ordinal);
        return bar > 0 && int.TryParse(continuation.AsSpan(0, bar), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? (position, bar + 1 == continuation.Length ? null : continuation[(bar + 1)..])
            : throw new ArgumentException("This is no continuation token of a query for instances.", nameof(continuation));
    }
}
