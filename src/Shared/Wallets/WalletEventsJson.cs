using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Transfers;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Wallets;

/// <summary>How the wallet's private events are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DepositEvent))]
[JsonSerializable(typeof(WithdrawalEvent))]
[JsonSerializable(typeof(TransferEvent))]
internal sealed partial class WalletEventsJson : JsonSerializerContext;
