namespace CryptoVault.Wallets.Transfers;

/// <summary>What was checked about a payment, as it is recorded with it. For staff: the customer is told of none of it.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="PolicyVersion">Its version.</param>
/// <param name="Rule">The rule that let it go, or <see cref="Withdrawals.Policy.WithdrawalPolicy.NoRule"/>.</param>
/// <param name="NameListVersion">The version of the lists of names that it was screened against.</param>
/// <param name="Risk">Its risk score; null for a small payment, which is not scored.</param>
public sealed record TransferChecks(string PolicyId, int PolicyVersion, string Rule, string NameListVersion, int? Risk);
