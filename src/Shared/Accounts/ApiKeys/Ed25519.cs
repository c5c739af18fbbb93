using System.Runtime.InteropServices;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>
/// Verifies Ed25519 signatures (RFC 8032) by the OpenSSL that .NET itself uses on Linux; .NET 10 has no class for them.
/// Elsewhere it is not available, and keys of this kind are not given out.
/// </summary>
internal static class Ed25519
{
    public const int PublicKeyBytes = 32;
    public const int SignatureBytes = 64;

    private const int KeyType = 1087; // NID_ED25519
    private static readonly Library? OpenSsl = Library.Load();

    public static bool IsAvailable => OpenSsl is not null;

    /// <summary>True when the signature is the one of the key over the message.</summary>
    /// <exception cref="PlatformNotSupportedException">There is no OpenSSL here.</exception>
    public static bool Verify(byte[] publicKey, byte[] message, ReadOnlySpan<byte> signature)
    {
        var library = OpenSsl ?? throw new PlatformNotSupportedException("Ed25519 needs OpenSSL.");
        if (publicKey.Length != PublicKeyBytes || signature.Length != SignatureBytes)
        {
            return false;
        }

        var key = library.NewKey(KeyType, IntPtr.Zero, publicKey, PublicKeyBytes);
        if (key == IntPtr.Zero)
        {
            return false;
        }

        var context = library.NewContext();
        try
        {
            return context != IntPtr.Zero
                && library.BeginVerify(context, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, key) == 1
                && library.Verify(context, signature.ToArray(), SignatureBytes, message, (nuint)message.Length) == 1;
        }
        finally
        {
            library.FreeContext(context);
            library.FreeKey(key);
        }
    }

    /// <summary>The functions of libcrypto (EVP) that are used.</summary>
    private sealed record Library(NewKeyCall NewKey, FreeCall FreeKey, NewContextCall NewContext, FreeCall FreeContext, BeginVerifyCall BeginVerify, VerifyCall Verify)
    {
        public static Library? Load() =>
            OperatingSystem.IsLinux() && (NativeLibrary.TryLoad("libcrypto.so.3", out var library) || NativeLibrary.TryLoad("libcrypto.so.1.1", out library))
                ? new Library(
                    Of<NewKeyCall>(library, "EVP_PKEY_new_raw_public_key"), Of<FreeCall>(library, "EVP_PKEY_free"),
                    Of<NewContextCall>(library, "EVP_MD_CTX_new"), Of<FreeCall>(library, "EVP_MD_CTX_free"),
                    Of<BeginVerifyCall>(library, "EVP_DigestVerifyInit"), Of<VerifyCall>(library, "EVP_DigestVerify"))
                : null;

        private static T Of<T>(IntPtr library, string name) where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
    }

    private delegate IntPtr NewKeyCall(int type, IntPtr engine, byte[] key, nuint length);

    private delegate void FreeCall(IntPtr pointer);

    private delegate IntPtr NewContextCall();

    private delegate int BeginVerifyCall(IntPtr context, IntPtr keyContext, IntPtr digest, IntPtr engine, IntPtr key);

    private delegate int VerifyCall(IntPtr context, byte[] signature, nuint signatureLength, byte[] message, nuint messageLength);
}
