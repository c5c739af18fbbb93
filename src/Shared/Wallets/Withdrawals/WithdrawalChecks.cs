using System.Text.Json.Serialization;
using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Compliance.NameScreening;
using CryptoVault.Protection;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.TravelRule;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>What kind of place a withdrawal goes to.</summary>
public enum DestinationKind
{
    /// <summary>An entry of the customer's address book that is in force.</summary>
    Whitelisted,
    /// <summary>An address that stands in no address book.</summary>
    OneTime,
    /// <summary>An address of another customer of ours.</summary>
    Internal,
}

/// <summary>Where a withdrawal goes.</summary>
/// <param name="Kind">What kind of place it is.</param>
/// <param name="AddressId">The entry of the address book; null when there is none.</param>
/// <param name="KnownSince">Since when the entry is in force; null when there is none.</param>
public sealed record WithdrawalDestination(DestinationKind Kind, string? AddressId, string? KnownSince)
{
    /// <summary>The label of the entry; none when there is no entry. The customer's own word.</summary>
    public PersonalText Label { get; init; }

    /// <summary>True when the customer proved to own the wallet.</summary>
    public bool IsProvedOwn { get; init; }
}

/// <summary>
/// What was checked about a withdrawal, part by part as the checks are made: destination and limits when it is taken, screening
/// and risk when it is confirmed. Which policy rule decided stands beside it (<see cref="WithdrawalDocument.PolicyDecision"/>).
/// For reviewers: the customer is told of none of it.
/// </summary>
public sealed record WithdrawalChecks
{
    /// <summary>Nothing is checked yet.</summary>
    public static WithdrawalChecks None { get; } = new();

    /// <summary>Where it goes.</summary>
    public WithdrawalDestination? Destination { get; init; }

    /// <summary>The limits that it was held to; null for one from before there were any.</summary>
    public LimitUse? Limits { get; init; }

    /// <summary>What screening of the address found; null until it was made.</summary>
    public AddressScreeningResult? Screening { get; init; }

    /// <summary>What screening of the beneficiary's names found; null until it was made, and where nobody was named.</summary>
    public NameScreeningResult? Names { get; init; }

    /// <summary>True when the address or a name is on a list: nothing lets such a withdrawal go but people.</summary>
    [JsonIgnore]
    public bool IsScreeningHit => Screening?.Outcome == AddressScreeningOutcome.Hit || Names is { IsHit: true };

    /// <summary>How risky it looks; null until it was judged.</summary>
    public RiskAssessment? Risk { get; init; }

    /// <summary>What the Travel Rule asks for; null for one from before it was asked.</summary>
    public TravelRuleReference? TravelRule { get; init; }

    /// <summary>When the device of the session that asked was first seen; null when no device is known.</summary>
    public DateTimeOffset? DeviceSince { get; init; }

    /// <summary>
    /// The policy version that spared it the confirmation by mail, as <c>{id}:{version}</c>; null when it was asked for, and when
    /// an API key asked, which nobody confirms.
    /// </summary>
    public string? MailExemptedBy { get; init; }

    /// <summary>The API key that asked for it; null when a person did.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>With each personal member replaced by what <paramref name="map"/> makes of it.</summary>
    internal WithdrawalChecks WithPersonal(Func<PersonalText, string, PersonalText> map) => this with
    {
        Destination = Destination is { Label.IsNone: false } ? Destination with { Label = map(Destination.Label, "withdrawal.label") } : Destination,
        Names = Names is { IsHit: true }
            ? Names with { Hits = [.. Names.Hits.Select(hit => hit with { Explanation = map(hit.Explanation, "withdrawal.nameHit") })] }
            : Names,
    };
}
