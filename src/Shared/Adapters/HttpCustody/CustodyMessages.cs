using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Adapters.HttpCustody;

internal sealed record AddressOrder(string Asset, string Network, string Reference);

internal sealed record AddressAnswer(string Address);

internal sealed record IncomingItem(
    string TransactionId, int Output, string Asset, string Address, string Amount, long? Block, bool IsGone, IReadOnlyList<string> Sources);

internal sealed record IncomingAnswer(IReadOnlyList<IncomingItem> Items, string Cursor, long Tip, bool HasMore);

internal sealed record FeeAnswer(string Asset, string Amount);

internal sealed record WithdrawalOrder(string Id, string Network, string Asset, string Amount, string Address);

internal sealed record WithdrawalAnswer(
    string Id, string Network, string Asset, string Amount, string Address, string Status, string? TransactionId = null, string? Reason = null);

internal sealed record BumpOrder(int Number, string MaxFee);

internal sealed record BumpAnswer(string Id, int Number, string Status, string Fee, string? TransactionId = null, string? Reason = null);

internal sealed record StateAnswer(
    string Id, string Network, string Asset, string Amount, string Address, string Status, int Confirmations, string Fee, int FeeBumps,
    string? TransactionId = null, string? ConflictingTransactionId = null, string? Reason = null);

internal sealed record SubmittedAnswer(IReadOnlyList<string> Ids, string? Cursor = null);

internal sealed record HoldingItem(string Asset, string Amount);

internal sealed record HoldingsAnswer(IReadOnlyList<HoldingItem> Items);

/// <summary>
/// How the contract's messages are read and written. What is missing, null where it must not be, of another type or there
/// twice is refused; what is there besides is passed over, so that the provider can add to its answers.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AddressOrder))]
[JsonSerializable(typeof(AddressAnswer))]
[JsonSerializable(typeof(IncomingAnswer))]
[JsonSerializable(typeof(FeeAnswer))]
[JsonSerializable(typeof(WithdrawalOrder))]
[JsonSerializable(typeof(WithdrawalAnswer))]
[JsonSerializable(typeof(BumpOrder))]
[JsonSerializable(typeof(BumpAnswer))]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(SubmittedAnswer))]
[JsonSerializable(typeof(HoldingsAnswer))]
internal sealed partial class CustodyMessagesJson : JsonSerializerContext;
