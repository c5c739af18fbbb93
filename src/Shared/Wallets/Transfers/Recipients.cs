using CryptoVault.Accounts;
using CryptoVault.Accounts.Registration;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Somebody who can be paid.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Shown">The masked address that the payer confirms.</param>
public sealed record Recipient(string UserId, string Shown);

/// <summary>
/// Finds whom a payment goes to. An address that is nobody's takes the same steps as one that is somebody's (the payer's own
/// profile is read in place of theirs), so that neither the answer nor its time tells who has an account.
/// </summary>
public sealed class Recipients(IDocumentStore store, EmailDirectory emails, PaymentCodes codes, PersonalKeys? personal = null)
{
    /// <summary>The recipient of an e-mail address or payment code.</summary>
    /// <returns>The recipient; <see cref="RecipientNotFound"/>, <see cref="TransferToSelf"/> or <see cref="ValidationFailed"/>.</returns>
    public async Task<Result<Recipient>> FindAsync(string payerId, string address, CancellationToken cancellation = default)
    {
        if (PaymentCodes.Parse(address) is { } code)
        {
            return await OfAsync(payerId, await codes.OwnerOfAsync(code, payerId, cancellation), isKnownAddress: false, cancellation);
        }

        if (!EmailAddress.TryParse(address, out var email))
        {
            return new ValidationFailed(new FieldError(
                "/to", "INVALID_RECIPIENT", "Expected an e-mail address, such as \"ben@example.com\", or a payment code, such as \"cv-7k3m-p9qt-x2wd\"."));
        }

        var found = await emails.FindAsync(email, cancellation);
        return found.IsSuccess ? await OfAsync(payerId, found.Value, isKnownAddress: true, cancellation) : found.Error;
    }

    /// <summary>The recipient that a customer is.</summary>
    internal async Task<Result<Recipient>> OfAsync(string payerId, string? userId, bool isKnownAddress, CancellationToken cancellation)
    {
        var profile = await store.FindPersonalAsync<ProfileDocument>(personal, userId ?? payerId, ProfileDocument.DocumentId, cancellation);
        if (userId is null || profile is null || profile.Status != AccountStatus.Active || !profile.Roles.Contains(RoleNames.Of(Role.Customer), StringComparer.Ordinal))
        {
            return new RecipientNotFound();
        }

        return userId == payerId ? new TransferToSelf() : new Recipient(userId, Mask(profile.Email.Shown ?? "", isKnownAddress));
    }

    /// <summary>The first letter and the host of an address that the payer knows; of another one the first letters of both.</summary>
    private static string Mask(string email, bool isKnownAddress)
    {
        var at = email.LastIndexOf('@');
        return at <= 0 ? PersonalText.ErasedText
            : isKnownAddress ? $"{email[0]}***{email[at..]}"
            : $"{email[0]}***@{email[at + 1]}***";
    }
}
