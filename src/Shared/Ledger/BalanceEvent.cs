using CryptoVault.Money;

namespace CryptoVault.Ledger;

/// <summary>The private event that the balance of an asset changed; what <c>GET /wallet/balances</c> says of it.</summary>
internal sealed record BalanceEvent(string Asset, string Available, string Held, string Total)
{
    public static BalanceEvent Of(AccountsDocument accounts, Asset asset) => new(
        asset.Code, asset.Format(accounts.Available.Balance), asset.Format(accounts.Held.Balance),
        asset.Format(accounts.Available.Balance + accounts.Held.Balance));
}
