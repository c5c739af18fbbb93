using CryptoVault.Protection;

namespace CryptoVault.Storage;

/// <summary>What is remembered of a partition: its documents by id, and the key of their personal members.</summary>
internal sealed class PartitionMemory() : Dictionary<string, PartitionDocument>(StringComparer.Ordinal)
{
    /// <summary>The key that the partition's data-key document holds; null while that was not looked at.</summary>
    public PersonalKey? Key { get; set; }

    /// <summary>Forgets everything.</summary>
    public new void Clear()
    {
        Key = null;
        base.Clear();
    }
}

/// <summary>Whether documents of a type have personal members.</summary>
internal static class PersonalMembers<T> where T : class
{
    public static readonly bool AreThere = typeof(IPersonalDocument<T>).IsAssignableFrom(typeof(T));
}
