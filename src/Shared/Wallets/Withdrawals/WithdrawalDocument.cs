using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>A step that a withdrawal made.</summary>
/// <param name="Status">Where it came to.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who moved it: a user id, or <c>system:{job}</c>.</param>
public sealed record WithdrawalStep(WithdrawalStatus Status, string Time, string Actor);

/// <summary>
/// A withdrawal, in its user's partition. Each change of its state is a compare-and-set, committed together with the
/// movement of money that belongs to it.
/// </summary>
/// <param name="Id"><c>withdrawal:{withdrawal id}</c>.</param>
/// <param name="WithdrawalId">The withdrawal's id, derived from the user and the idempotency key.</param>
/// <param name="UserId">The user.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Network">The network.</param>
/// <param name="Address">The beneficiary's address in canonical form.</param>
/// <param name="Units">What the beneficiary gets, in minor units.</param>
/// <param name="FeeUnits">What it costs the user on top, in minor units.</param>
/// <param name="RequiredConfirmations">How deep its transaction must be.</param>
/// <param name="KycLevel">The user's level when it was asked for.</param>
/// <param name="WithdrawalTime">When it was asked for.</param>
/// <param name="Status">Where it is.</param>
/// <param name="StatusTime">Since when.</param>
public sealed record WithdrawalDocument(
    string Id, string WithdrawalId, string UserId, string Asset, string Network, string Address, Int128 Units, Int128 FeeUnits,
    int RequiredConfirmations, int KycLevel, string WithdrawalTime, WithdrawalStatus Status, string StatusTime)
    : IDocument<WithdrawalDocument>, IPersonalDocument<WithdrawalDocument>
{
    /// <summary>A user's withdrawals by time.</summary>
    public static IndexDefinition ByTime { get; } = new("withdrawals", "withdrawalTime");

    /// <summary>All withdrawals by state and how long they are in it.</summary>
    public static IndexDefinition ByStatus { get; } =
        new("withdrawals-by-status", "withdrawalStatus", "statusTime") { CrossPartition = true, WithinPartition = false };

    /// <inheritdoc />
    public static JsonTypeInfo<WithdrawalDocument> Json => WalletJson.Default.WithdrawalDocument;

    /// <inheritdoc />
    public string Type => "withdrawal";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    public WithdrawalDocument WithPersonal(Func<PersonalText, string, PersonalText> map) => Checks is null ? this : this with { Checks = Checks.WithPersonal(map) };

    /// <summary>The state's name: what <see cref="ByStatus"/> finds it by.</summary>
    [JsonPropertyName("withdrawalStatus")]
    public string StatusName => Status.ToString();

    /// <summary>SHA-256 of the confirmation token, in hexadecimal digits; null until the mail is promised.</summary>
    public string? ConfirmationHash { get; init; }

    /// <summary>Until when the customer or the reviewers must have acted; null when nobody is waited for.</summary>
    public string? Deadline { get; init; }

    /// <summary>What the policy said, with the rule that matched; null until it was asked.</summary>
    public PolicyDecision? PolicyDecision { get; init; }

    /// <summary>What was checked about it, for reviewers; null for one from before checks were recorded.</summary>
    public WithdrawalChecks? Checks { get; init; }

    /// <summary>The case in which reviewers decide; null when none is needed.</summary>
    public string? CaseId { get; init; }

    /// <summary>The transaction on the chain; null until custody named it.</summary>
    public string? TransactionId { get; init; }

    /// <summary>What the network took, in minor units; null until it is known.</summary>
    public Int128? NetworkFeeUnits { get; init; }

    /// <summary>Why it ended without being paid, or why people must look at it.</summary>
    public string? Reason { get; init; }

    /// <summary>How many mails asked the customer to confirm.</summary>
    public int ConfirmationMails { get; init; }

    /// <summary>When the mail was last sent again; null while it was sent once.</summary>
    public string? ConfirmationMailTime { get; init; }

    /// <summary>How many manual reviews ended without a way on that was possible.</summary>
    public int FruitlessReviews { get; init; }

    /// <summary>How often the fee of its transaction was raised.</summary>
    public int FeeBumps { get; init; }

    /// <summary>When it was last raised; null while it was not.</summary>
    public string? FeeBumpTime { get; init; }

    /// <summary>The steps it made, oldest first.</summary>
    public IReadOnlyList<WithdrawalStep> Steps { get; init; } = [];

    /// <summary>What is held of the user's money: the amount and the fee.</summary>
    [JsonIgnore]
    public Int128 HeldUnits => Units + FeeUnits;

    /// <summary>Which manual review it is in, or was in last: counted from 1; 0 before the first.</summary>
    [JsonIgnore]
    public int ReviewNumber => FruitlessReviews + Steps.Count(step => step.Status == WithdrawalStatus.ManualReview);

    /// <summary>The document's id.</summary>
    public static string IdOf(string withdrawalId) => $"withdrawal:{withdrawalId}";
}
