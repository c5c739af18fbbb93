using CryptoVault.Storage;

namespace CryptoVault.Ledger;

/// <summary>Where accounts live.</summary>
public static class LedgerPartitions
{
    /// <summary>The container of users' partitions.</summary>
    public const string Users = "users";

    /// <summary>The container of the house's partitions.</summary>
    public const string House = "house";

    /// <summary>How many partitions the house's accounts are spread over.</summary>
    public const int HouseShards = 8;

    /// <summary>What the partitions of paper money begin with. User ids are UUIDs and house shards are numbered, so nothing else does.</summary>
    private const string PaperPrefix = "paper:";

    /// <summary>A user's partition.</summary>
    public static PartitionKey OfUser(string userId) => new(Users, userId);

    /// <summary>A user's partition in a ledger.</summary>
    public static PartitionKey OfUser(string userId, LedgerNamespace ledger) => In(ledger, OfUser(userId));

    /// <summary>The house's partition for something in a ledger.</summary>
    public static PartitionKey OfHouse(string key, LedgerNamespace ledger) => In(ledger, OfHouse(key));

    /// <summary>The ledger that a partition's accounts belong to.</summary>
    public static LedgerNamespace NamespaceOf(PartitionKey partition) =>
        partition.Value.StartsWith(PaperPrefix, StringComparison.Ordinal) ? LedgerNamespace.Paper : LedgerNamespace.Real;

    private static PartitionKey In(LedgerNamespace ledger, PartitionKey partition) =>
        ledger == LedgerNamespace.Paper ? partition with { Value = PaperPrefix + partition.Value } : partition;

    /// <summary>The house's partition for something: always the same for the same key.</summary>
    public static PartitionKey OfHouse(string key)
    {
        // FNV-1a: the same on every machine and run, unlike string.GetHashCode.
        var hash = 2166136261u;
        foreach (var character in key)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return new PartitionKey(House, $"house-{hash % HouseShards}");
    }
}
