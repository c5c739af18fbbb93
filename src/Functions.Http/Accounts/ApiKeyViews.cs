using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Money;

namespace CryptoVault.Functions.Http.Accounts;

internal sealed record ApiKeyRequest(
    string Label, IReadOnlyList<ApiKeyScope> Scopes, ApiKeyKind Kind = ApiKeyKind.Hmac, string? PublicKey = null, IReadOnlyList<string>? Addresses = null,
    int ExpiresInDays = ApiKeyRequest.UsualDays, string? DailyWithdrawalLimitUsd = null) : IChecked
{
    private const int UsualDays = 90;
    private const int MostDays = 365;
    private const int MostAddresses = 20;

    public CreateApiKeyCommand ToCommand() => new(Label, Kind, PublicKey, Scopes, Addresses ?? [], ExpiresInDays, DailyWithdrawalLimitUsd);

    public void Check(FieldChecks check)
    {
        check.Text("/label", Label, 1, 50);
        check.Text("/publicKey", PublicKey, 1, 64);
        check.Text("/dailyWithdrawalLimitUsd", DailyWithdrawalLimitUsd, 1, 40);
        check.Range("/expiresInDays", ExpiresInDays, 1, MostDays);
        check.AtMost("/addresses", Addresses, MostAddresses);
        check.AtMost("/scopes", Scopes, Enum.GetValues<ApiKeyScope>().Length);
        if (Scopes.Count == 0)
        {
            check.Refuse("/scopes", "TOO_FEW", "A key needs at least one scope.", bound: "1..");
        }
    }
}

internal sealed record ApiKeyView(
    string Id, string Label, ApiKeyKind Kind, IReadOnlyList<ApiKeyScope> Scopes, IReadOnlyList<string> Addresses, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    string ApiKey, string? Secret, string? DailyWithdrawalLimitUsd, DateTimeOffset? WithdrawsFrom)
{
    public static ApiKeyView Of(NewApiKey made, AssetCatalog assets) => new(
        made.Key.KeyId, made.Key.Label.Shown ?? "", made.Key.Kind, made.Key.Scopes, [.. made.Key.Addresses.Select(address => address.Shown ?? "")], made.Key.CreatedAt,
        made.Key.ExpiresAt, made.Token, made.Secret, made.Key.WithdrawalDayUsdUnits is { } limit ? assets.Get("USD").FormatShort(limit) : null, made.Key.WithdrawsFrom);
}
