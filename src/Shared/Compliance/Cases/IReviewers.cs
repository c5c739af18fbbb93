using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.FourEyes;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>Who may decide cases, at this very moment.</summary>
public interface IReviewers
{
    /// <summary>The roles that somebody has now, in a session that still lives; none when the account or the session is over.</summary>
    ValueTask<RoleSet> RolesOfAsync(Caller reviewer, CancellationToken cancellation = default);

    /// <summary>The roles of one of the staff; none for everybody else.</summary>
    ValueTask<RoleSet> RolesOfStaffAsync(string userId, CancellationToken cancellation = default);

    /// <summary>The staff with one of the roles.</summary>
    ValueTask<IReadOnlyList<string>> WithRolesAsync(RoleSet roles, CancellationToken cancellation = default);
}

/// <summary>Reads the reviewers' accounts each time anew: a role that was taken a second ago is gone.</summary>
public sealed class StoredReviewers(IDocumentStore store, TimeProvider clock) : IReviewers
{
    /// <inheritdoc />
    public async ValueTask<RoleSet> RolesOfAsync(Caller reviewer, CancellationToken cancellation = default)
    {
        var documents = await store.ReadManyAsync(
            AccountPartitions.Users, reviewer.UserId, [ProfileDocument.DocumentId, SessionDocument.IdOf(reviewer.SessionId)], cancellation);
        if (documents[0] is not { } storedProfile || documents[1] is not { } storedSession)
        {
            return RoleSet.None;
        }

        var profile = DocumentCodec.Decode<ProfileDocument>(storedProfile);
        return DocumentCodec.Decode<SessionDocument>(storedSession).IsAlive(profile, clock.GetUtcNow()) ? profile.RoleSet : RoleSet.None;
    }

    /// <inheritdoc />
    public async ValueTask<RoleSet> RolesOfStaffAsync(string userId, CancellationToken cancellation = default) =>
        (await StaffAsync(cancellation)).FirstOrDefault(member => member.UserId == userId) is { } member ? RoleSet.OfNames(member.Roles) : RoleSet.None;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<string>> WithRolesAsync(RoleSet roles, CancellationToken cancellation = default) =>
        [.. (await StaffAsync(cancellation)).Where(member => RoleSet.OfNames(member.Roles).Overlaps(roles)).Select(member => member.UserId)];

    private async ValueTask<IReadOnlyList<StaffMember>> StaffAsync(CancellationToken cancellation) =>
        (await store.FindAsync<StaffDocument>(StaffDocument.Partition, StaffDocument.DocumentId, cancellation))?.Members ?? [];
}
