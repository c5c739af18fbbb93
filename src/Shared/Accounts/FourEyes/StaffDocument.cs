using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.FourEyes;

/// <summary>What takes more than one person.</summary>
public enum FourEyesKind
{
    /// <summary>A role that could do harm alone.</summary>
    RoleGrant,
    /// <summary>Taking a lost second factor from a customer, whose identity the approvers have checked.</summary>
    SecondFactorReset,
}

/// <summary>Who is staff, and what waits for a second person. In container <c>system</c>, partition <c>staff</c>, where decisions run one after another.</summary>
/// <param name="Members">Everybody with a staff role.</param>
/// <param name="Requests">What waits.</param>
public sealed record StaffDocument(IReadOnlyList<StaffMember> Members, IReadOnlyList<FourEyesRequest> Requests) : IDocument<StaffDocument>
{
    /// <summary>The id.</summary>
    public const string DocumentId = "staff";

    /// <summary>Nobody yet.</summary>
    public static StaffDocument None { get; } = new([], []);

    /// <summary>The partition.</summary>
    public static PartitionKey Partition { get; } = new("system", "staff");

    /// <inheritdoc />
    public static JsonTypeInfo<StaffDocument> Json => AccountsJson.Default.StaffDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "staff";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>Whom the first admin made the second one, alone; null while that did not happen.</summary>
    public string? InvitedAlone { get; init; }

    /// <summary>Ids of the administrators.</summary>
    public IEnumerable<string> Admins => Members.Where(member => member.Roles.Contains(RoleNames.Of(Role.Admin))).Select(member => member.UserId);

    /// <summary>The document, or the empty one.</summary>
    public static StaffDocument In(PartitionView view) => view.Find<StaffDocument>(DocumentId) ?? None;

    /// <summary>With what is known of a user's roles now.</summary>
    public StaffDocument With(string userId, RoleSet roles)
    {
        var others = Members.Where(member => member.UserId != userId);
        return this with { Members = roles.IsStaff ? [.. others, new StaffMember(userId, roles.ToNames())] : [.. others] };
    }

    /// <summary>With a request in its newest state.</summary>
    public StaffDocument With(FourEyesRequest request) => this with { Requests = [.. Requests.Where(one => one.RequestId != request.RequestId), request] };

    /// <summary>Without a request.</summary>
    public StaffDocument Without(string requestId) => this with { Requests = [.. Requests.Where(one => one.RequestId != requestId)] };
}

/// <summary>Somebody with a staff role.</summary>
public sealed record StaffMember(string UserId, IReadOnlyList<string> Roles);

/// <summary>Something that waits for a second person.</summary>
/// <param name="RequestId">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="UserId">Whom it is about: the beneficiary.</param>
/// <param name="Role">The role to give; null where none is.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="ExpiresAt">Until when it can be approved.</param>
/// <param name="ApprovedBy">Who approved it, each with a reason.</param>
public sealed record FourEyesRequest(
    string RequestId, FourEyesKind Kind, string UserId, string? Role, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt,
    IReadOnlyList<FourEyesApproval> ApprovedBy)
{
    /// <summary>How many must approve: of two people one may have asked; where the beneficiary asked, both approve.</summary>
    public int ApprovalsNeeded => Kind == FourEyesKind.RoleGrant ? 1 : 2;

    /// <summary>True when enough approved.</summary>
    public bool IsApproved => ApprovedBy.Count >= ApprovalsNeeded;
}

/// <summary>An approval.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, for example how the identity was checked.</param>
public sealed record FourEyesApproval(string By, DateTimeOffset At, string Reason);
