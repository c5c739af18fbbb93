using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Passkeys;

/// <summary>The user has as many passkeys as one can have.</summary>
public sealed record TooManyPasskeys()
    : ConflictError("TOO_MANY_PASSKEYS", $"An account has at most {PasskeysDocument.MostPasskeys} passkeys. Remove one first.");

/// <summary>The passkey is on the account already.</summary>
public sealed record PasskeyExists() : ConflictError("PASSKEY_EXISTS", "This passkey is on the account already.");

/// <summary>A passkey that was added.</summary>
/// <param name="Passkey">The passkey.</param>
/// <param name="RecoveryCodes">Codes for the case that it gets lost, shown once; none when the account has codes.</param>
public sealed record AddedPasskey(Passkey Passkey, IReadOnlyList<string> RecoveryCodes)
{
    /// <summary>Says nothing of the codes.</summary>
    public override string ToString() => $"Passkey {Passkey.PasskeyId}";
}

/// <summary>
/// Adds a passkey to the caller's account, by the password and, where there is a second factor, a fresh proof of it. From then
/// on the password alone does not open the account.
/// </summary>
public sealed class AddPasskey(
    Partitions partitions, CurrentPassword current, PasskeyCeremonies ceremonies, SecondFactorCodes codes, IAccessSignals signals, IIds ids, TimeProvider clock,
    AccountOptions options, ILogger<AddPasskey> logger)
{
    /// <summary>Begins.</summary>
    public async Task<Result<PasskeyChallenge>> BeginAsync(Caller caller, string password, HttpContext http, CancellationToken cancellation = default)
    {
        var proof = await current.CheckAsync(caller, password, cancellation);
        if (!proof.IsSuccess)
        {
            return proof.Error;
        }

        var now = clock.GetUtcNow();
        var user = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Begin(view, proof.Value, now), CancellationToken.None);
        if (!user.IsSuccess)
        {
            return user.Error;
        }

        return user.Value is { } known ? await ceremonies.BeginAddingAsync(known, http) : new WrongPassword();
    }

    /// <summary>Adds the passkey.</summary>
    public async Task<Result<AddedPasskey>> FinishAsync(Caller caller, string state, string label, string credentialJson, HttpContext http, CancellationToken cancellation = default)
    {
        var proved = await ceremonies.FinishAddingAsync(caller.UserId, state, credentialJson, http);
        if (!proved.IsSuccess)
        {
            return proved.Error;
        }

        var now = clock.GetUtcNow();
        var info = proved.Value.Info;
        var passkey = new Passkey(ids.New(), label, info.CredentialId, info.PublicKey, now, info.SignCount, info.Transports ?? [], info.IsBackupEligible, info.IsBackedUp);
        var recoveryCodes = codes.NewRecoveryCodes();
        var mail = new MailOrder(ids.New(), caller.UserId, AccountMails.SecondFactorChanged, now) { Values = new Dictionary<string, string> { ["change"] = "added: a passkey" } };
        var added = await partitions.DecideAsync(
            AccountPartitions.OfUser(caller.UserId),
            view => Add(view, caller, passkey, proved.Value.StateHash, codes.HashesOf(caller.UserId, recoveryCodes), mail, now),
            cancellation);
        signals.Changed(caller.UserId);
        if (!added.IsSuccess)
        {
            return added.Error;
        }

        logger.LogInformation("Security: user {UserId} added the passkey {PasskeyId}.", caller.UserId, passkey.PasskeyId);
        return new AddedPasskey(passkey, added.Value ? recoveryCodes : []);
    }

    /// <summary>Null when the password was wrong (which is counted, so it is no failure here).</summary>
    private Result<PasskeyUser?> Begin(PartitionView view, PasswordProof proof, DateTimeOffset now)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        return proof.Accept(view, now, options) ? new PasskeyUser(profile.UserId, profile.Email.Value) : Result<PasskeyUser?>.Success(null);
    }

    /// <summary>True when the recovery codes are the account's now.</summary>
    private static Result<bool> Add(
        PartitionView view, Caller caller, Passkey passkey, string stateHash, IReadOnlyList<string> recoveryCodes, MailOrder mail, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var session = view.Find<SessionDocument>(SessionDocument.IdOf(caller.SessionId));
        var known = view.Find<PasskeysDocument>(PasskeysDocument.DocumentId) ?? PasskeysDocument.None;
        var factor = view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId) ?? new SecondFactorDocument();
        if (profile is null || session is null)
        {
            return new SessionEnded();
        }

        if (known.Passkeys.Any(one => one.Has(passkey.CredentialId)))
        {
            return new PasskeyExists();
        }

        if (known.Passkeys.Count >= PasskeysDocument.MostPasskeys)
        {
            return new TooManyPasskeys();
        }

        if (!SpentChallengeDocument.TrySpend(view, stateHash))
        {
            return new InvalidPasskey();
        }

        var needsCodes = factor.RecoveryCodes.Count == 0;
        view.Put(known with { Passkeys = [.. known.Passkeys, passkey] });
        view.Put(needsCodes ? factor with { RecoveryCodes = recoveryCodes } : factor);
        view.Set(profile with { SecondFactorSince = profile.SecondFactorSince ?? now });
        view.Set(session with { SecondFactorAt = now });
        view.Note(new ActivityEvent(now, ActivityKind.PasskeyAdded, session.DeviceLabel, session.Country));
        view.SendMail(mail);
        return needsCodes;
    }
}
