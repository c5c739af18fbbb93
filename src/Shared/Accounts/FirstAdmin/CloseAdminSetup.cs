using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.FirstAdmin;

/// <summary>Closes the set-up of the first administrator where one was made otherwise, as with demo data.</summary>
public sealed class CloseAdminSetup(Partitions partitions, ISetupCodePlace codePlace, TimeProvider clock)
{
    /// <summary>Closes it for ever.</summary>
    public async Task<Result<Unit>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var closed = await partitions.DecideAsync(AdminSetupDocument.Partition, view => Close(view, clock.GetUtcNow()), cancellation);
        if (closed.IsSuccess)
        {
            codePlace.Remove();
        }

        return closed;
    }

    private static Result<Unit> Close(PartitionView view, DateTimeOffset now)
    {
        var setup = view.Find<AdminSetupDocument>(AdminSetupDocument.DocumentId);
        if (setup?.State != AdminSetupState.Closed)
        {
            view.Put(new AdminSetupDocument(AdminSetupState.Closed, "", now) { UserId = setup?.UserId, ClosedAt = now });
            view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.AdminSetupClosed, "admin-setup"));
        }

        return Unit.Value;
    }
}
