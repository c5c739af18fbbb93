using CryptoVault.Money;
using CryptoVault.Results;

namespace CryptoVault.Ledger;

/// <summary>The account does not have what is needed.</summary>
public sealed record InsufficientFunds(Amount Available, Amount Required)
    : ConflictError("INSUFFICIENT_FUNDS", $"Only {Available} {Available.Asset} is available; {Required} {Required.Asset} is needed.");

/// <summary>The hold was resolved before; nothing is changed.</summary>
public sealed record HoldAlreadyResolved(string Hold)
    : ConflictError("HOLD_ALREADY_RESOLVED", $"The hold {Hold} was posted or released already.");

/// <summary>The time of the hold is over; what was left of it is, or will at once be, available again. Nothing is changed.</summary>
public sealed record HoldExpired(string Hold)
    : ConflictError("HOLD_EXPIRED", $"The time of hold {Hold} is over.");

/// <summary>The hold ends later, or never by itself; nothing is changed.</summary>
public sealed record HoldNotDue(string Hold)
    : ConflictError("HOLD_NOT_DUE", $"The time of hold {Hold} is not over.");

/// <summary>Money of one ledger never becomes money of another one; nothing is changed.</summary>
public sealed record LedgersMixed(LedgerNamespace From, LedgerNamespace To)
    : ConflictError("LEDGERS_MIXED", $"Money of the ledger '{From}' cannot become money of the ledger '{To}'.");

/// <summary>More than what is left of the hold was asked of it; nothing is changed.</summary>
public sealed record HoldExceeded(string Hold, string Remaining, string Asked)
    : ConflictError("HOLD_EXCEEDED", $"{Remaining} minor units are left of hold {Hold}; {Asked} were asked of it.");

/// <summary>There is no such hold.</summary>
public sealed record HoldNotFound(string Hold) : NotFoundError("HOLD_NOT_FOUND", $"There is no hold {Hold}.");

/// <summary>The id was used for something else; an alert is raised.</summary>
public sealed record PostingConflict(string Posting, string Field)
    : ConflictError("POSTING_CONFLICT", $"{Posting} was booked before with another {Field}.");
