using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Wallets.AddressBook;
using CryptoVault.Wallets.Limits;

namespace CryptoVault.Functions.Http.Wallet;

internal sealed record AddressRequest(string Network, string Address, string Label, string? Memo = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/address", Address, 1, 128);
        check.Text("/label", Label, 1, 64);
        check.Text("/memo", Memo, 1, 64);
    }
}

internal sealed record AddressConfirmRequest(string UserId, string AddressId, string Token) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Id("/userId", UserId);
        check.Id("/addressId", AddressId);
        check.Text("/token", Token, 1, 512);
    }
}

internal sealed record WalletProofRequest(string Signature) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/signature", Signature, 1, 512);
}

internal sealed record WhitelistOnlyRequest(bool Enabled);

internal sealed record AddressView(
    string Id, string Network, string Address, string? Label, string? Memo, AddressState State, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmBy,
    DateTimeOffset? InForceFrom, DateTimeOffset? ProvedAt, string ProofMessage)
{
    public static AddressView Of(ListedAddress listed)
    {
        var entry = listed.Entry;
        return new AddressView(
            entry.AddressId, entry.Network, entry.Address, entry.Label.Shown, entry.Memo.Shown, listed.State, entry.AddedTime,
            listed.State == AddressState.PendingConfirmation ? entry.ConfirmBy : null, listed.InForceFrom, entry.ProvedTime, entry.ProofMessage);
    }
}

internal sealed record AddressBookView(IReadOnlyList<AddressView> Items, bool WhitelistOnly, DateTimeOffset? WhitelistOnlyUntil)
{
    public static AddressBookView Of(AddressBookState book) => new([.. book.Entries.Select(AddressView.Of)], book.WhitelistOnly, book.WhitelistOnlyUntil);
}

internal sealed record WindowView(
    int Hours, string MaxUsd, string UsedUsd, string LeftUsd, int MaxCount, int UsedCount, int LeftCount, DateTimeOffset? FreeFrom)
{
    public static WindowView Of(WindowLeft window) => new(
        window.Hours, window.Max.ToString(), window.Used.ToString(), window.Left.ToString(), window.MaxCount, window.UsedCount, window.LeftCount, window.FreeFrom);
}

internal sealed record TransferWindowView(int Hours, string MaxUsd, string UsedUsd, string LeftUsd, DateTimeOffset? FreeFrom)
{
    public static TransferWindowView Of(ValueWindowLeft window) => new(window.Hours, window.Max.ToString(), window.Used.ToString(), window.Left.ToString(), window.FreeFrom);
}

internal sealed record LimitsView(
    int KycLevel, IReadOnlyList<WindowView> Withdrawals, IReadOnlyList<TransferWindowView> Transfers, DateTimeOffset? BlockedUntil, DateTimeOffset? DeviceCoolOffUntil)
{
    public static LimitsView Of(LimitsLeft left) => new(
        left.Level, [WindowView.Of(left.Day), WindowView.Of(left.Month)], [.. left.Transfers.Select(TransferWindowView.Of)], left.BlockedUntil, left.DeviceCoolOffUntil);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AddressRequest))]
[JsonSerializable(typeof(AddressConfirmRequest))]
[JsonSerializable(typeof(WalletProofRequest))]
[JsonSerializable(typeof(WhitelistOnlyRequest))]
[JsonSerializable(typeof(AddressView))]
[JsonSerializable(typeof(AddressBookView))]
[JsonSerializable(typeof(LimitsView))]
internal sealed partial class AddressBookHttpJson : JsonSerializerContext;
