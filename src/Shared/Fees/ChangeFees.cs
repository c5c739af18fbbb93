using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Fees;

/// <summary>New fee tables.</summary>
/// <param name="Admin">Who sets them.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedVersion">The version that was read.</param>
/// <param name="Tiers">The table of all markets that have none of their own.</param>
/// <param name="Markets">Tables of single markets.</param>
public sealed record FeeScheduleChange(
    Caller Admin, string Reason, string ExpectedVersion, IReadOnlyList<FeeTierTerms> Tiers, IReadOnlyList<MarketFeeTerms> Markets);

/// <summary>New rates of a customer's own.</summary>
/// <param name="Admin">Who sets them.</param>
/// <param name="UserId">Whose they are.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedVersion">The version that was read.</param>
/// <param name="Overrides">The rates; none to go back to the tables.</param>
public sealed record FeeOverridesChange(Caller Admin, string UserId, string Reason, string ExpectedVersion, IReadOnlyList<FeeOverrideTerms> Overrides);

/// <summary>
/// Changes what trading costs. Orders keep the rates that they were accepted with. Who changed it, when and why stands in the
/// document and in the audit log.
/// </summary>
public sealed class ChangeFees(
    Partitions partitions, MarketCatalog markets, FeeSchedules schedules, AssetCatalog assets, TimeProvider clock, ILogger<ChangeFees> logger)
{
    /// <summary>Replaces the fee tables.</summary>
    public async Task<Result<FeeScheduleDocument>> SetScheduleAsync(FeeScheduleChange change, CancellationToken cancellation = default)
    {
        var reader = await ReaderAsync(cancellation);
        var (tiers, own) = (reader.Tiers("/tiers", change.Tiers), reader.Markets("/markets", change.Markets));
        if (reader.Errors.Count > 0)
        {
            return new ValidationFailed(reader.Errors);
        }

        var changed = await partitions.DecideAsync(FeeScheduleDocument.Partition, view => Set(view, change, tiers, own), cancellation);
        schedules.Forget();
        if (changed.IsSuccess)
        {
            logger.LogInformation("The fee tables were changed to version {Version} by {Admin}: {Reason}", changed.Value.Version, change.Admin.UserId, change.Reason);
        }

        return changed;
    }

    /// <summary>Replaces a customer's own rates.</summary>
    public async Task<Result<FeeProfileDocument>> SetOverridesAsync(FeeOverridesChange change, CancellationToken cancellation = default)
    {
        var reader = await ReaderAsync(cancellation);
        var overrides = reader.Overrides("/overrides", change.Overrides, clock.GetUtcNow());
        if (reader.Errors.Count > 0)
        {
            return new ValidationFailed(reader.Errors);
        }

        var changed = await partitions.DecideAsync(AccountPartitions.OfUser(change.UserId), view => Set(view, change, overrides), cancellation);
        if (changed.IsSuccess)
        {
            logger.LogInformation("The fees of user {UserId} were changed to version {Version} by {Admin}: {Reason}", change.UserId, changed.Value.Version, change.Admin.UserId, change.Reason);
        }

        return changed;
    }

    private Result<FeeScheduleDocument> Set(PartitionView view, FeeScheduleChange change, IReadOnlyList<FeeTier> tiers, IReadOnlyList<MarketFeeTiers> own)
    {
        var known = view.Find<FeeScheduleDocument>(FeeScheduleDocument.DocumentId) ?? new FeeScheduleDocument();
        if (change.ExpectedVersion != VersionOf(known))
        {
            return new FeesChanged();
        }

        var changed = known with { Version = known.Version + 1, Tiers = tiers, Markets = own, Changed = ChangeBy(change.Admin, change.Reason) };
        view.Put(changed);
        view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.FeesChanged, "fees") { Reason = change.Reason }
            .Changed("version", VersionOf(known), VersionOf(changed))
            .Changed("tiers", Text(known.Tiers), Text(tiers)));
        return changed;
    }

    private Result<FeeProfileDocument> Set(PartitionView view, FeeOverridesChange change, IReadOnlyList<FeeOverride> overrides)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is null)
        {
            return new UserNotFound();
        }

        var known = view.Find<FeeProfileDocument>(FeeProfileDocument.DocumentId) ?? new FeeProfileDocument();
        if (change.ExpectedVersion != VersionOf(known))
        {
            return new FeesChanged();
        }

        var changed = known with { Version = known.Version + 1, Overrides = overrides, Changed = ChangeBy(change.Admin, change.Reason) };
        view.Put(changed);
        view.Audit((AuditEntry.OfUser(AuditStreams.Administration, AuditActions.UserFeesChanged, change.UserId) with { Reason = change.Reason })
            .Changed("version", VersionOf(known), VersionOf(changed))
            .Changed("overrides", Text(known.Overrides), Text(overrides)));
        return changed;
    }

    private static string Text<T>(IEnumerable<T> items) => string.Join("; ", items);

    /// <summary>The version as <c>ETag</c> and <c>If-Match</c> name it.</summary>
    public static string VersionOf(FeeScheduleDocument schedule) => $"{schedule.Version}";

    /// <summary>The version as <c>ETag</c> and <c>If-Match</c> name it.</summary>
    public static string VersionOf(FeeProfileDocument profile) => $"{profile.Version}";

    private FeeChange ChangeBy(Caller admin, string reason) => new(admin.UserId, admin.SessionId, reason, StoredTime.Format(clock.GetUtcNow()));

    private async Task<FeeTermsReader> ReaderAsync(CancellationToken cancellation) =>
        new((await markets.AllAsync(cancellation)).Select(market => market.Symbol).ToHashSet(StringComparer.Ordinal), assets);
}
