using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Invitations;

/// <summary>
/// Somebody of the staff was asked to come and has not set a password yet. In the user's partition, until that is done: nobody
/// else knows a password of the account, so nobody signs in to it.
/// </summary>
/// <param name="Role">The role that the invitation is for.</param>
/// <param name="InvitedBy">Who invited.</param>
/// <param name="TokenHash">The hash of the token in the newest mail; empty while none was sent.</param>
/// <param name="ExpiresAt">Until when the token is good.</param>
public sealed record StaffInvitationDocument(string Role, string InvitedBy, string TokenHash, DateTimeOffset ExpiresAt) : IDocument<StaffInvitationDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "staff-invitation";

    /// <summary>The purpose of its tokens.</summary>
    public const string Purpose = "staff-invitation";

    /// <inheritdoc />
    public static JsonTypeInfo<StaffInvitationDocument> Json => AccountsJson.Default.StaffInvitationDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "staff-invitation";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}
