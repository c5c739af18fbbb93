using CryptoVault.Results;

namespace CryptoVault.Wallets.AddressBook;

/// <summary>There is no such entry in the caller's address book.</summary>
public sealed record AddressNotFound() : NotFoundError("ADDRESS_NOT_FOUND", "There is no such address in your address book.");

/// <summary>The address stands in the book already.</summary>
public sealed record AddressAlreadyListed(string AddressId)
    : ConflictError("ADDRESS_ALREADY_LISTED", $"The address stands in your address book already, as {AddressId}. Remove that entry to add it anew.");

/// <summary>The book is full.</summary>
public sealed record AddressBookFull(int Most)
    : ConflictError("ADDRESS_BOOK_FULL", $"An address book has at most {Most} addresses. Remove one that you need no more.");

/// <summary>The token is not the one of this entry, or its time is over.</summary>
public sealed record AddressTokenInvalid()
    : UnprocessableError("ADDRESS_TOKEN_INVALID", "The token is not the one that was mailed for this address, or its time is over. Remove the address and add it again.");

/// <summary>The signature does not prove that the wallet is the caller's.</summary>
public sealed record WalletProofInvalid(string Why)
    : UnprocessableError("WALLET_PROOF_INVALID", $"The signature does not prove that the wallet is yours: {Why} Sign proofMessage of the address, exactly as it is, with the wallet's key.");

/// <summary>The withdrawal goes to an address that is not in force in the address book, which it must be.</summary>
public sealed record AddressNotWhitelisted : UnprocessableError
{
    internal AddressNotWhitelisted(string message) : base("ADDRESS_NOT_WHITELISTED", message)
    {
    }

    internal static AddressNotWhitelisted ByOwner { get; } =
        new("Your account withdraws to addresses of your address book only. Add the address, confirm it by mail and wait until it is in force.");

    internal static AddressNotWhitelisted ByPolicy { get; } =
        new("Withdrawals go to addresses of your address book only. Add the address, confirm it by mail and wait until it is in force.");

    internal static AddressNotWhitelisted Until(DateTimeOffset time) =>
        new($"The address stands in your address book, but is in force from {time:yyyy-MM-dd HH:mm} UTC on only.");
}
