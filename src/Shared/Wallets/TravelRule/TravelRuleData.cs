using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.TravelRule;

/// <summary>Who keeps the wallet that is paid.</summary>
public enum WalletKind
{
    /// <summary>Its owner alone.</summary>
    SelfHosted,
    /// <summary>A provider.</summary>
    Provider,
}

/// <summary>What a customer tells about a withdrawal for the Travel Rule.</summary>
/// <param name="Wallet">Who keeps the wallet.</param>
/// <param name="OriginatorLastName">The customer's own last name.</param>
/// <param name="OriginatorFirstName">The customer's own first name.</param>
/// <param name="BeneficiaryLastName">The payee's last name, or the name of a company.</param>
/// <param name="BeneficiaryFirstName">The payee's first name; null for a company.</param>
public sealed record TravelRuleData(
    WalletKind Wallet, string OriginatorLastName, string? OriginatorFirstName, string BeneficiaryLastName, string? BeneficiaryFirstName)
{
    /// <summary>True when the payee is a company.</summary>
    public bool IsCompany { get; init; }

    /// <summary>The payee's country; null when it is not told.</summary>
    public string? BeneficiaryCountry { get; init; }

    /// <summary>The provider's legal name; needed where there is one.</summary>
    public string? ProviderName { get; init; }

    /// <summary>The provider's legal entity identifier; null when it is not told.</summary>
    public string? ProviderLei { get; init; }

    /// <summary>Says nothing of the people.</summary>
    public override string ToString() => $"Travel Rule data ({Wallet})";
}

/// <summary>What the Travel Rule has us know and tell about a withdrawal, in the customer's partition: an IVMS101 payload, encrypted.</summary>
/// <param name="WithdrawalId">The withdrawal.</param>
/// <param name="Payload">The payload as JSON.</param>
public sealed record TravelRuleDocument(string WithdrawalId, PersonalText Payload) : IDocument<TravelRuleDocument>, IPersonalDocument<TravelRuleDocument>
{
    /// <inheritdoc />
    public static JsonTypeInfo<TravelRuleDocument> Json => TravelRuleJson.Default.TravelRuleDocument;

    /// <inheritdoc />
    public string Id => IdOf(WithdrawalId);

    /// <inheritdoc />
    public string Type => "travel-rule";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    public TravelRuleDocument WithPersonal(Func<PersonalText, string, PersonalText> map) => this with { Payload = map(Payload, "travel-rule.payload") };

    /// <summary>The document's id.</summary>
    public static string IdOf(string withdrawalId) => $"travel-rule:{withdrawalId}";
}

/// <summary>What the Travel Rule asks for is lacking.</summary>
public sealed record TravelRuleDataRequired(string Jurisdiction)
    : UnprocessableError("TRAVEL_RULE_DATA_REQUIRED", $"The rules of {Jurisdiction} ask who pays whom: send travelRule with the wallet's kind, your name and the beneficiary's.");

/// <summary>The customer has not proved that the self-hosted wallet is theirs.</summary>
public sealed record WalletProofRequired(string Jurisdiction, string From)
    : UnprocessableError(
        "WALLET_PROOF_REQUIRED",
        $"The rules of {Jurisdiction} ask for a proof that a self-hosted wallet is yours from {From} on: add the address to your address book and sign its proofMessage.");

/// <summary>The message to the beneficiary's provider.</summary>
/// <param name="MessageId">Its id, derived from the withdrawal: the same id is the same message.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Amount">How much, as plain decimal text.</param>
/// <param name="Network">The network.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="CreatedAt">When the withdrawal was asked for.</param>
/// <param name="Ivms101">Who pays whom.</param>
public sealed record TravelRuleMessage(string MessageId, string Asset, string Amount, string Network, string Address, string CreatedAt, Ivms101.IdentityPayload Ivms101)
{
    /// <summary>Says nothing of the people.</summary>
    public override string ToString() => $"Travel Rule message {MessageId}";
}

/// <summary>Tells other providers who pays whom.</summary>
public interface ITravelRuleMessenger
{
    /// <summary>Sends a message. The same id may come again after a fault, and is then one message.</summary>
    Task SendAsync(TravelRuleMessage message, CancellationToken cancellation);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TravelRuleDocument))]
[JsonSerializable(typeof(TravelRuleMessage))]
internal sealed partial class TravelRuleJson : JsonSerializerContext;
