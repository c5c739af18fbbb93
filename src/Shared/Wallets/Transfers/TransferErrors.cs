using CryptoVault.Results;

namespace CryptoVault.Wallets.Transfers;

/// <summary>
/// Nobody of that address can be paid. The same answer whether there is no account, or one that takes no payments:
/// who has an account is nobody's business.
/// </summary>
public sealed record RecipientNotFound()
    : UnprocessableError("RECIPIENT_NOT_FOUND", "Nobody of that address can be paid. Check it with the recipient.");

/// <summary>There is no such payment of this customer.</summary>
public sealed record TransferNotFound() : NotFoundError("TRANSFER_NOT_FOUND", "You have made no such payment.");

/// <summary>Payer and payee are the same.</summary>
public sealed record TransferToSelf() : UnprocessableError("TRANSFER_TO_SELF", "The recipient is you. Name somebody else.");

/// <summary>More would be paid to others than the customer's limit allows.</summary>
public sealed record TransferLimitExceeded(string Left, string Window, DateTimeOffset FreeFrom)
    : UnprocessableError("TRANSFER_LIMIT_EXCEEDED", $"That is more than the {Left} USD that you can still pay to others in {Window}; more from {FreeFrom:yyyy-MM-dd HH:mm} UTC on.");

/// <summary>Screening or the policy does not let the payment go. It says no more: whom it is about must not learn it from us.</summary>
public sealed record TransferRefused() : ForbiddenError("TRANSFER_REFUSED", "We cannot carry out this payment.");

/// <summary>The payment does not fit how the payer used the account so far.</summary>
public sealed record TransferUnusual()
    : ForbiddenError("TRANSFER_UNUSUAL", "This payment does not fit how your account was used so far. Pay less at first, or try again in a few days.");

/// <summary>The payment was given up before it was made, so that somebody else could pay.</summary>
public sealed record TransferGivenUp()
    : ConflictError("TRANSFER_GIVEN_UP", "This payment was refused or given up before. Repeat it with a new Idempotency-Key.");
