using CryptoVault.Accounts;
using CryptoVault.Wallets.Balances;

namespace CryptoVault.Wallets.Withdrawals.Dossiers;

/// <summary>What a customer did with an address before.</summary>
/// <param name="Withdrawals">How many other withdrawals to it were asked for.</param>
/// <param name="Completed">How many of them were paid.</param>
/// <param name="CompletedUnits">How much was paid of this asset, in minor units.</param>
/// <param name="FirstTime">When the first was asked for; null when there is none.</param>
/// <param name="LastTime">When the last was asked for; null when there is none.</param>
public sealed record AddressHistory(int Withdrawals, int Completed, Int128 CompletedUnits, string? FirstTime, string? LastTime);

/// <summary>Everything that a reviewer needs to know about a withdrawal, in one answer.</summary>
/// <param name="Customer">The customer, with the present level and state of the account.</param>
/// <param name="Balances">What the customer has, and what it is worth.</param>
/// <param name="Withdrawal">The withdrawal, with its checks: limits used, screening, risk factors, destination, Travel Rule, and the policy's decision.</param>
/// <param name="AddressHistory">What the customer did with the address before.</param>
/// <param name="Beneficiaries">Who gets the money, and who keeps it for them, as the customer told; nobody when nothing was told.</param>
/// <param name="Similar">The customer's other withdrawals of the asset, the most similar amounts first.</param>
/// <param name="LooksThrough">How many past withdrawals history and similar ones were found in: the newest.</param>
public sealed record WithdrawalDossier(
    ProfileDocument Customer, IReadOnlyList<ValuedBalance> Balances, WithdrawalDocument Withdrawal, AddressHistory AddressHistory, IReadOnlyList<string> Beneficiaries,
    IReadOnlyList<WithdrawalDocument> Similar, int LooksThrough);
