using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Profiles;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>A wish for an account.</summary>
/// <param name="Email">The address as typed.</param>
/// <param name="Password">The password as typed.</param>
/// <param name="Country">Country of residence, ISO 3166-1 alpha-2.</param>
/// <param name="AcceptsTerms">Whether the terms, privacy and risk notices are agreed to.</param>
/// <param name="BirthDate">The date of birth; null when it is not stated.</param>
public sealed record RegisterCommand(string Email, string Password, string Country, bool AcceptsTerms, DateOnly? BirthDate = null)
{
    /// <summary>Says nothing of the password.</summary>
    public override string ToString() => $"Register from {Country}";
}

/// <summary>Residents of this country are not served.</summary>
public sealed record CountryNotServed(string Country)
    : UnprocessableError("COUNTRY_NOT_SERVED", $"Residents of {Country} cannot be served.");

/// <summary>
/// Opens an account, to be used once its address is proved by the token in a mail. The answer is the same whether
/// the address has an account or not, and so is the work: one hash, one commit at the address, one at the account.
/// The first commit gives the address to a user id; if the second does not come (a crash), the next registration of
/// the address makes the account under that id. While the address is not proved, a new registration replaces the
/// password and the token, so that whoever reads the newest mail gets the password of the newest registration.
/// </summary>
public sealed class RegisterAccount(
    Partitions partitions, EmailDirectory emails, PasswordRules rules, PasswordHashing hashing, MailTokens mailTokens, IIds ids, TimeProvider clock, AccountOptions options)
{
    /// <summary>Registers.</summary>
    public async Task<Result<Unit>> ExecuteAsync(RegisterCommand command, CancellationToken cancellation = default)
    {
        if (Check(command, out var email) is { } refusal)
        {
            return refusal;
        }

        var hash = await hashing.HashAsync(command.Password, cancellation);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var now = clock.GetUtcNow();
        var claim = await emails.ClaimAsync(email, ids.New(), now, cancellation);
        if (!claim.IsSuccess)
        {
            return claim.Error;
        }

        var userId = claim.Value.UserId!;
        var opening = new Opening(
            new ProfileDocument(userId, email.Value, command.Country, [RoleNames.Of(Role.Customer)], now)
            {
                Consents = Consents.ToAll(options, now),
                BirthDate = ProfileDocument.TextOf(command.BirthDate),
            },
            new CredentialsDocument(hash.Value, now),
            mailTokens.Create(EmailVerificationDocument.Purpose, userId, ids.New()),
            ids.New());
        return await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Open(view, opening, claim.Value.MayMail), CancellationToken.None);
    }

    private Result<Unit> Open(PartitionView view, Opening opening, bool mayMail)
    {
        var now = opening.Profile.CreatedAt;
        var known = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        if (known is null)
        {
            view.Add(opening.Profile);
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.AccountRegistered, opening.Profile.UserId));
        }

        if (known is null || (!known.IsVerified && mayMail))
        {
            view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
            view.Put(opening.Credentials);
        }

        if (!mayMail)
        {
            return Unit.Value;
        }

        if (known is { IsVerified: true })
        {
            view.SendMail(new MailOrder(opening.MailId, known.UserId, AccountMails.AccountExists, now));
            return Unit.Value;
        }

        view.Find<EmailVerificationDocument>(EmailVerificationDocument.DocumentId);
        view.Put(new EmailVerificationDocument(opening.Token.Hash, now + options.VerificationLifetime));
        view.SendMail(new MailOrder(opening.MailId, opening.Profile.UserId, AccountMails.VerifyEmail, now) { Token = opening.Token.Seed });
        return Unit.Value;
    }

    private Error? Check(RegisterCommand command, out EmailAddress email)
    {
        var errors = new List<FieldError>();
        if (!EmailAddress.TryParse(command.Email, out email))
        {
            errors.AddRange(AccountFields.InvalidEmail().Fields);
        }

        if (rules.Refuse(command.Password, email) is { } weak)
        {
            errors.Add(weak);
        }

        if (!Countries.IsCode(command.Country))
        {
            errors.Add(AccountFields.InvalidCountry(command.Country));
        }

        var now = clock.GetUtcNow();
        if (Ages.Refuse(command.BirthDate, now) is { } wrong)
        {
            errors.Add(wrong);
        }
        else if (command.BirthDate is null && options.RequireBirthDate)
        {
            errors.Add(new FieldError("/birthDate", "REQUIRED", "Expected a date of birth such as 1990-05-17: customers must be of age."));
        }

        if (!command.AcceptsTerms)
        {
            errors.Add(new FieldError("/acceptTerms", "TERMS_NOT_ACCEPTED", "The terms must be accepted to open an account.", "false", "true", "true"));
        }

        if (errors.Count > 0)
        {
            return new ValidationFailed(errors);
        }

        if (options.BlockedCountries.Contains(command.Country))
        {
            return new CountryNotServed(command.Country);
        }

        return command.BirthDate is { } date && !Ages.IsOfAge(date, now, options) ? new CustomerTooYoung(options.YoungestAge) : null;
    }

    private sealed record Opening(ProfileDocument Profile, CredentialsDocument Credentials, MailToken Token, string MailId);
}
