using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Money;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Transfers;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Switches;

namespace CryptoVault.Wallets;

/// <summary>How the wallet's documents are written.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(DepositAddressDocument))]
[JsonSerializable(typeof(DepositDocument))]
[JsonSerializable(typeof(Networks.AssetDirectoryDocument))]
[JsonSerializable(typeof(DepositDustDocument))]
[JsonSerializable(typeof(DepositCursorDocument))]
[JsonSerializable(typeof(UnmatchedTransferDocument))]
[JsonSerializable(typeof(WithdrawalDocument))]
[JsonSerializable(typeof(TransferDocument))]
[JsonSerializable(typeof(WithdrawalSwitchesDocument))]
internal sealed partial class WalletJson : JsonSerializerContext;
