using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Passwords;

/// <summary>
/// The token of the newest mail about a forgotten password. In the user's partition; for an address without account in
/// one that nobody has, so that both cost the same. Deleted when it is used.
/// </summary>
/// <param name="TokenHash">The token's hash.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record PasswordResetDocument(string TokenHash, DateTimeOffset ExpiresAt) : IDocument<PasswordResetDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "password-reset";

    /// <summary>The purpose of its tokens.</summary>
    public const string Purpose = "reset-password";

    /// <inheritdoc />
    public static JsonTypeInfo<PasswordResetDocument> Json => AccountsJson.Default.PasswordResetDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "password-reset";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => TimeSpan.FromDays(1);
}
