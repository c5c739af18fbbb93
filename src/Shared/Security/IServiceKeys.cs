namespace CryptoVault.Security;

/// <summary>
/// The port to the keys that never leave their keeper (a key vault; a file where there is none): key-encryption keys, under
/// which data keys lie in the store, and the key that signs seals.
/// </summary>
public interface IServiceKeys
{
    /// <summary>The id of the key-encryption key that is in force.</summary>
    ValueTask<string> CurrentWrappingKeyAsync(CancellationToken cancellation = default);

    /// <summary>Encrypts a data key under the key-encryption key in force, bound to the place where it lies.</summary>
    /// <exception cref="ServiceKeysException">The keeper cannot do it now.</exception>
    ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string place, CancellationToken cancellation = default);

    /// <summary>Decrypts a data key, whichever key-encryption key it lies under.</summary>
    /// <exception cref="ServiceKeysException">The keeper cannot do it now, does not know the key, or the wrapped key is damaged or of another place.</exception>
    ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string place, CancellationToken cancellation = default);

    /// <summary>Puts a new key-encryption key in force. Old ones are kept, for what lies under them and in backups.</summary>
    /// <returns>The new one's id.</returns>
    /// <exception cref="ServiceKeysException">The keeper cannot do it now.</exception>
    ValueTask<string> RotateWrappingKeyAsync(CancellationToken cancellation = default);

    /// <summary>Signs a text with the sealing key (ECDSA on P-256 with SHA-256).</summary>
    /// <exception cref="ServiceKeysException">The keeper cannot do it now.</exception>
    ValueTask<SealSignature> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation = default);

    /// <summary>True when the signature is one of a sealing key of ours over this text.</summary>
    /// <exception cref="ServiceKeysException">The keeper cannot do it now.</exception>
    ValueTask<bool> VerifyAsync(ReadOnlyMemory<byte> text, SealSignature signature, CancellationToken cancellation = default);
}

/// <summary>A data key as it lies in the store.</summary>
/// <param name="KeyId">The key-encryption key that it lies under.</param>
/// <param name="Content">The encrypted key, in base 64.</param>
public sealed record WrappedKey(string KeyId, string Content);

/// <summary>A signature.</summary>
/// <param name="KeyId">The key that made it.</param>
/// <param name="Value">The signature (r and s, 64 bytes), in base 64.</param>
public sealed record SealSignature(string KeyId, string Value);

/// <summary>The keeper of keys could not do what it was asked for.</summary>
public sealed class ServiceKeysException(string message, Exception? inner = null) : Exception(message, inner);
