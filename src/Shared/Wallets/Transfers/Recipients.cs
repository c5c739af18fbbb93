using CryptoVault.Accounts;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.UserNames;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Somebody who can be paid.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Shown">The masked name that the payer confirms.</param>
/// <param name="UserName">The name that the recipient chose; null for none.</param>
public sealed record Recipient(string UserId, string Shown, string? UserName);

/// <summary>
/// Finds whom a payment goes to. An address that is nobody's takes the same steps as one that is somebody's (the payer's own
/// profile is read in place of theirs), so that neither the answer nor its time tells who has an account.
/// </summary>
public sealed class Recipients(IDocumentStore store, EmailDirectory emails, UserNameDirectory names, PaymentCodes codes, PersonalKeys? personal = null)
{
    /// <summary>The recipient of an e-mail address, payment code or user name.</summary>
    /// <returns>The recipient; <see cref="RecipientNotFound"/>, <see cref="TransferToSelf"/> or <see cref="ValidationFailed"/>.</returns>
    public async Task<Result<Recipient>> FindAsync(string payerId, string address, CancellationToken cancellation = default)
    {
        if (PaymentCodes.Parse(address) is { } code)
        {
            return await OfAsync(payerId, await codes.OwnerOfAsync(code, payerId, cancellation), MaskUnknown, cancellation);
        }

        if (UserName.TryParse(address, out var name))
        {
            var owner = await names.FindAsync(name, cancellation);
            return await OfAsync(payerId, owner, profile => profile.UserName.ValueOrNull == name.Value ? $"{name} ({MaskUnknown(profile)})" : null, cancellation);
        }

        if (!EmailAddress.TryParse(address, out var email))
        {
            return new ValidationFailed(new FieldError(
                "/to", "INVALID_RECIPIENT",
                "Expected an e-mail address, such as \"ben@example.com\", a user name, such as \"@ben_trader\", or a payment code, such as \"cv-7k3m-p9qt-x2wd\"."));
        }

        var found = await emails.FindAsync(email, cancellation);
        return found.IsSuccess ? await OfAsync(payerId, found.Value, MaskKnown, cancellation) : found.Error;
    }

    /// <summary>The recipient that a customer is, as somebody sees it who does not know the address.</summary>
    internal Task<Result<Recipient>> OfAsync(string payerId, string userId, CancellationToken cancellation) => OfAsync(payerId, userId, MaskUnknown, cancellation);

    /// <param name="payerId">Who asks.</param>
    /// <param name="userId">Who is meant; null for nobody.</param>
    /// <param name="show">What the payer is shown of the profile; null when it is not the one that is meant.</param>
    /// <param name="cancellation">Ends the search.</param>
    private async Task<Result<Recipient>> OfAsync(string payerId, string? userId, Func<ProfileDocument, string?> show, CancellationToken cancellation)
    {
        var profile = await store.FindPersonalAsync<ProfileDocument>(personal, userId ?? payerId, ProfileDocument.DocumentId, cancellation);
        if (userId is null || profile is not { Status: AccountStatus.Active } || !profile.RoleSet.Has(Role.Customer) || show(profile) is not { } shown)
        {
            return new RecipientNotFound();
        }

        return userId == payerId ? new TransferToSelf() : new Recipient(userId, shown, profile.UserName.ValueOrNull);
    }

    /// <summary>The first letter and the host of an address that the payer knows.</summary>
    private static string MaskKnown(ProfileDocument profile) =>
        Parts(profile) is var (first, host) ? $"{first}***@{host}" : PersonalText.ErasedText;

    /// <summary>The first letters of name and host of an address that the payer does not know.</summary>
    private static string MaskUnknown(ProfileDocument profile) =>
        Parts(profile) is var (first, host) ? $"{first}***@{host[0]}***" : PersonalText.ErasedText;

    private static (char First, string Host)? Parts(ProfileDocument profile)
    {
        var email = profile.Email.Shown ?? "";
        var at = email.LastIndexOf('@');
        return at > 0 && at < email.Length - 1 ? (email[0], email[(at + 1)..]) : null;
    }
}
