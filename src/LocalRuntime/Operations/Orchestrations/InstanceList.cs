using CryptoVault.LocalRuntime.Durable;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Operations.Orchestrations;

/// <summary>Which instances to list.</summary>
internal sealed record InstanceFilter
{
    public OrchestrationRuntimeStatus? Status { get; init; }

    public string? Name { get; init; }

    /// <summary>Created at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created before this time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Lists instances, newest first.</summary>
internal sealed class InstanceList(IDocumentStore store)
{
    /// <summary>Most instances that one page looks at: a rare name must not make a request read everything.</summary>
    private const int MostRead = 2000;

    /// <summary>A page; it may hold fewer instances than asked for and go on all the same.</summary>
    public async Task<DocumentList<InstanceDocument>> PageAsync(InstanceFilter filter, int size, string? continuation, CancellationToken cancellation)
    {
        var found = new List<InstanceDocument>();
        var read = 0;
        do
        {
            var page = await store.QueryAsync(QueryOf(filter, filter.Name is null ? size - found.Count : size, continuation), cancellation);
            continuation = page.Continuation;
            read += page.Items.Count;
            found.AddRange(page.Items.Select(DocumentCodec.Decode<InstanceDocument>).Where(i => filter.Name is null || i.Name.Equals(filter.Name, StringComparison.OrdinalIgnoreCase)));
        }
        while (continuation is not null && found.Count < size && read < MostRead);

        return new DocumentList<InstanceDocument>(found, continuation);
    }

    private static DocumentQuery QueryOf(InstanceFilter filter, int limit, string? continuation) =>
        new(WorkflowContainer.Name, filter.Status is null ? WorkflowContainer.CreatedIndex : WorkflowContainer.StatusIndex)
        {
            Equal = filter.Status is null ? [] : [filter.Status.Value.ToString()],
            From = filter.From is { } from ? StoredTime.Format(from) : null,
            To = filter.To is { } to ? StoredTime.Format(to) : null,
            Descending = true,
            Limit = Math.Clamp(limit, 1, 1000),
            Continuation = continuation,
        };
}
