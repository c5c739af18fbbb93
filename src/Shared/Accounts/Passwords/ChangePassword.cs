using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Passwords;

/// <summary>Changes the caller's password, by the present one. All other sessions end, and withdrawals are blocked for a day.</summary>
public sealed class ChangePassword(
    Partitions partitions, CurrentPassword current, PasswordRules rules, PasswordHashing hashing, MailTokens mailTokens, IAccessSignals signals, IIds ids,
    TimeProvider clock, AccountOptions options, ILogger<ChangePassword> logger)
{
    /// <summary>Changes it.</summary>
    public async Task<Result<Unit>> ExecuteAsync(Caller caller, string currentPassword, string newPassword, CancellationToken cancellation = default)
    {
        var place = AccountPartitions.OfUser(caller.UserId);
        var proof = await current.CheckAsync(caller, currentPassword, cancellation);
        if (!proof.IsSuccess)
        {
            return proof.Error;
        }

        var owner = await partitions.DecideAsync<ProfileDocument>(
            place, view => view.Find<ProfileDocument>(ProfileDocument.DocumentId) is { } profile ? profile : new UserNotFound(), cancellation);
        if (!owner.IsSuccess)
        {
            return owner.Error;
        }

        if (proof.Value.IsRight && rules.Refuse(newPassword, EmailAddress.OfKnown(owner.Value.Email.Value), "/newPassword") is { } weak)
        {
            return new ValidationFailed(weak);
        }

        var hash = await hashing.HashAsync(newPassword, cancellation);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var made = NewPassword.Create(caller.UserId, hash.Value, "changed", clock.GetUtcNow(), mailTokens, ids, options);
        var changed = await partitions.DecideAsync(place, view => Change(view, caller, proof.Value, made), CancellationToken.None);
        signals.Changed(caller.UserId);
        if (!changed.IsSuccess)
        {
            return changed.Error;
        }

        if (!changed.Value)
        {
            return new WrongPassword();
        }

        logger.LogInformation("Security: user {UserId} changed the password.", caller.UserId);
        return Unit.Value;
    }

    /// <summary>False when the present password was wrong (which is counted, so it is no failure here).</summary>
    private Result<bool> Change(PartitionView view, Caller caller, PasswordProof proof, NewPassword made)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        if (!proof.Accept(view, made.At, options))
        {
            return false;
        }

        made.Set(view, profile, caller.SessionId, ActivityKind.PasswordChanged, options);
        return true;
    }
}
