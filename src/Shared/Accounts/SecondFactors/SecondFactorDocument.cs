using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>
/// A user's second factor. In the user's partition, where decisions run one after another: so a code is spent in the
/// commit that accepts it, and of two tries with one code only the first is accepted.
/// </summary>
public sealed record SecondFactorDocument : IDocument<SecondFactorDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "second-factor";

    /// <inheritdoc />
    public static JsonTypeInfo<SecondFactorDocument> Json => AccountsJson.Default.SecondFactorDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "second-factor";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The secret in force, encrypted; null while none is.</summary>
    public string? Secret { get; init; }

    /// <summary>The newest time step whose code was accepted; it and older ones are spent.</summary>
    public long LastStep { get; init; }

    /// <summary>Keyed hashes of the recovery codes that are left.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; init; } = [];

    /// <summary>A secret that was shown and is not proved yet, encrypted; null when there is none.</summary>
    public string? PendingSecret { get; init; }

    /// <summary>Until when the pending secret can be proved.</summary>
    public DateTimeOffset? PendingUntil { get; init; }

    /// <summary>Says nothing of secrets and codes.</summary>
    public override string ToString() => $"Second factor, {RecoveryCodes.Count} recovery codes left";
}
