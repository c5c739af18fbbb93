using System.Security.Cryptography;

namespace CryptoVault.Security;

/// <summary>The source of unpredictable bytes for tokens, codes and salts.</summary>
public interface IRandomness
{
    /// <summary>Fills the span.</summary>
    void Fill(Span<byte> bytes);
}

/// <summary>The operating system's generator.</summary>
public sealed class SystemRandomness : IRandomness
{
    /// <inheritdoc />
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
