using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.FourEyes;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>An account that is made by us, not by its owner: verified from the start.</summary>
/// <param name="Email">The address.</param>
/// <param name="PasswordHash">The password's hash (see <c>PasswordHashing</c>).</param>
/// <param name="Country">Country of residence; empty for staff.</param>
/// <param name="Roles">The roles.</param>
/// <param name="CreatedAt">Since when it exists; for demo data in the past.</param>
/// <param name="KycLevel">How far the customer is identified.</param>
public sealed record NewAccount(EmailAddress Email, string PasswordHash, string Country, RoleSet Roles, DateTimeOffset CreatedAt, int KycLevel = 0)
{
    /// <summary>The hash of a network every device of which the account knows (see <see cref="DevicesDocument.TrustedNetwork"/>).</summary>
    public string? TrustedNetwork { get; init; }

    /// <summary>What a customer agreed to; empty for staff.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    /// <summary>Says nothing of the hash.</summary>
    public override string ToString() => $"Account with the roles {Roles}";
}

/// <summary>The address has an account with another id or purpose.</summary>
public sealed record EmailTaken() : ConflictError("EMAIL_TAKEN", "This address has an account already.");

/// <summary>Makes accounts for the first administrator and for demo data. Idempotent by address: an account that exists stays as it is.</summary>
public sealed class ProvisionAccount(Partitions partitions, EmailDirectory emails, IIds ids)
{
    /// <summary>Makes the account, or finds it.</summary>
    /// <param name="account">What to make.</param>
    /// <param name="userId">The id that it shall have; null for a new one.</param>
    /// <param name="cancellation">Ends the wait before anything is decided.</param>
    /// <returns>The account; <see cref="EmailTaken"/> when the address belongs to another id than the one asked for.</returns>
    public async Task<Result<AccountView>> ExecuteAsync(NewAccount account, string? userId = null, CancellationToken cancellation = default)
    {
        var claim = await emails.ClaimAsync(account.Email, userId ?? ids.New(), account.CreatedAt, cancellation);
        if (!claim.IsSuccess)
        {
            return claim.Error;
        }

        var owner = claim.Value.UserId!;
        if (userId is not null && owner != userId)
        {
            return new EmailTaken();
        }

        var opened = await partitions.DecideAsync(AccountPartitions.OfUser(owner), view => Open(view, owner, account), CancellationToken.None);
        return opened.IsSuccess && account.Roles.IsStaff ? await RegisterAsync(opened.Value) : opened;
    }

    private async Task<Result<AccountView>> RegisterAsync(AccountView account) => await partitions.DecideAsync<AccountView>(
        StaffDocument.Partition,
        view =>
        {
            var staff = StaffDocument.In(view);
            if (staff.Members.All(member => member.UserId != account.UserId))
            {
                view.Put(staff.With(account.UserId, RoleSet.OfNames(account.Roles)));
            }

            return account;
        },
        CancellationToken.None);

    private static Result<AccountView> Open(PartitionView view, string userId, NewAccount account)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is { } known)
        {
            return AccountView.Of(known);
        }

        var profile = new ProfileDocument(userId, account.Email.Value, account.Country, account.Roles.ToNames(), account.CreatedAt)
        {
            EmailVerifiedAt = account.CreatedAt,
            KycLevel = account.KycLevel,
            Consents = account.Consents,
        };
        view.Add(profile);
        view.Add(new CredentialsDocument(account.PasswordHash, account.CreatedAt));
        view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.AccountRegistered, userId).With("roles", string.Join(' ', profile.Roles)));
        if (account.TrustedNetwork is not null)
        {
            view.Add(DevicesDocument.None with { TrustedNetwork = account.TrustedNetwork });
        }

        return AccountView.Of(profile);
    }
}
