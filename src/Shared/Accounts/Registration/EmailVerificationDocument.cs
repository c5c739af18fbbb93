using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>The token that an unverified account's newest verification mail carries. In the user's partition; deleted when it is used.</summary>
/// <param name="TokenHash">The token's hash.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record EmailVerificationDocument(string TokenHash, DateTimeOffset ExpiresAt) : IDocument<EmailVerificationDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "email-verification";

    /// <summary>The purpose of its tokens.</summary>
    public const string Purpose = "verify-email";

    /// <inheritdoc />
    public static JsonTypeInfo<EmailVerificationDocument> Json => AccountsJson.Default.EmailVerificationDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "email-verification";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => TimeSpan.FromDays(2);
}
