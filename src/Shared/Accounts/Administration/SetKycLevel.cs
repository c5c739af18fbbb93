using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Results;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Administration;

/// <summary>Nobody says of themselves how well they are identified.</summary>
public sealed record OwnLevel() : ForbiddenError("OWN_KYC_LEVEL", "Somebody else of the staff has to set your level.");

/// <summary>Sets how far a customer is identified, by hand.</summary>
public sealed class SetKycLevel(ChangeAccount changeAccount, ILogger<SetKycLevel> logger)
{
    /// <summary>The highest level.</summary>
    public const int Highest = 3;

    /// <summary>Sets the level. Nobody sets their own.</summary>
    public async Task<Result<AccountView>> ExecuteAsync(Caller admin, string userId, int level, string reason, CancellationToken cancellation = default)
    {
        if (level is < 0 or > Highest)
        {
            return new ValidationFailed(new FieldError(
                "/level", "OUT_OF_RANGE", $"Expected 0 to {Highest}.", $"{level}", $"0..{Highest}", $"{Math.Clamp(level, 0, Highest)}"));
        }

        if (admin.UserId == userId)
        {
            return new OwnLevel();
        }

        var changed = await changeAccount.ExecuteAsync(
            userId,
            profile => profile.KycLevel == level ? profile : profile with { KycLevel = level },
            (before, after) => AuditEntry.OfUser(AuditStreams.Administration, AuditActions.KycLevelSet, userId).Changed("level", $"{before.KycLevel}", $"{after.KycLevel}") with { Reason = reason },
            cancellation);
        if (changed.IsSuccess)
        {
            logger.LogInformation("The KYC level of user {UserId} was set to {Level} by {Admin}.", userId, level, admin.UserId);
        }

        return changed;
    }
}
