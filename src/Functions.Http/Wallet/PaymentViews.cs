using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Transfers;

namespace CryptoVault.Functions.Http.Wallet;

internal sealed record PaymentCodeView(string Code, DateTimeOffset CreatedAt)
{
    public static PaymentCodeView Of(PaymentCodeDocument document) => new(PaymentCodes.Show(document.Code!), StoredTime.Parse(document.Time));
}

internal sealed record PaymentRequestRequest(string Asset, string Amount, string? Memo = null, int? ExpiresInHours = null) : IChecked
{
    private const int MostHours = 90 * 24;

    public void Check(FieldChecks check)
    {
        check.Text("/memo", Memo, 1, RequestTransfer.LongestMemo);
        check.Range("/expiresInHours", ExpiresInHours, 1, MostHours);
    }
}

/// <summary>Nothing need be told: the link says what is paid.</summary>
internal sealed record PayRequestRequest;

internal sealed record OwnPaymentRequestView(
    string Code, string Link, string Asset, string Amount, string? Memo, PaymentRequestStatus Status, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static OwnPaymentRequestView Of(PaymentRequestDocument request, AssetCatalog assets, DateTimeOffset now) => new(
        request.Code, $"/api/v1/wallet/payment-requests/{request.Code}", request.Asset, new Amount(request.Units, assets.Get(request.Asset)).ToString(),
        request.Memo.Shown, request.StatusAt(now), StoredTime.Parse(request.RequestTime), StoredTime.Parse(request.ExpiresAt));
}

internal sealed record PaymentRequestView(
    string Code, string Recipient, string Asset, string Amount, string? Memo, PaymentRequestStatus Status, DateTimeOffset ExpiresAt)
{
    public static PaymentRequestView Of(PaymentRequestShown found, AssetCatalog assets)
    {
        var request = found.Document;
        return new PaymentRequestView(
            request.Code, found.Recipient.Shown, request.Asset, new Amount(request.Units, assets.Get(request.Asset)).ToString(), request.Memo.Shown, found.Status,
            StoredTime.Parse(request.ExpiresAt));
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PaymentCodeView))]
[JsonSerializable(typeof(PaymentRequestRequest))]
[JsonSerializable(typeof(PayRequestRequest))]
[JsonSerializable(typeof(OwnPaymentRequestView))]
[JsonSerializable(typeof(ItemList<OwnPaymentRequestView>))]
[JsonSerializable(typeof(PaymentRequestView))]
internal sealed partial class PaymentHttpJson : JsonSerializerContext;
