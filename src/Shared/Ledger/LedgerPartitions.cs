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

    /// <summary>A user's partition.</summary>
    public static PartitionKey OfUser(string userId) => new(Users, userId);

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
