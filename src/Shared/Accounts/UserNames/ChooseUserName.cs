using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.UserNames;

/// <summary>Somebody has the name, had it, or has one that looks like it.</summary>
public sealed record UserNameTaken() : ConflictError("USER_NAME_TAKEN", "This name, or one that looks like it, is not free. Choose another.");

/// <summary>The name was chosen a short while ago.</summary>
/// <param name="From">From when on another can be chosen.</param>
public sealed record UserNameTooNew(DateTimeOffset From)
    : ConflictError("USER_NAME_TOO_NEW", $"You chose a name a short while ago. You can choose another from {From:yyyy-MM-dd HH:mm} UTC on.");

/// <summary>
/// Gives the caller a user name, or gives it up. First the name is reserved (one commit at the name), then the profile has it (one at
/// the user); a crash between the two leaves a name that is the caller's to choose again.
/// </summary>
public sealed class ChooseUserName(Partitions partitions, AccountPartitions places, AccountOptions options, TimeProvider clock)
{
    /// <summary>Chooses a name; the one before is good no more, and stays reserved for the caller.</summary>
    /// <returns>The profile; <see cref="UserNameTaken"/>, <see cref="UserNameTooNew"/> or <see cref="ValidationFailed"/>.</returns>
    public async Task<Result<ProfileDocument>> ExecuteAsync(Caller caller, string text, CancellationToken cancellation = default)
    {
        var chosen = UserName.Choose(text, "/userName");
        if (!chosen.IsSuccess)
        {
            return chosen.Error;
        }

        var now = clock.GetUtcNow();
        var place = AccountPartitions.OfUser(caller.UserId);
        var allowed = await partitions.DecideAsync(place, view => Allow(view, chosen.Value, now), cancellation);
        if (!allowed.IsSuccess)
        {
            return allowed.Error;
        }

        var reserved = await partitions.DecideAsync(places.OfUserName(chosen.Value), view => Reserve(view, caller.UserId), cancellation);
        return reserved.IsSuccess
            ? await partitions.DecideAsync(place, view => Set(view, chosen.Value, now), CancellationToken.None)
            : reserved.Error;
    }

    /// <summary>Gives the name up: nobody can pay to it until the caller chooses it again. Without a name nothing happens.</summary>
    public Task<Result<Unit>> GiveUpAsync(Caller caller, CancellationToken cancellation = default) =>
        partitions.DecideAsync<Unit>(AccountPartitions.OfUser(caller.UserId), view =>
        {
            if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
            {
                return new UserNotFound();
            }

            if (!profile.UserName.IsNone)
            {
                view.Set(profile with { UserName = default }); // since when stays: giving up is no way around the wait
                view.Note(new ActivityEvent(clock.GetUtcNow(), ActivityKind.ProfileChanged));
            }

            return Unit.Value;
        }, cancellation);

    private Result<ProfileDocument> Allow(PartitionView view, UserName name, DateTimeOffset now)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        var isAnother = profile.UserName.ValueOrNull != name.Value;
        return isAnother && profile.UserNameSince + options.UserNameStays is { } from && now < from ? new UserNameTooNew(from) : profile;
    }

    private static Result<Unit> Reserve(PartitionView view, string userId)
    {
        switch (view.Find<UserNameDocument>(UserNameDocument.DocumentId))
        {
            case null:
                view.Add(new UserNameDocument(userId));
                return Unit.Value;
            case var known:
                return known.UserId == userId ? Unit.Value : new UserNameTaken();
        }
    }

    private Result<ProfileDocument> Set(PartitionView view, UserName name, DateTimeOffset now)
    {
        var allowed = Allow(view, name, now);
        if (!allowed.IsSuccess || allowed.Value.UserName.ValueOrNull == name.Value)
        {
            return allowed;
        }

        var named = allowed.Value with { UserName = name.Value, UserNameSince = now };
        view.Set(named);
        view.Note(new ActivityEvent(now, ActivityKind.ProfileChanged));
        return named;
    }
}
