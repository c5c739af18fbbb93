using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Passkeys;

/// <summary>
/// Proves a passkey: to sign in with nothing else, as the second step after a password, or as the fresh proof that some routes
/// need. A locked account can be signed in to by it: a passkey cannot be guessed.
/// </summary>
public sealed class ProvePasskey(
    Partitions partitions, PasskeyCeremonies ceremonies, OpenSession openSession, IAccessSignals signals, TimeProvider clock, AccountOptions options, ILogger<ProvePasskey> logger)
{
    /// <summary>Begins to sign in. Answers the same to everybody: the authenticator says whose passkey it is.</summary>
    public Task<PasskeyChallenge> BeginSignInAsync(HttpContext http) => ceremonies.BeginProofAsync(null, http);

    /// <summary>Signs in.</summary>
    public async Task<Result<SignedIn>> SignInAsync(string state, string credentialJson, DeviceTraits device, HttpContext http, CancellationToken cancellation = default)
    {
        var proved = await ceremonies.FinishProofAsync(null, state, credentialJson, http);
        if (!proved.IsSuccess)
        {
            logger.LogWarning("Security: a sign-in by passkey failed.");
            return proved.Error;
        }

        var now = clock.GetUtcNow();
        var session = openSession.Prepare(proved.Value.UserId, device, now, secondFactorAt: now);
        var opened = await partitions.DecideAsync(AccountPartitions.OfUser(proved.Value.UserId), view => Open(view, proved.Value, session, now), cancellation);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        logger.LogInformation("User {UserId} signed in by passkey; session {SessionId}.", proved.Value.UserId, session.Document.SessionId);
        return openSession.Finish(session, opened.Value, now);
    }

    /// <summary>Begins a fresh proof by one of the caller's passkeys.</summary>
    public Task<PasskeyChallenge> BeginStepUpAsync(Caller caller, HttpContext http) => ceremonies.BeginProofAsync(new PasskeyUser(caller.UserId, ""), http);

    /// <summary>Proves it for the caller's session.</summary>
    /// <returns>Until when the proof counts as fresh.</returns>
    public async Task<Result<DateTimeOffset>> StepUpAsync(Caller caller, string state, string credentialJson, HttpContext http, CancellationToken cancellation = default)
    {
        var proved = await ceremonies.FinishProofAsync(caller.UserId, state, credentialJson, http);
        if (!proved.IsSuccess)
        {
            return new InvalidSecondFactor();
        }

        var now = clock.GetUtcNow();
        var stepped = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => StepUp(view, caller, proved.Value, now), cancellation);
        signals.Changed(caller.UserId);
        return stepped.Map(_ => now + options.StepUpLifetime);
    }

    private Result<OpenedSession> Open(PartitionView view, ProvedPasskey proved, NewSession session, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        if (profile is null || !TryUse(view, proved, now))
        {
            return new InvalidPasskey();
        }

        return SignInWithPassword.RefusalOf(profile) is { } refusal ? refusal : openSession.Open(view, session, profile);
    }

    private static Result<Unit> StepUp(PartitionView view, Caller caller, ProvedPasskey proved, DateTimeOffset now)
    {
        if (view.Find<SessionDocument>(SessionDocument.IdOf(caller.SessionId)) is not { } session)
        {
            return new SessionEnded();
        }

        if (!TryUse(view, proved, now))
        {
            return new InvalidSecondFactor();
        }

        view.Set(session with { SecondFactorAt = now });
        return Unit.Value;
    }

    /// <summary>Spends the challenge and notes the use; false when it was spent, or the passkey was removed or used meanwhile.</summary>
    private static bool TryUse(PartitionView view, ProvedPasskey proved, DateTimeOffset now)
    {
        var known = view.Find<PasskeysDocument>(PasskeysDocument.DocumentId);
        var used = known?.Passkeys.FirstOrDefault(passkey => passkey.Has(proved.Info.CredentialId));
        var count = proved.Info.SignCount;
        if (known is null || used is null || (count > 0 && count <= used.SignCount) || !SpentChallengeDocument.TrySpend(view, proved.StateHash))
        {
            return false;
        }

        var after = used with { SignCount = count, IsBackedUp = proved.Info.IsBackedUp, LastUsedAt = now };
        view.Set(known with { Passkeys = [.. known.Passkeys.Select(passkey => passkey == used ? after : passkey)] });
        return true;
    }
}
