namespace CryptoVault.Accounts.ApiKeys;

/// <summary>What a program may do with a key. A route that names no scope is closed to keys.</summary>
public enum ApiKeyScope
{
    /// <summary>Read the owner's data.</summary>
    Read,
    /// <summary>Place and cancel orders.</summary>
    Trade,
    /// <summary>Withdraw to addresses of the owner's address book, from listed networks, within the key's own limit.</summary>
    Withdraw,
}

/// <summary>How requests are signed.</summary>
public enum ApiKeyKind
{
    /// <summary>HMAC-SHA256 with a shared secret; signature in hexadecimal digits.</summary>
    Hmac,
    /// <summary>Ed25519 (RFC 8032) with the owner's private key; signature in base 64.</summary>
    Ed25519,
}
