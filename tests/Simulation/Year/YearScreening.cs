using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Simulation.Year;

/// <summary>The list of blocked addresses, which changes while the year goes by.</summary>
internal sealed class YearScreening(TimeProvider clock) : IAddressScreening
{
    private const string List = "year";

    public HashSet<string> Listed { get; } = new(StringComparer.Ordinal);

    public ValueTask<Result<AddressScreeningResult>> ScreenAsync(string network, string address, CancellationToken cancellation = default)
    {
        var isListed = Listed.Contains(address);
        return ValueTask.FromResult<Result<AddressScreeningResult>>(new AddressScreeningResult(
            isListed ? AddressScreeningOutcome.Hit : AddressScreeningOutcome.Clear, StoredTime.Format(clock.GetUtcNow()), List, Listed.Count,
            isListed ? [new AddressHit(List, List, $"{address} is on it.")] : []));
    }
}
