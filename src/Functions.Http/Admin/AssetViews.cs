using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Storage;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Functions.Http.Admin;

internal sealed record AddAssetRequest(string Code, string Name, int Scale, int WithdrawalScale, int DisplayPlaces, bool IsFiat, string Reason) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/name", Name, 1, 50);
        check.Text("/reason", Reason, 1, 500);
    }

    public AssetEntry ToEntry() => new(Code, Name, Scale, WithdrawalScale, DisplayPlaces, IsFiat, false);
}

internal sealed record ChangeAssetRequest(string Reason, string? Name = null, int? DisplayPlaces = null, bool? IsDisabled = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/name", Name, 1, 50);
        check.Text("/reason", Reason, 1, 500);
    }

    public AssetTerms ToTerms() => new(Name, DisplayPlaces, IsDisabled);
}

internal sealed record AssetNetworkRequest(
    string MinDeposit, string MinWithdrawal, string MaxWithdrawal, string WithdrawalFee, int Confirmations, bool DepositsOpen, bool WithdrawalsOpen, string Reason) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/reason", Reason, 1, 500);

    public AssetNetworkOptions ToOptions(string asset, string network) => new()
    {
        Asset = asset, Network = network, MinDeposit = MinDeposit, MinWithdrawal = MinWithdrawal, MaxWithdrawal = MaxWithdrawal,
        WithdrawalFee = WithdrawalFee, Confirmations = Confirmations, DepositsOpen = DepositsOpen, WithdrawalsOpen = WithdrawalsOpen,
    };
}

internal sealed record AssetNetworkRow(
    string Network, string MinDeposit, string MinWithdrawal, string MaxWithdrawal, string WithdrawalFee, int Confirmations, bool DepositsOpen, bool WithdrawalsOpen)
{
    public static AssetNetworkRow Of(AssetNetworkOptions options) => new(
        options.Network, options.MinDeposit, options.MinWithdrawal, options.MaxWithdrawal, options.WithdrawalFee, options.Confirmations,
        options.DepositsOpen, options.WithdrawalsOpen);
}

internal sealed record AssetRow(
    string Code, string Name, int Scale, int WithdrawalScale, int DisplayPlaces, bool IsFiat, bool IsDisabled, IReadOnlyList<AssetNetworkRow> Networks);

internal sealed record AssetChangeView(string UserId, string Reason, DateTimeOffset Time);

internal sealed record AssetDirectoryView(int Version, IReadOnlyList<AssetRow> Assets, AssetChangeView? Changed)
{
    public static AssetDirectoryView Of(AssetDirectoryDocument directory) => new(
        directory.Version,
        [
            .. directory.Assets.Select(asset => new AssetRow(
                asset.Code, asset.Name, asset.Scale, asset.WithdrawalScale, asset.DisplayPlaces, asset.IsFiat, asset.IsDisabled,
                [.. directory.Networks.Where(network => network.Asset == asset.Code).Select(AssetNetworkRow.Of)])),
        ],
        directory.Changed is { } change ? new AssetChangeView(change.UserId, change.Reason, StoredTime.Parse(change.Time)) : null);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AddAssetRequest))]
[JsonSerializable(typeof(ChangeAssetRequest))]
[JsonSerializable(typeof(AssetNetworkRequest))]
[JsonSerializable(typeof(AssetDirectoryView))]
internal sealed partial class AssetHttpJson : JsonSerializerContext;
