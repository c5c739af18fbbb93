using System.Net;

namespace CryptoVault.Accounts.Places;

/// <summary>What kind of network an address belongs to.</summary>
public enum NetworkKind
{
    /// <summary>People's own: a provider of homes, phones, offices.</summary>
    Ordinary,
    /// <summary>A hosting provider's.</summary>
    Hosting,
    /// <summary>An exit of the Tor network.</summary>
    Tor,
}

/// <summary>Where an address is.</summary>
/// <param name="Country">The country, ISO 3166-1 alpha-2.</param>
/// <param name="Network">The kind of network.</param>
public sealed record Place(string Country, NetworkKind Network);

/// <summary>Tells in which country an address is used.</summary>
public interface IPlaces
{
    /// <summary>The place of an address; null when it is not known.</summary>
    Place? Find(IPAddress? address);
}
