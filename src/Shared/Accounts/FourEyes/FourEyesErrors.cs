using CryptoVault.Results;

namespace CryptoVault.Accounts.FourEyes;

/// <summary>It takes a second administrator, and there is none.</summary>
public sealed record SecondPersonMissing()
    : ConflictError("SECOND_PERSON_MISSING", "This takes a second administrator, and there is none. The first one may make one other user an administrator alone, once.");

/// <summary>There is no such request, or it is over.</summary>
public sealed record RequestNotFound() : NotFoundError("REQUEST_NOT_FOUND", "There is no such request, or it has expired.");

/// <summary>Who approves must be neither who asked, nor whom it is about, nor who approved before.</summary>
public sealed record AnotherPersonNeeded()
    : ConflictError("ANOTHER_PERSON_NEEDED", "Somebody else has to approve this: neither who asked for it, nor whom it is about, nor who approved it before.");
