using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Audit;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>A new secret, shown once.</summary>
/// <param name="Secret">In base 32, as authenticator apps and <c>oathtool</c> take it.</param>
/// <param name="Uri">The same as an <c>otpauth://</c> URI.</param>
/// <param name="QrCodeSvg">The URI as a QR code.</param>
public sealed record NewSecondFactor(string Secret, string Uri, string QrCodeSvg)
{
    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => "A new second factor";
}

/// <summary>
/// Begins a second factor, or the replacement of one: makes a secret that takes effect when its first code is sent
/// (<see cref="EnableSecondFactor"/>). It takes the password, so that a session left open is not enough; to replace one,
/// also a fresh proof of the present one.
/// </summary>
public sealed class SetUpSecondFactor(
    Partitions partitions, PasswordHashing hashing, SecondFactorCodes codes, RateLimiter limiter, TimeProvider clock, AccountOptions options)
{
    private static readonly TimeSpan PendingLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Begins.</summary>
    public async Task<Result<NewSecondFactor>> ExecuteAsync(Caller caller, string password, CancellationToken cancellation = default)
    {
        var verdict = limiter.Take(RateLimitKind.SecondFactor, RateKeys.OfUser(caller.UserId));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        var now = clock.GetUtcNow();
        if (caller.HasSecondFactor && !caller.HasStepUp(now))
        {
            return new StepUpRequired();
        }

        var place = AccountPartitions.OfUser(caller.UserId);
        var hash = await partitions.DecideAsync(place, view => Result<string?>.Success(view.Find<CredentialsDocument>(CredentialsDocument.DocumentId)?.PasswordHash), cancellation);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var check = await hashing.CheckAsync(password, hash.Value, cancellation);
        if (!check.IsSuccess)
        {
            return check.Error;
        }

        var secret = codes.NewSecret();
        var pending = codes.Seal(secret, caller.UserId);
        var isRight = check.Value != PasswordCheck.Wrong;
        var begun = await partitions.DecideAsync(place, view => Begin(view, isRight, pending, now), CancellationToken.None);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        return begun.Value is { } email ? Show(secret, email) : new WrongPassword();
    }

    /// <summary>The account's address; null when the password was wrong (which is counted, so it is no failure here).</summary>
    private Result<string?> Begin(PartitionView view, bool isRight, string pending, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var known = view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId) ?? new SecondFactorDocument();
        var failures = view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId) ?? SignInFailuresDocument.None;
        if (profile is null)
        {
            return new UserNotFound();
        }

        if (failures.IsLocked(now))
        {
            return Result<string?>.Success(null);
        }

        if (!isRight)
        {
            view.Put(failures.Fail(now, options));
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SecondFactorFailed, profile.UserId).With("by", "password"));
            return Result<string?>.Success(null);
        }

        view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SecondFactorSetUp, profile.UserId));
        view.Put(known with { PendingSecret = pending, PendingUntil = now + PendingLifetime });
        return profile.Email.Value;
    }

    private NewSecondFactor Show(byte[] secret, string email)
    {
        var text = Base32.Encode(secret);
        var issuer = Uri.EscapeDataString(options.SecondFactorIssuer);
        var uri = $"otpauth://totp/{issuer}:{Uri.EscapeDataString(email)}?secret={text}&issuer={issuer}&algorithm=SHA1&digits={Totp.Digits}&period={Totp.Step.TotalSeconds:F0}";
        return new NewSecondFactor(text, uri, QrCode.Svg(uri));
    }
}
