namespace CryptoVault.Ids;

/// <summary>The source of new ids: UUIDs of version 7 (RFC 9562), so that ids sort by the time of their making.</summary>
public interface IIds
{
    /// <summary>A new id in its canonical form, 36 lower-case characters.</summary>
    string New();
}

/// <summary>UUIDv7 from the operating system's randomness and the product's clock.</summary>
public sealed class UuidV7Ids(TimeProvider clock) : IIds
{
    /// <inheritdoc />
    public string New() => Guid.CreateVersion7(clock.GetUtcNow()).ToString("D");
}
