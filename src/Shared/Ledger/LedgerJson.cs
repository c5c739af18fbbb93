using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Money;

namespace CryptoVault.Ledger;

/// <summary>How the ledger's documents and messages are written.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(AccountsDocument))]
[JsonSerializable(typeof(PostingDocument))]
[JsonSerializable(typeof(HoldDocument))]
[JsonSerializable(typeof(PostingOrder))]
[JsonSerializable(typeof(BalanceEvent))]
internal sealed partial class LedgerJson : JsonSerializerContext;
