using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Balances;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Functions.Http.Wallet;

internal sealed record BalanceView(string Asset, string Available, string Held, string Total, string? ReferenceValue)
{
    public static BalanceView Of(ValuedBalance valued)
    {
        var balance = valued.Balance;
        return new BalanceView(
            balance.Total.Asset.Code, balance.Available.ToString(), balance.Held.ToString(), balance.Total.ToString(), ReferenceMoney.TextOrNull(valued.ValueUnits));
    }
}

internal sealed record BalanceList(
    IReadOnlyList<BalanceView> Items, string ReferenceCurrency, string TotalReferenceValue, DateTimeOffset? PricedAt, bool IsComplete)
{
    public static BalanceList Of(ValuedBalances found) => new(
        [.. found.Items.Select(BalanceView.Of)], ReferenceMoney.Currency, ReferenceMoney.Text(found.ValueUnits), found.PricedAt, found.IsComplete);
}

internal sealed record ReferenceView(string Type, string Id);

internal sealed record EntryView(
    string Id, DateTimeOffset Time, string Kind, ReferenceView Reference, string Asset, AccountName Account, string Amount, string Balance)
{
    public static EntryView Of(LedgerEntry entry) => new(
        entry.Id, entry.Time, entry.Kind, new ReferenceView(entry.Reference.Type, entry.Reference.Id), entry.Amount.Asset.Code,
        entry.Account, entry.Amount.ToString(), entry.Balance.ToString());
}

internal sealed record DepositAddressRequest(string Asset, string Network, string? Amount = null);

internal sealed record BankAccountView(string Holder, string Number, string Bank);

internal sealed record DepositAddressView(string Asset, string Network, string Address, string? PaymentUri, string? QrCodeSvg, BankAccountView? PayTo)
{
    public static DepositAddressView Of(DepositAddress found) =>
        new(found.Document.Asset, found.Document.Network, found.Document.Address, found.PaymentUri, QrCode.Svg(found.PaymentUri), null);

    /// <summary>Of a bank's network: there is no link, and a QR code where banking apps know one.</summary>
    public static DepositAddressView Of(DepositAddress found, BankAccount account)
    {
        var document = found.Document;
        var code = document.Network == NetworkNames.Sepa ? QrCode.Svg(SepaPaymentCode.Of(account, document.Address, found.Asked)) : null;
        return new(document.Asset, document.Network, document.Address, null, code, new BankAccountView(account.Holder, account.Number, account.Bank));
    }
}

internal sealed record DepositView(
    string Id, string Asset, string Network, string Address, string Amount, DepositStatus Status, int Confirmations, int RequiredConfirmations,
    string TransactionId, string? ReturnOf, DateTimeOffset CreatedAt)
{
    public static DepositView Of(DepositDocument document, AssetCatalog assets) => new(
        document.DepositId, document.Asset, document.Network, document.Address, new Amount(document.Units, assets.Get(document.Asset)).ToString(),
        document.Status, document.Confirmations, document.RequiredConfirmations, document.TransactionId, document.ReturnOf, StoredTime.Parse(document.DepositTime));
}

internal sealed record FaucetRequest(string Asset, string Amount);

internal sealed record FaucetView(string DepositId);

internal sealed record WithdrawalRequest(string Asset, string Network, string Address, string Amount, TravelRuleRequest? TravelRule = null) : IChecked
{
    public void Check(FieldChecks check) => TravelRule?.Check(check);
}

internal sealed record ConfirmByLinkRequest(string UserId, string WithdrawalId, string Token) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Id("/userId", UserId);
        check.Id("/withdrawalId", WithdrawalId);
        check.Text("/token", Token, 1, 512);
    }
}

internal sealed record ConfirmRequest(string Token) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/token", Token, 1, 128);
}

internal sealed record WithdrawalView(
    string Id, string Asset, string Network, string Address, string Amount, string Fee, WithdrawalStatus Status, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, string? TransactionId, string? Reason, string? ApiKeyId)
{
    public static WithdrawalView Of(WithdrawalDocument document, AssetCatalog assets)
    {
        var asset = assets.Get(document.Asset);
        return new WithdrawalView(
            document.WithdrawalId, document.Asset, document.Network, document.Address, new Amount(document.Units, asset).ToString(),
            new Amount(document.FeeUnits, asset).ToString(), document.Status, StoredTime.Parse(document.WithdrawalTime),
            StoredTime.Parse(document.StatusTime), document.TransactionId, document.Reason, document.Checks?.ApiKeyId);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BalanceList))]
[JsonSerializable(typeof(ItemList<EntryView>))]
[JsonSerializable(typeof(DepositAddressRequest))]
[JsonSerializable(typeof(DepositAddressView))]
[JsonSerializable(typeof(ItemList<DepositView>))]
[JsonSerializable(typeof(FaucetRequest))]
[JsonSerializable(typeof(FaucetView))]
[JsonSerializable(typeof(CustodyWebhookRequest))]
[JsonSerializable(typeof(ChainScriptRequest))]
[JsonSerializable(typeof(ChainScriptView))]
[JsonSerializable(typeof(WithdrawalRequest))]
[JsonSerializable(typeof(QuoteRequest))]
[JsonSerializable(typeof(QuoteView))]
[JsonSerializable(typeof(ConfirmRequest))]
[JsonSerializable(typeof(ConfirmByLinkRequest))]
[JsonSerializable(typeof(WithdrawalView))]
[JsonSerializable(typeof(ItemList<WithdrawalView>))]
[JsonSerializable(typeof(TransferRequest))]
[JsonSerializable(typeof(TransferPreviewView))]
[JsonSerializable(typeof(TransferView))]
[JsonSerializable(typeof(ItemList<TransferView>))]
internal sealed partial class WalletHttpJson : JsonSerializerContext;
