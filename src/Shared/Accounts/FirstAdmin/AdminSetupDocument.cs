using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.FirstAdmin;

/// <summary>How far the set-up of the first administrator is.</summary>
public enum AdminSetupState
{
    /// <summary>Waiting for somebody with the code.</summary>
    Open,
    /// <summary>Somebody with the code is being made administrator; nobody else can be.</summary>
    Claimed,
    /// <summary>Done, for ever.</summary>
    Closed,
}

/// <summary>The set-up of the first administrator. In container <c>system</c>, partition <c>admin-setup</c>.</summary>
/// <param name="State">How far it is.</param>
/// <param name="CodeHash">The hash of the code.</param>
/// <param name="ExpiresAt">Until when the code is good.</param>
public sealed record AdminSetupDocument(AdminSetupState State, string CodeHash, DateTimeOffset ExpiresAt) : IDocument<AdminSetupDocument>
{
    /// <summary>The id.</summary>
    public const string DocumentId = "admin-setup";

    /// <inheritdoc />
    public static JsonTypeInfo<AdminSetupDocument> Json => AccountsJson.Default.AdminSetupDocument;

    /// <summary>The partition.</summary>
    public static PartitionKey Partition { get; } = new("system", "admin-setup");

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "admin-setup";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The partition of the address that claimed it, by which a claim that broke off is taken up again.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>The user id that the administrator gets.</summary>
    public string? UserId { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>A code by which somebody becomes administrator although the set-up is closed; null while none is issued.</summary>
    public BreakGlassCode? BreakGlass { get; init; }

    /// <summary>Who becomes administrator that way; null while nobody does.</summary>
    public PendingAdmin? Pending { get; init; }
}

/// <summary>A break-glass code.</summary>
/// <param name="CodeHash">Its hash.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record BreakGlassCode(string CodeHash, DateTimeOffset ExpiresAt);

/// <summary>Somebody who becomes administrator by break-glass.</summary>
/// <param name="UserId">Who.</param>
/// <param name="ClaimedBy">The partition of the address.</param>
/// <param name="EffectiveAt">When.</param>
public sealed record PendingAdmin(string UserId, string ClaimedBy, DateTimeOffset EffectiveAt);
