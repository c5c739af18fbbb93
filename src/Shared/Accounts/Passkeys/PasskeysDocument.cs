using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Identity;

namespace CryptoVault.Accounts.Passkeys;

/// <summary>A user's passkeys: one document in the user's partition, as they are few. Of secrets it has none: the keys are public.</summary>
/// <param name="Passkeys">The passkeys, oldest first.</param>
public sealed record PasskeysDocument(IReadOnlyList<Passkey> Passkeys) : IDocument<PasskeysDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "passkeys";

    /// <summary>Most passkeys of a user.</summary>
    public const int MostPasskeys = 10;

    /// <summary>No passkeys.</summary>
    public static PasskeysDocument None { get; } = new([]);

    /// <inheritdoc />
    public static JsonTypeInfo<PasskeysDocument> Json => AccountsJson.Default.PasskeysDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "passkeys";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}

/// <summary>A passkey (a WebAuthn credential).</summary>
/// <param name="PasskeyId">Its id here.</param>
/// <param name="Label">The owner's name for it.</param>
/// <param name="CredentialId">The id that the authenticator gave it.</param>
/// <param name="PublicKey">Its public key (COSE).</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="SignCount">The authenticator's count of uses; 0 where it keeps none.</param>
/// <param name="Transports">How it may be reached.</param>
/// <param name="IsBackupEligible">Whether it may be copied to other devices of its owner.</param>
/// <param name="IsBackedUp">Whether it was.</param>
public sealed record Passkey(
    string PasskeyId, string Label, byte[] CredentialId, byte[] PublicKey, DateTimeOffset CreatedAt, uint SignCount, IReadOnlyList<string> Transports, bool IsBackupEligible,
    bool IsBackedUp)
{
    /// <summary>When it was used last; null when it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The same in the words of ASP.NET Core Identity.</summary>
    internal UserPasskeyInfo ToInfo() =>
        new(CredentialId, PublicKey, CreatedAt, SignCount, [.. Transports], isUserVerified: true, IsBackupEligible, IsBackedUp, attestationObject: [], clientDataJson: []) { Name = Label };

    /// <summary>Whether it has the credential id.</summary>
    internal bool Has(byte[] credentialId) => CredentialId.AsSpan().SequenceEqual(credentialId);
}

/// <summary>A challenge that was answered: its answer does not work again. In the user's partition; it goes away when the challenge is too old anyway.</summary>
/// <param name="Hash">The hash of the challenge's state.</param>
public sealed record SpentChallengeDocument(string Hash) : IDocument<SpentChallengeDocument>
{
    /// <inheritdoc />
    public static JsonTypeInfo<SpentChallengeDocument> Json => AccountsJson.Default.SpentChallengeDocument;

    /// <inheritdoc />
    public string Id => IdOf(Hash);

    /// <inheritdoc />
    public string Type => "spent-challenge";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => PasskeyStates.Lifetime * 2;

    /// <summary>The id of a challenge's document.</summary>
    public static string IdOf(string hash) => $"spent-challenge:{hash}";

    /// <summary>Spends a challenge, within a decision; false when it was spent before.</summary>
    internal static bool TrySpend(PartitionView view, string hash)
    {
        if (view.Find<SpentChallengeDocument>(IdOf(hash)) is not null)
        {
            return false;
        }

        view.Put(new SpentChallengeDocument(hash));
        return true;
    }
}
