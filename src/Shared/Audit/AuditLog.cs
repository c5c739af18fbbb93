using CryptoVault.Hosting;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Audit;

/// <summary>Records acts that change nothing else, such as staff reading customers' data, in a commit of their own.</summary>
public sealed class AuditLog(Partitions partitions)
{
    /// <summary>Where records of what changes nothing are committed.</summary>
    internal static PartitionKey Place { get; } = new(ContainerNames.Audit, "entries");

    /// <summary>Records it; the answer comes when the record is durable, so what it is about may then be told.</summary>
    public Task<Result<Unit>> WriteAsync(AuditEntry entry, CancellationToken cancellation = default) =>
        partitions.DecideAsync<Unit>(Place, view =>
        {
            view.Audit(entry);
            return Unit.Value;
        }, cancellation);

    /// <summary>Records that the caller read something, then reads it: nothing is told that was not recorded.</summary>
    public Task<Result<T>> ReadAsync<T>(string subject, Func<Task<Result<T>>> read, CancellationToken cancellation = default) =>
        DoAsync(new AuditEntry(AuditStreams.DataAccess, AuditActions.DataRead, subject), read, cancellation);

    /// <summary>Records something that the caller does, then does it.</summary>
    public async Task<Result<T>> DoAsync<T>(AuditEntry entry, Func<Task<Result<T>>> act, CancellationToken cancellation = default)
    {
        var recorded = await WriteAsync(entry, cancellation);
        return recorded.IsSuccess ? await act() : recorded.Error;
    }
}
