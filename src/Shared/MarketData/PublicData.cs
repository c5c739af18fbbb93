namespace CryptoVault.MarketData;

/// <summary>Public data, ready to be sent.</summary>
/// <param name="Body">JSON in UTF-8.</param>
/// <param name="ETag">Its version: the same version is the same bytes.</param>
public sealed record PublicData(ReadOnlyMemory<byte> Body, string ETag);
