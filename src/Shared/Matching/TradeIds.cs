namespace CryptoVault.Matching;

/// <summary>Ids that follow from a trade's market and number.</summary>
internal static class TradeIds
{
    /// <summary>The transfer that the trade's clearing legs belong to.</summary>
    public static string TransferOf(string symbol, long number) => $"trade:{symbol}:{number}";
}
