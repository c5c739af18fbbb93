using CryptoVault.Accounts;
using CryptoVault.Accounts.Administration;
using CryptoVault.Results;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Somebody who can be paid.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Shown">The masked address that the payer confirms.</param>
public sealed record Recipient(string UserId, string Shown);

/// <summary>Finds whom a payment goes to.</summary>
public sealed class Recipients(FindAccounts accounts)
{
    /// <summary>The recipient of an address.</summary>
    /// <returns>The recipient; <see cref="RecipientNotFound"/>, <see cref="TransferToSelf"/> or <see cref="ValidationFailed"/>.</returns>
    public async Task<Result<Recipient>> FindAsync(string payerId, string address, CancellationToken cancellation = default)
    {
        if (!EmailAddress.TryParse(address, out var email))
        {
            return new ValidationFailed(new FieldError("/to", "INVALID_EMAIL", "Expected an e-mail address, such as \"ben@example.com\"."));
        }

        var found = await accounts.ByEmailAsync(email, cancellation);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } account || !account.Roles.Contains(RoleNames.Of(Role.Customer), StringComparer.Ordinal))
        {
            return new RecipientNotFound();
        }

        return account.UserId == payerId ? new TransferToSelf() : new Recipient(account.UserId, Mask(email));
    }

    /// <summary>The first letter and the host, as much as says "yes, that one" and no more than the payer knows already.</summary>
    private static string Mask(EmailAddress email) => $"{email.LocalPart[0]}***{email.Value.AsSpan(email.LocalPart.Length)}";
}
