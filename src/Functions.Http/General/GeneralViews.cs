using System.Text.Json.Serialization;
using CryptoVault.Money;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Functions.Http.General;

internal sealed record TimeView(DateTimeOffset Time, long EpochMilliseconds);

internal sealed record StatusView(string Status, IReadOnlyList<string> Notices);

internal sealed record AssetList(IReadOnlyList<AssetView> Items);

internal sealed record AssetView(
    string Code, string Name, int Scale, int WithdrawalScale, int DisplayPlaces, bool IsFiat, bool IsDisabled, IReadOnlyList<NetworkView> Networks)
{
    public static AssetView Of(Asset asset, NetworkCatalog networks) => new(
        asset.Code, asset.Name, asset.Scale, asset.WithdrawalScale, asset.DisplayPlaces, asset.IsFiat, asset.IsDisabled,
        [.. networks.Of(asset.Code).Select(NetworkView.Of)]);
}

internal sealed record NetworkView(
    string Network, string MinDeposit, string MinWithdrawal, string MaxWithdrawal, string WithdrawalFee, int Confirmations, bool DepositsOpen, bool WithdrawalsOpen,
    MemoRule Memo)
{
    public static NetworkView Of(AssetNetwork network) => new(
        network.Network, network.Asset.Format(network.MinDepositUnits), network.MinWithdrawal.ToString(), network.MaxWithdrawal.ToString(),
        network.WithdrawalFee.ToString(), network.Confirmations, network.DepositsOpen, network.WithdrawalsOpen, NetworkNames.MemoOf(network.Network));
}

internal sealed record HealthView(string Status);

internal sealed record JsonWebKeyList(IReadOnlyList<JsonWebKeyView> Keys);

internal sealed record JsonWebKeyView(string Kty, string Use, string Crv, string Alg, string Kid, string X, string Y);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TimeView))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(AssetList))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(JsonWebKeyList))]
internal sealed partial class GeneralHttpJson : JsonSerializerContext;
