using System.Buffers.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Where a request for money is.</summary>
public enum PaymentRequestStatus
{
    /// <summary>It can be paid.</summary>
    Open,
    /// <summary>It was paid.</summary>
    Paid,
    /// <summary>Its owner took it back.</summary>
    Canceled,
    /// <summary>Its time is over.</summary>
    Expired,
}

/// <summary>A payer who is paying: nobody else can meanwhile.</summary>
/// <param name="PayerId">Who.</param>
/// <param name="TransferId">By which payment.</param>
/// <param name="Time">Since when.</param>
public sealed record PaymentClaim(string PayerId, string TransferId, string Time);

/// <summary>A request for money, in the partition of the customer who asks. It is paid at most once.</summary>
/// <param name="Id"><c>payment-request:{request id}</c>.</param>
/// <param name="RequestId">Its id.</param>
/// <param name="UserId">Who asks.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">How much, in minor units.</param>
/// <param name="Memo">What for.</param>
/// <param name="RequestTime">When it was made.</param>
/// <param name="ExpiresAt">When its time is over.</param>
public sealed record PaymentRequestDocument(
    string Id, string RequestId, string UserId, string Asset, Int128 Units, PersonalText Memo, string RequestTime, string ExpiresAt)
    : IDocument<PaymentRequestDocument>, IPersonalDocument<PaymentRequestDocument>
{
    /// <summary>A customer's requests by time.</summary>
    public static IndexDefinition ByTime { get; } = new("payment-requests", "requestTime");

    /// <inheritdoc />
    public static JsonTypeInfo<PaymentRequestDocument> Json => WalletJson.Default.PaymentRequestDocument;

    /// <inheritdoc />
    public string Type => "payment-request";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>Open, paid or canceled as far as is written; see <see cref="StatusAt"/>.</summary>
    public PaymentRequestStatus Status { get; init; }

    /// <summary>Who is paying it, or paid it; null for nobody.</summary>
    public PaymentClaim? Claim { get; init; }

    /// <summary>The link's code, which names both the customer and the request.</summary>
    [JsonIgnore]
    public string Code => CodeOf(UserId, RequestId);

    /// <inheritdoc />
    public PaymentRequestDocument WithPersonal(Func<PersonalText, string, PersonalText> map) => this with { Memo = map(Memo, "payment-request.memo") };

    /// <summary>Where it is at a time.</summary>
    public PaymentRequestStatus StatusAt(DateTimeOffset now) =>
        Status == PaymentRequestStatus.Open && Claim is null && now >= StoredTime.Parse(ExpiresAt) ? PaymentRequestStatus.Expired : Status;

    /// <summary>The document id of a request.</summary>
    public static string IdOf(string requestId) => $"payment-request:{requestId}";

    /// <summary>The customer and the request that a code names; null when the text is no code.</summary>
    public static (string UserId, string RequestId)? Parse(string code)
    {
        Span<byte> bytes = stackalloc byte[32];
        return code.Length == 43 && Base64Url.TryDecodeFromChars(code, bytes, out var written) && written == 32
            ? (new Guid(bytes[..16], bigEndian: true).ToString("D"), new Guid(bytes[16..], bigEndian: true).ToString("D"))
            : null;
    }

    private static string CodeOf(string userId, string requestId)
    {
        Span<byte> bytes = stackalloc byte[32];
        return Guid.TryParseExact(userId, "D", out var user) && user.TryWriteBytes(bytes, bigEndian: true, out _)
            && Guid.ParseExact(requestId, "D").TryWriteBytes(bytes[16..], bigEndian: true, out _)
            ? Base64Url.EncodeToString(bytes)
            : throw new InvalidOperationException($"{userId} is no id of a customer.");
    }
}

/// <summary>A payment that will never be made: its payer's partition says so, so that a request which waited for it is free again.</summary>
/// <param name="Id"><c>transfer-void:{transfer id}</c>.</param>
public sealed record VoidTransferDocument(string Id) : IDocument<VoidTransferDocument>
{
    /// <inheritdoc />
    public static JsonTypeInfo<VoidTransferDocument> Json => WalletJson.Default.VoidTransferDocument;

    /// <inheritdoc />
    public string Type => "transfer-void";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The document id.</summary>
    public static string IdOf(string transferId) => $"transfer-void:{transferId}";
}
