using CryptoVault.Unicode;

namespace CryptoVault.Accounts.Passwords;

/// <summary>Passwords as they are compared: the same however a keyboard composes an accent (Unicode NFKC, as NIST SP 800-63B advises).</summary>
public static class PasswordText
{
    /// <summary>The normal form.</summary>
    public static string Normalise(string password) => Nfkc.Normalise(password);
}
