using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>Knows which account an e-mail address belongs to. An address is given to one account, and is free again when that has another.</summary>
public sealed class EmailDirectory(Partitions partitions, AccountPartitions places, AccountOptions options)
{
    /// <summary>The account of an address, or null.</summary>
    public async Task<Result<string?>> FindAsync(EmailAddress email, CancellationToken cancellation = default)
    {
        var found = await partitions.DecideAsync(
            places.OfEmail(email), view => Result<EmailDocument?>.Success(view.Find<EmailDocument>(EmailDocument.DocumentId)), cancellation);
        return found.Map(document => document?.UserId);
    }

    /// <summary>
    /// Gives the address to <paramref name="newUserId"/> unless it has an account, and counts the mail that will be
    /// sent. Always one commit, whether there is an account or not.
    /// </summary>
    public Task<Result<EmailClaim>> ClaimAsync(EmailAddress email, string newUserId, DateTimeOffset now, CancellationToken cancellation = default) =>
        partitions.DecideAsync(
            places.OfEmail(email),
            view => Claim(view, userId => userId ?? newUserId, now),
            cancellation);

    /// <summary>The address's account, if any, counting the mail that will be sent. Always one commit.</summary>
    public Task<Result<EmailClaim>> AskMailAsync(EmailAddress email, DateTimeOffset now, CancellationToken cancellation = default) =>
        partitions.DecideAsync(places.OfEmail(email), view => Claim(view, static userId => userId, now), cancellation);

    /// <summary>Sets an address free that its account does not have any more.</summary>
    public Task<Result<Unit>> ReleaseAsync(EmailAddress email, string userId, CancellationToken cancellation = default) =>
        partitions.DecideAsync<Unit>(
            places.OfEmail(email),
            view =>
            {
                if (view.Find<EmailDocument>(EmailDocument.DocumentId) is { } known && known.UserId == userId)
                {
                    view.Set(known with { UserId = null });
                }

                return Unit.Value;
            },
            cancellation);

    private Result<EmailClaim> Claim(PartitionView view, Func<string?, string?> choose, DateTimeOffset now)
    {
        var known = view.Find<EmailDocument>(EmailDocument.DocumentId) ?? new EmailDocument(UserId: null);
        var document = (known with { UserId = choose(known.UserId) }).CountMail(now);
        view.Put(document);
        return new EmailClaim(document.UserId, document.Mails <= options.MailsPerHour);
    }
}

/// <summary>Whom an address belongs to.</summary>
/// <param name="UserId">The account; null when there is none.</param>
/// <param name="MayMail">False when the address was written to too often of late.</param>
public sealed record EmailClaim(string? UserId, bool MayMail);
