using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts;

/// <summary>What proves who signs in. In the user's partition.</summary>
/// <param name="PasswordHash">The password's hash with its algorithm, cost and salt, as ASP.NET Core Identity writes it.</param>
/// <param name="PasswordChangedAt">When the password was set.</param>
public sealed record CredentialsDocument(string PasswordHash, DateTimeOffset PasswordChangedAt) : IDocument<CredentialsDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "credentials";

    /// <inheritdoc />
    public static JsonTypeInfo<CredentialsDocument> Json => AccountsJson.Default.CredentialsDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "credentials";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>Says nothing of the hash.</summary>
    public override string ToString() => $"Credentials of {PasswordChangedAt:O}";
}
