using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Sessions;

/// <summary>Ends the caller's session. Its tokens are refused from the very next request on.</summary>
public sealed class SignOut(Partitions partitions, IAccessSignals signals, TimeProvider clock)
{
    /// <summary>Signs out.</summary>
    public async Task<Result<Unit>> ExecuteAsync(Caller caller, CancellationToken cancellation = default)
    {
        var ended = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => End(view, caller, clock.GetUtcNow()), cancellation);
        signals.Changed(caller.UserId);
        return ended;
    }

    private static Result<Unit> End(PartitionView view, Caller caller, DateTimeOffset now)
    {
        if (view.Find<SessionDocument>(SessionDocument.IdOf(caller.SessionId)) is { End: null } session)
        {
            view.Set(session.Ended(SessionEnd.SignedOut, now));
            view.Note(new ActivityEvent(now, ActivityKind.SignedOut, session.DeviceLabel, session.Country));
        }

        return Unit.Value;
    }
}
