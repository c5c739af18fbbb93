using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Compliance.Cases;

namespace CryptoVault.Shared.Tests.Wallets;

/// <summary>Reviewers who have the roles that they come with, until they are taken from them.</summary>
internal sealed class FakeReviewers : IReviewers
{
    /// <summary>What somebody has instead.</summary>
    public Dictionary<string, RoleSet> Changed { get; } = [];

    /// <summary>The staff who can be mailed.</summary>
    public Dictionary<string, RoleSet> Staff { get; } = [];

    public ValueTask<RoleSet> RolesOfAsync(Caller reviewer, CancellationToken cancellation = default) =>
        new(Changed.TryGetValue(reviewer.UserId, out var roles) ? roles : reviewer.Roles);

    public ValueTask<RoleSet> RolesOfStaffAsync(string userId, CancellationToken cancellation = default) => new(Staff.GetValueOrDefault(userId));

    public ValueTask<IReadOnlyList<string>> WithRolesAsync(RoleSet roles, CancellationToken cancellation = default) =>
        new([.. Staff.Where(one => one.Value.Overlaps(roles)).Select(one => one.Key).Order(StringComparer.Ordinal)]);
}
