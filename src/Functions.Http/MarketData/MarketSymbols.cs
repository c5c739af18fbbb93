using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Markets;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>Symbols in the routes of market data: a base asset alone means its market in the usual quote.</summary>
internal static class MarketSymbols
{
    private const string DefaultQuote = "-USDT";

    public static string Of(string symbol) => symbol.Contains('-', StringComparison.Ordinal) ? symbol : symbol + DefaultQuote;

    public static ProblemAnswer NotFound(string symbol) => new(new MarketNotFound(symbol.Length <= 32 ? symbol : symbol[..32]));
}
