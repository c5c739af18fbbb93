using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Devices;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Sessions;

/// <summary>There is no such session, or it is somebody else's, or it has ended.</summary>
public sealed record SessionNotFound() : NotFoundError("SESSION_NOT_FOUND", "There is no such session.");

/// <summary>Lists the caller's sessions and devices, and ends sessions. Effective with the next request of each.</summary>
public sealed class OwnSessions(Partitions partitions, IAccessSignals signals, TimeProvider clock, AccountOptions options)
{
    /// <summary>The sessions that live, newest first.</summary>
    public Task<Result<IReadOnlyList<SessionDocument>>> ListAsync(Caller caller, CancellationToken cancellation = default) =>
        partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Result<IReadOnlyList<SessionDocument>>.Success([.. Living(view).AsEnumerable().Reverse()]), cancellation);

    /// <summary>The devices that the account knows, the one used last first.</summary>
    public Task<Result<IReadOnlyList<KnownDevice>>> DevicesAsync(Caller caller, CancellationToken cancellation = default) =>
        partitions.DecideAsync(
            AccountPartitions.OfUser(caller.UserId),
            view => Result<IReadOnlyList<KnownDevice>>.Success([.. (view.Find<DevicesDocument>(DevicesDocument.DocumentId)?.Devices ?? []).Reverse()]),
            cancellation);

    /// <summary>Ends one session.</summary>
    public async Task<Result<Unit>> EndAsync(Caller caller, string sessionId, CancellationToken cancellation = default)
    {
        var ended = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => End(view, sessionId, clock.GetUtcNow()), cancellation);
        signals.Changed(caller.UserId);
        return ended;
    }

    /// <summary>Ends all sessions, the caller's own too.</summary>
    public async Task<Result<Unit>> EndAllAsync(Caller caller, CancellationToken cancellation = default)
    {
        var ended = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => EndAll(view, clock.GetUtcNow()), cancellation);
        signals.Changed(caller.UserId);
        return ended;
    }

    private Result<Unit> End(PartitionView view, string sessionId, DateTimeOffset now)
    {
        if (Living(view).FirstOrDefault(one => one.SessionId == sessionId) is not { } session)
        {
            return new SessionNotFound();
        }

        view.Set(session.Ended(SessionEnd.EndedByOwner, now));
        view.Note(new ActivityEvent(now, ActivityKind.SessionEnded, session.DeviceLabel, session.Country));
        return Unit.Value;
    }

    private Result<Unit> EndAll(PartitionView view, DateTimeOffset now)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        foreach (var session in Living(view))
        {
            view.Set(session.Ended(SessionEnd.EndedByOwner, now));
        }

        view.Set(profile.WithSessionsEnded(now, keptSessionId: null)); // and those from before sessions were listed
        view.Note(new ActivityEvent(now, ActivityKind.AllSessionsEnded));
        return Unit.Value;
    }

    private List<SessionDocument> Living(PartitionView view)
    {
        var now = clock.GetUtcNow();
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var ids = view.Find<DevicesDocument>(DevicesDocument.DocumentId)?.Sessions ?? [];
        SessionDocument?[] sessions = [.. ids.Select(id => view.Find<SessionDocument>(SessionDocument.IdOf(id)))]; // all, so that they are loaded at once
        return [.. sessions.OfType<SessionDocument>().Where(session => profile is not null && session.IsAlive(profile, now) && now - session.RefreshedAt < options.SessionIdle)];
    }
}
