namespace CryptoVault.Wallets.TravelRule;

/// <summary>What the Travel Rule asks for at a withdrawal, and where the data is. The data itself is personal and lies in a document of its own.</summary>
/// <param name="Jurisdiction">Whose rule: <c>EU</c>, <c>US</c>...</param>
/// <param name="IsRequired">True when originator and beneficiary must be told.</param>
/// <param name="IsSelfHosted">True when the beneficiary's wallet belongs to no other provider.</param>
/// <param name="IsProofRequired">True when the customer must have proved that a self-hosted wallet is theirs.</param>
/// <param name="DocumentId">The document with the data, in the customer's partition; null when none was given.</param>
/// <param name="MessageId">The message to the beneficiary's provider; null when none is sent.</param>
public sealed record TravelRuleReference(
    string Jurisdiction, bool IsRequired, bool IsSelfHosted, bool IsProofRequired, string? DocumentId, string? MessageId);
