using CryptoVault.Results;

namespace CryptoVault.Ledger.Holds;

/// <summary>What a run found over.</summary>
/// <param name="What">What ended: <c>holds</c>, <c>adjustments</c>.</param>
/// <param name="Expired">How many this run ended.</param>
/// <param name="WasCut">True when more are due: the next run goes on.</param>
public sealed record ExpiryRun(string What, int Expired, bool WasCut);

/// <summary>Ends what has a time at which it ends. Run by a timer and by the reconciler; runs may overlap.</summary>
public interface IExpiry
{
    /// <summary>Ends what is due, up to a bound.</summary>
    /// <returns>What was ended, or <see cref="ServiceUnavailable"/>.</returns>
    Task<Result<ExpiryRun>> ExecuteAsync(CancellationToken cancellation = default);
}

/// <summary>Habits of what ends by itself.</summary>
public sealed record ExpiryOptions
{
    /// <summary>Most that one run ends of each kind; the next run goes on.</summary>
    public int MaxPerRun { get; init; } = 1_000;
}
