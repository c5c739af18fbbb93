using CryptoVault.Hosting;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>Reads cases for reviewers.</summary>
public sealed class ReadCases(IDocumentStore store)
{
    /// <summary>A page of the queue: by priority, then by when they are due.</summary>
    public ValueTask<DocumentList<CaseDocument>> ListAsync(CaseState state, int limit, string? continuation, CancellationToken cancellation = default) =>
        store.ListAsync<CaseDocument>(
            new DocumentQuery(ContainerNames.Cases, CaseDocument.Queue.Name) { Equal = [state.ToString()], Limit = limit, Continuation = continuation },
            cancellation);

    /// <summary>One case, or <see cref="CaseNotFound"/>.</summary>
    public async Task<Result<CaseDocument>> FindAsync(string caseId, CancellationToken cancellation = default) =>
        await store.FindAsync<CaseDocument>(CaseDocument.PartitionOf(caseId), CaseDocument.DocumentId, cancellation) is { } document
            ? document
            : new CaseNotFound();
}
