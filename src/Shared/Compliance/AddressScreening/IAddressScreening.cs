using CryptoVault.Results;

namespace CryptoVault.Compliance.AddressScreening;

/// <summary>Screens addresses that money is to be paid to, or comes from.</summary>
public interface IAddressScreening
{
    /// <summary>Screens an address.</summary>
    /// <param name="network">The network (see <see cref="Wallets.Networks.NetworkNames"/>).</param>
    /// <param name="address">The address in canonical form.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What was found, or <see cref="ServiceUnavailable"/> when no list is loaded: then nothing may be taken for clear.</returns>
    ValueTask<Result<AddressScreeningResult>> ScreenAsync(string network, string address, CancellationToken cancellation = default);
}
