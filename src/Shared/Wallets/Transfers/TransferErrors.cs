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

/// <summary>The payment was given up before it was made, so that somebody else could pay.</summary>
public sealed record TransferGivenUp()
    : ConflictError("TRANSFER_GIVEN_UP", "This payment was refused or given up before. Repeat it with a new Idempotency-Key.");
