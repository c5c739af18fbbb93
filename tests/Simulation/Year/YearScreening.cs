using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Simulation.Year;

/// <summary>The list of blocked addresses, which changes while the year goes by.</summary>
internal sealed class YearScreening : IAddressScreening
{
    public HashSet<string> Listed { get; } = new(StringComparer.Ordinal);

    public ValueTask<bool> IsBlockedAsync(string network, string address, CancellationToken cancellation = default) => new(Listed.Contains(address));
}
