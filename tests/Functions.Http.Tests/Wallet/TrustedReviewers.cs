using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Compliance.Cases;

namespace CryptoVault.Functions.Http.Tests.Wallet;

/// <summary>Reviewers have the roles that they come with.</summary>
internal sealed class TrustedReviewers : IReviewers
{
    public ValueTask<RoleSet> RolesOfAsync(Caller reviewer, CancellationToken cancellation = default) => new(reviewer.Roles);

    public ValueTask<RoleSet> RolesOfStaffAsync(string userId, CancellationToken cancellation = default) => new(RoleSet.None);

    public ValueTask<IReadOnlyList<string>> WithRolesAsync(RoleSet roles, CancellationToken cancellation = default) => new([]);
}
