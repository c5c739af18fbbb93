using CryptoVault.Results;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>The store cannot show all partitions at one instant, so it cannot prove what is owed at one.</summary>
public sealed record SnapshotsNotSupported()
    : ConflictError("SNAPSHOTS_NOT_SUPPORTED", "This store cannot show all accounts at one instant, so no proof of liabilities can be made on it.");

/// <summary>No proof of liabilities was made yet.</summary>
public sealed record LiabilitiesNotPublished() : NotFoundError("LIABILITIES_NOT_PUBLISHED", "No proof of liabilities was published yet; one is made each day.");

/// <summary>The customer was owed nothing of the asset when the latest proof was made.</summary>
public sealed record LiabilityNotIncluded(string Asset)
    : NotFoundError("LIABILITY_NOT_INCLUDED", $"At the time of the latest proof of liabilities, nothing of {Asset} was owed to you.");
