using CryptoVault.Results;

namespace CryptoVault.Fees;

/// <summary>The fees were changed since they were read; nothing is changed.</summary>
public sealed record FeesChanged()
    : Error(ErrorKind.PreconditionFailed, "FEES_CHANGED", "The fees were changed meanwhile: read them again, then change that version.");
