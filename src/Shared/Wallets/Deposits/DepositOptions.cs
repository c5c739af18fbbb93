namespace CryptoVault.Wallets.Deposits;

/// <summary>How deposits are looked after, configured under <c>Wallets:Deposits</c>.</summary>
public sealed record DepositOptions
{
    /// <summary>How long people may take to decide on a quarantined deposit; after it, another case is opened.</summary>
    public TimeSpan ReviewTime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Who decides on quarantined deposits: one of these.</summary>
    public IReadOnlyList<string> Reviewers { get; init; } = ["compliance_officer"];

    /// <summary>Who closes the incident of a deposit that the chain took back: one of these.</summary>
    public IReadOnlyList<string> IncidentRoles { get; init; } = ["treasury", "compliance_officer"];
}
