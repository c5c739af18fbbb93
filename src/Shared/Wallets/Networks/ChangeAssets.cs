using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Networks;

/// <summary>Who changes the assets, and why.</summary>
/// <param name="Admin">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedVersion">The version that was read.</param>
public sealed record AssetChange(Caller Admin, string Reason, string ExpectedVersion);

/// <summary>What of an asset is changed; null leaves it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DisplayPlaces">Decimal places to show.</param>
/// <param name="IsDisabled">Whether it neither comes nor goes.</param>
public sealed record AssetTerms(string? Name, int? DisplayPlaces, bool? IsDisabled);

/// <summary>
/// Adds assets, changes them, and says over which networks they move. An asset never goes away, and its scales never change:
/// the ledger counts in them. Who changed it, when and why stands in the document and in the audit log.
/// </summary>
public sealed class ChangeAssets(Partitions partitions, AssetDirectory directory, TimeProvider clock)
{
    /// <summary>Most assets that there may be.</summary>
    public const int MostAssets = 500;

    /// <summary>The largest amount that a limit may name, in whole units.</summary>
    private const long MostWholeUnits = 1_000_000_000_000;

    /// <summary>Adds an asset; it moves over no network yet.</summary>
    public Task<Result<AssetDirectoryDocument>> AddAsync(AssetChange change, AssetEntry added, CancellationToken cancellation = default) =>
        ChangeAsync(change, added.Code, known =>
        {
            if (Refuse(added) is { } refused)
            {
                return refused;
            }

            return known.Assets.Any(asset => asset.Code == added.Code) ? new AssetExists(added.Code)
                : known.Assets.Count >= MostAssets ? new TooManyAssets(MostAssets)
                : known with { Assets = [.. known.Assets.Append(added).OrderBy(asset => asset.Code, StringComparer.Ordinal)] };
        }, cancellation);

    /// <summary>Changes what is shown of an asset, or disables it everywhere at once.</summary>
    public Task<Result<AssetDirectoryDocument>> SetAsync(AssetChange change, string code, AssetTerms terms, CancellationToken cancellation = default) =>
        ChangeAsync(change, code, known =>
        {
            if (known.Assets.FirstOrDefault(asset => asset.Code == code) is not { } asset)
            {
                return new AssetNotFound(code);
            }

            var changed = asset with
            {
                Name = terms.Name ?? asset.Name,
                DisplayPlaces = terms.DisplayPlaces ?? asset.DisplayPlaces,
                IsDisabled = terms.IsDisabled ?? asset.IsDisabled,
            };
            return Refuse(changed) is { } refused ? refused
                : known with { Assets = [.. known.Assets.Select(one => one.Code == code ? changed : one)] };
        }, cancellation);

    /// <summary>Says how an asset moves over a network: one that is new for it, or other terms.</summary>
    public Task<Result<AssetDirectoryDocument>> SetNetworkAsync(AssetChange change, AssetNetworkOptions terms, CancellationToken cancellation = default) =>
        ChangeAsync(change, terms.Asset, known =>
        {
            if (known.Assets.FirstOrDefault(asset => asset.Code == terms.Asset)?.ToAsset() is not { } asset)
            {
                return new AssetNotFound(terms.Asset);
            }

            if (Refuse(asset, terms) is { } refused)
            {
                return refused;
            }

            var isNew = known.Networks.All(network => !IsThat(network, terms));
            return known with { Networks = isNew ? [.. known.Networks, terms] : [.. known.Networks.Select(network => IsThat(network, terms) ? terms : network)] };
        }, cancellation);

    private static bool IsThat(AssetNetworkOptions one, AssetNetworkOptions other) => (one.Asset, one.Network) == (other.Asset, other.Network);

