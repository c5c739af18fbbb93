namespace CryptoVault.Storage;

/// <summary>A partition: the scope of one atomic commit.</summary>
/// <param name="Container">The container.</param>
/// <param name="Value">The partition key's value.</param>
public readonly record struct PartitionKey(string Container, string Value)
{
    /// <inheritdoc />
    public override string ToString() => $"{Container}/{Value}";
}
