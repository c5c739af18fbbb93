using CryptoVault.Results;

namespace CryptoVault.Wallets.Networks;

/// <summary>There is no such asset.</summary>
public sealed record AssetNotFound(string Code) : NotFoundError("ASSET_NOT_FOUND", $"There is no asset {(Code.Length <= 10 ? Code : "of that code")}.");

/// <summary>The asset exists already; nothing is changed.</summary>
public sealed record AssetExists(string Code) : ConflictError("ASSET_EXISTS", $"There is an asset {Code} already.");

/// <summary>The assets were changed since they were read; nothing is changed.</summary>
public sealed record AssetsChanged()
    : Error(ErrorKind.PreconditionFailed, "ASSETS_CHANGED", "The assets were changed meanwhile: read them again, then change that version.");

/// <summary>There are as many assets as there may be; nothing is changed.</summary>
public sealed record TooManyAssets(int Most) : ConflictError("TOO_MANY_ASSETS", $"There are {Most} assets already.");
