using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.AddressScreening;

/// <summary>Screens against lists in memory: those of the moment.</summary>
/// <param name="sanctions">Lists of sanctions, and the own block list.</param>
/// <param name="risks">Lists of addresses that stand for risk; there may be none.</param>
/// <param name="clock">The clock.</param>
public sealed class ListScreening(Func<AddressLists> sanctions, Func<AddressLists> risks, TimeProvider clock) : IAddressScreening
{
    /// <inheritdoc />
    public ValueTask<Result<AddressScreeningResult>> ScreenAsync(string network, string address, CancellationToken cancellation = default)
    {
        var (listed, risky) = (sanctions(), risks());
        if (!listed.IsLoaded)
        {
            return new(new ServiceUnavailable("No list of sanctioned addresses is loaded.", TimeSpan.FromMinutes(1)));
        }

        var (hits, doubts) = (listed.Find(address), risky.Find(address));
        var outcome = hits.Count > 0 ? AddressScreeningOutcome.Hit : doubts.Count > 0 ? AddressScreeningOutcome.Risky : AddressScreeningOutcome.Clear;
        return new(new AddressScreeningResult(
            outcome, StoredTime.Format(clock.GetUtcNow()), risky.IsLoaded ? $"{listed.Version}+{risky.Version}" : listed.Version, listed.Count + risky.Count, [.. hits, .. doubts]));
    }
}
