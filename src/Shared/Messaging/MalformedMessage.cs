using CryptoVault.Results;

namespace CryptoVault.Messaging;

/// <summary>A message whose body is not what its queue carries; it is dead-lettered.</summary>
public sealed record MalformedMessage(string Problem) : Error(ErrorKind.Invalid, "MALFORMED_MESSAGE", Problem);
