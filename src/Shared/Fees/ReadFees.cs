using CryptoVault.Accounts;
using CryptoVault.Markets;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Fees;

/// <summary>What everybody may know of the fees.</summary>
/// <param name="Schedule">The tables.</param>
/// <param name="Markets">The markets, with their own rates.</param>
public sealed record FeesFound(FeeScheduleDocument Schedule, IReadOnlyList<Market> Markets);

/// <summary>What a customer pays.</summary>
/// <param name="Profile">What it depends on.</param>
/// <param name="Volume">The volume of the last 30 days, in minor units of US dollars.</param>
/// <param name="Rates">The rates of each market.</param>
public sealed record OwnFees(FeeProfileDocument Profile, Int128 Volume, IReadOnlyList<(Market Market, AppliedFees Fees)> Rates);

/// <summary>Reads what trading costs.</summary>
public sealed class ReadFees(IDocumentStore store, FeeSchedules schedules, MarketCatalog markets, TimeProvider clock)
{
    /// <summary>The tables, and the markets' own rates.</summary>
    public async Task<FeesFound> AllAsync(CancellationToken cancellation = default) =>
        new(await schedules.NewestAsync(cancellation), await markets.AllAsync(cancellation));

    /// <summary>The tables as they are stored, for who changes them.</summary>
    public async Task<FeeScheduleDocument> ScheduleAsync(CancellationToken cancellation = default) =>
        await store.FindAsync<FeeScheduleDocument>(FeeScheduleDocument.Partition, FeeScheduleDocument.DocumentId, cancellation) ?? new FeeScheduleDocument();

    /// <summary>What a customer pays on each market.</summary>
    public async Task<Result<OwnFees>> OfAsync(string userId, CancellationToken cancellation = default)
    {
        var documents = await store.ReadManyAsync(AccountPartitions.Users, userId, [ProfileDocument.DocumentId, FeeProfileDocument.DocumentId], cancellation);
        if (documents[0] is null)
        {
            return new UserNotFound();
        }

        var profile = documents[1] is { } stored ? DocumentCodec.Decode<FeeProfileDocument>(stored) : new FeeProfileDocument();
        var (schedule, now) = (await schedules.NewestAsync(cancellation), clock.GetUtcNow());
        var rates = (await markets.AllAsync(cancellation)).Select(market => (market, FeeRules.For(schedule, profile, market, now))).ToArray();
        return new OwnFees(profile, profile.VolumeAt(now), rates);
    }
}