    private async Task<Result<AssetDirectoryDocument>> ChangeAsync(
        AssetChange change, string code, Func<AssetDirectoryDocument, Result<AssetDirectoryDocument>> apply, CancellationToken cancellation)
    {
        var changed = await partitions.DecideAsync(AssetDirectoryDocument.Partition, view =>
        {
            var known = view.Find<AssetDirectoryDocument>(AssetDirectoryDocument.DocumentId) ?? directory.Configured;
            if (change.ExpectedVersion != $"{known.Version}")
            {
                return new AssetsChanged();
            }

            var applied = apply(known);
            if (!applied.IsSuccess)
            {
                return applied;
            }

            var next = applied.Value with
            {
                Version = known.Version + 1,
                Changed = new AssetDirectoryChange(change.Admin.UserId, change.Reason, StoredTime.Format(clock.GetUtcNow())),
            };
            view.Put(next);
            view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.AssetsChanged, $"asset:{code}") { Reason = change.Reason }
                .Changed("version", $"{known.Version}", $"{next.Version}").Changed("asset", TextOf(known, code), TextOf(next, code)));
            return next;
        }, cancellation);
        if (changed.IsSuccess)
        {
            directory.Take(changed.Value);
        }

        return changed;
    }

    private static string TextOf(AssetDirectoryDocument directory, string code) =>
        string.Join("; ", directory.Assets.Where(asset => asset.Code == code).Select(asset => $"{asset}")
            .Concat(directory.Networks.Where(network => network.Asset == code).Select(network => $"{network}")));

    private static ValidationFailed? Refuse(AssetEntry asset)
    {
        var errors = new List<FieldError>();
        Range("/scale", asset.Scale, Asset.MaxScale);
        Range("/withdrawalScale", asset.WithdrawalScale, asset.Scale);
        Range("/displayPlaces", asset.DisplayPlaces, asset.Scale);
        if (!Asset.IsCode(asset.Code))
        {
            errors.Add(new FieldError("/code", "INVALID_CODE", "A code has 2 to 10 upper-case letters or digits.", asset.Code.Length <= 64 ? asset.Code : null));
        }

        return errors.Count == 0 ? null : new ValidationFailed(errors);

        void Range(string pointer, int value, int most)
        {
            if (value < 0 || value > most)
            {
                errors.Add(new FieldError(pointer, "OUT_OF_RANGE", $"0 to {most}.", $"{value}", $"0..{most}", $"{Math.Clamp(value, 0, Math.Max(0, most))}"));
            }
        }
    }

    private static ValidationFailed? Refuse(Asset asset, AssetNetworkOptions terms)
    {
        var errors = new List<FieldError>();
        var allowed = NetworkNames.All.Where(network => NetworkNames.IsBank(network) == asset.IsFiat).ToArray();
        if (!allowed.Contains(terms.Network))
        {
            errors.Add(new FieldError(
                "/network", "UNKNOWN_NETWORK", $"{asset} can move over: {string.Join(", ", allowed)}.", terms.Network.Length <= 64 ? terms.Network : null, string.Join(", ", allowed)));
        }

        if (terms.Confirmations is < 1 or > AssetNetwork.MostConfirmations)
        {
            var most = AssetNetwork.MostConfirmations;
            errors.Add(new FieldError("/confirmations", "OUT_OF_RANGE", $"1 to {most}.", $"{terms.Confirmations}", $"1..{most}", $"{Math.Clamp(terms.Confirmations, 1, most)}"));
        }

        var top = new Amount(MostWholeUnits * MoneyMath.PowerOfTen(asset.Scale), asset);
        var step = new Amount(MoneyMath.PowerOfTen(asset.Scale - asset.WithdrawalScale), asset);
        Read("/minDeposit", terms.MinDeposit, asset.Zero);
        var least = Read("/minWithdrawal", terms.MinWithdrawal, step);
        Read("/maxWithdrawal", terms.MaxWithdrawal, least ?? step);
        Read("/withdrawalFee", terms.WithdrawalFee, asset.Zero);
        return errors.Count == 0 ? null : new ValidationFailed(errors);

        Amount? Read(string pointer, string text, Amount min)
        {
            var read = AmountField.Read(pointer, text, asset, asset.WithdrawalScale, min, top);
            errors.AddRange(read.Error?.Fields ?? []);
            return read.IsSuccess ? read.Value : null;
        }
    }
}
