using CryptoVault.Accounts.Freezing;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.FourEyes;

/// <summary>
/// Somebody who lost the second factor and all recovery codes asks for its removal, by the challenge that the right password
/// got. Two of the staff check the identity and approve; the owner gets a mail with "this was not me" at once.
/// </summary>
public sealed class RequestFactorReset(
    Partitions partitions, SecondFactorChallenges challenges, MailTokens mailTokens, RateLimiter limiter, IIds ids, TimeProvider clock, AccountOptions options, ILogger<RequestFactorReset> logger)
{
    /// <summary>Asks; asking again while a request waits is the same request.</summary>
    public async Task<Result<Unit>> ExecuteAsync(string challenge, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        if (challenges.UserOf(challenge, now) is not { } userId)
        {
            return new InvalidChallenge();
        }

        var verdict = limiter.Take(RateLimitKind.Reset, RateKeys.OfUser(userId));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        var freeze = mailTokens.Create(FreezeLinksDocument.Purpose, userId, ids.New());
        var mail = new MailOrder(ids.New(), userId, FactorResetAskedMail.TemplateName, now) { Token = freeze.Seed };
        var request = new FourEyesRequest(ids.New(), FourEyesKind.SecondFactorReset, userId, null, userId, now, now + options.FourEyesLifetime, []);
        var told = await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Tell(view, challenge, freeze, mail, now), cancellation);
        if (!told.IsSuccess)
        {
            return told.Error;
        }

        logger.LogWarning("Security: user {UserId} asks for the removal of a lost second factor.", userId);
        return await partitions.DecideAsync(StaffDocument.Partition, view => Ask(view, request, now), CancellationToken.None);
    }

    private Result<Unit> Tell(PartitionView view, string challenge, MailToken freeze, MailOrder mail, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var credentials = view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
        if (profile is not { Status: AccountStatus.Active, SecondFactorSince: not null } || credentials is null || !SecondFactorChallenges.IsOf(challenge, credentials.PasswordHash))
        {
            return new InvalidChallenge();
        }

        FreezeLinksDocument.Add(view, new FreezeLink(freeze.Hash, now, now + options.FreezeLinkLifetime));
        view.SendMail(mail);
        view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.FactorResetAsked, profile.UserId) with { Actor = AuditActor.Of(profile.UserId) });
        return Unit.Value;
    }

    private static Result<Unit> Ask(PartitionView view, FourEyesRequest request, DateTimeOffset now)
    {
        var staff = StaffDocument.In(view);
        if (!staff.Requests.Any(one => one.Kind == request.Kind && one.UserId == request.UserId && now < one.ExpiresAt))
        {
            view.Put((staff with { Requests = [.. staff.Requests.Where(one => now < one.ExpiresAt)] }).With(request));
        }

        return Unit.Value;
    }
}

/// <summary>Tells the owner that the removal of the second factor was asked for.</summary>
internal sealed class FactorResetAskedMail : IMailTemplate
{
    public const string TemplateName = "factor-reset-asked";

    public string Name => TemplateName;

    public MailText Compose(MailContent content) => new(
        "Your second factor shall be removed",
        $"""
        Somebody who knows your password says that your second factor is lost, and asks to
        have it removed. We will check who you are before two of us decide.

        If it was not you, freeze the account at once; nobody can use it then until you
        have set a new password:

        {content.TokenLines("freeze")}
        """);
}
