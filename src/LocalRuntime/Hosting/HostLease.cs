using CryptoVault.Adapters.Embedded.Leases;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>
/// Times of the leases under which timers and change feeds run. They are renewed seldom, as each renewal is a
/// commit; a host that was killed on the same machine is followed at once all the same.
/// </summary>
internal static class HostLease
{
    public static LeaseOptions Options { get; } = new()
    {
        Duration = TimeSpan.FromSeconds(45), RenewEvery = TimeSpan.FromSeconds(15), TryEvery = TimeSpan.FromSeconds(1),
    };
}
