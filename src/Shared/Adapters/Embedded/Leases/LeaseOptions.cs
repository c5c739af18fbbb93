namespace CryptoVault.Adapters.Embedded.Leases;

/// <summary>How long a lease is held and how often it is renewed and tried.</summary>
public sealed record LeaseOptions
{
    /// <summary>How long a holder that died on another machine keeps others waiting.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the holder renews; a third of the duration or less.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the others try to get it.</summary>
    public TimeSpan TryEvery { get; init; } = TimeSpan.FromSeconds(1);
}
