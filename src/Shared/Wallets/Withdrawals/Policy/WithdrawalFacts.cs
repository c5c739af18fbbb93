using CryptoVault.Accounts;
using CryptoVault.Fees;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Valuation;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>Gathers what the policy looks at, from the withdrawal, its checks and its customer.</summary>
public sealed class WithdrawalFacts(IDocumentStore store, IUsdValuation valuation, FeeSchedules fees, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>The facts as they are now.</summary>
    public async Task<PolicyFacts> OfAsync(WithdrawalDocument document, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var value = await valuation.ValueAsync(new Amount(document.Units, assets.Get(document.Asset)), cancellation);
        var found = await store.ReadManyAsync(
            LedgerPartitions.Users, document.UserId, [ProfileDocument.DocumentId, FeeProfileDocument.DocumentId], cancellation);
        var country = found[0] is { } profile ? DocumentCodec.Decode<ProfileDocument>(profile).Country : null;
        var now = clock.GetUtcNow();
        var volume = found[1] is { } stored ? DocumentCodec.Decode<FeeProfileDocument>(stored).VolumeAt(now) : 0;
        var tier = (await fees.NewestAsync(cancellation)).TierOf(volume);
        return Of(document, value, country, tier, now);
    }

    private PolicyFacts Of(WithdrawalDocument document, Amount? value, string? country, int tier, DateTimeOffset now)
    {
        var (checks, dollar) = (document.Checks ?? WithdrawalChecks.None, assets.Get("USD"));
        return new PolicyFacts(document.Asset, document.Network, value, document.KycLevel)
        {
            DayValue = checks.Limits is { } limits ? new Amount(limits.Day.UsdUnits, dollar) : null,
            MonthValue = checks.Limits is { } used ? new Amount(used.Month.UsdUnits, dollar) : null,
            Destination = checks.Destination?.Kind,
            KnownDays = checks.Destination?.KnownSince is { } since ? (int)(now - StoredTime.Parse(since)).TotalDays : 0,
            Country = country,
            Tier = tier,
            Risk = checks.Risk?.Score,
            IsByApiKey = checks.ApiKeyId is not null,
        };
    }
}
