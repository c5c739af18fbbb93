using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.UserNames;

/// <summary>
/// Whom a user name was given to, in a partition of the name's own. It stays for ever: a name that was given up goes to nobody
/// else, so that money meant for its owner never reaches a stranger. It only points: the name is good while the owner's own
/// profile has it.
/// </summary>
/// <param name="UserId">The customer.</param>
public sealed record UserNameDocument(string UserId) : IDocument<UserNameDocument>
{
    /// <summary>The id, the same in every name's partition.</summary>
    public const string DocumentId = "user-name";

    /// <inheritdoc />
    public static JsonTypeInfo<UserNameDocument> Json => AccountsJson.Default.UserNameDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "user-name";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}
