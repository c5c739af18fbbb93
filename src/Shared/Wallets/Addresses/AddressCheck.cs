namespace CryptoVault.Wallets.Addresses;

/// <summary>Why a text is no address of a network.</summary>
public enum AddressProblem
{
    /// <summary>It is one.</summary>
    None,
    /// <summary>It is empty, or longer than any address of the network.</summary>
    Length,
    /// <summary>It has a character that the network's addresses never have.</summary>
    Character,
    /// <summary>It mixes upper and lower case where that is not allowed.</summary>
    MixedCase,
    /// <summary>Its check digits do not fit: a mistyped or cut address.</summary>
    Checksum,
    /// <summary>It is an address of another network, or of a test network.</summary>
    OtherNetwork,
    /// <summary>Its content breaks the network's rules (an unknown version, a program of wrong length).</summary>
    Content,
}

/// <summary>What a check of an address found.</summary>
/// <param name="Problem">Why it is refused, or <see cref="AddressProblem.None"/>.</param>
/// <param name="Reason">The reason as a sentence for the customer; empty when it is valid.</param>
/// <param name="Canonical">The one way in which this address is stored and compared; empty when it is refused.</param>
public sealed record AddressCheck(AddressProblem Problem, string Reason, string Canonical)
{
    /// <summary>True for an address that can exist.</summary>
    public bool IsValid => Problem == AddressProblem.None;

    internal static AddressCheck Valid(string canonical) => new(AddressProblem.None, "", canonical);

    internal static AddressCheck Refuse(AddressProblem problem, string reason) => new(problem, reason, "");
}
