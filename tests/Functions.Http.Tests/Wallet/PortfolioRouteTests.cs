using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Prices;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class PortfolioRouteTests
{
    [Fact]
    public async Task Portfolio_AfterADeposit_TellsCostValueAndTheCurve()
    {
        await using var host = await WalletHost.StartAsync();
        await PriceAsync(host);
        await host.FundAsync("0.5");
        var portfolio = await host.SendAsync(200, "GET", "api/v1/portfolio");
        var curve = await host.SendAsync(200, "GET", "api/v1/portfolio/performance");
        var position = Assert.Single(portfolio.GetProperty("positions").EnumerateArray());

        Assert.Equal(("BTC", "0.50000000", "60000.00000000", "30000.00000000", "0.00000000"), (
            position.GetProperty("asset").GetString(), position.GetProperty("quantity").GetString(), position.GetProperty("averageCost").GetString(),
            position.GetProperty("value").GetString(), position.GetProperty("unrealizedProfit").GetString()));
        Assert.Equal(("30000.00000000", "30000.00000000", "0.00000000"), (
            portfolio.GetProperty("value").GetString(), portfolio.GetProperty("netInflow").GetString(), portfolio.GetProperty("profit").GetString()));
        var today = curve.GetProperty("points").EnumerateArray().Last();
        Assert.Equal(("30000.00000000", "30000.00000000", false), (
            today.GetProperty("value").GetString(), today.GetProperty("netInflow").GetString(), today.GetProperty("isFinal").GetBoolean()));
        Assert.Equal("0.0000", curve.GetProperty("returnPercent").GetString());
        Assert.Empty((await host.SendAsync(200, "GET", "api/v1/portfolio", token: WalletHost.Ben)).GetProperty("positions").EnumerateArray());
    }

    [Fact]
    public async Task Statement_OfThisMonth_IsListedAndComesAsCsvAndPdf()
    {
        await using var host = await WalletHost.StartAsync();
        await host.FundAsync("0.5");
        var listed = Assert.Single((await host.SendAsync(200, "GET", "api/v1/wallet/statements")).GetProperty("items").EnumerateArray());
        var csv = await host.Client.SendAsync("GET", listed.GetProperty("csv").GetString()![1..], token: WalletHost.Ana);
        var pdf = await host.Client.SendAsync("GET", listed.GetProperty("pdf").GetString()![1..], token: WalletHost.Ana);
        var lines = (await csv.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.False(listed.GetProperty("isFinal").GetBoolean());
        Assert.Equal(("text/csv", "application/pdf"), (csv.Content.Headers.ContentType?.MediaType, pdf.Content.Headers.ContentType?.MediaType));
        Assert.Equal("line,asset,time,kind,reference,amount,balance", lines[0]);
        Assert.Equal(["opening", "entry", "closing"], lines[2..5].Select(line => line.Split(',')[0]));
        Assert.EndsWith(",0.50000000,0.50000000", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("%PDF-1.4", await pdf.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await (await host.Client.SendAsync("GET", "api/v1/wallet/statements/2099-01", token: WalletHost.Ana)).ProblemAsync(404, "STATEMENT_NOT_FOUND");
    }

    [Theory]
    [InlineData("wallet/statements/2026-01?timeZone=Mars/Olympus", "?timeZone")]
    [InlineData("wallet/statements/2026-01?format=doc", "?format")]
    [InlineData("wallet/statements?month=2026-01", "?month")]
    [InlineData("portfolio?asset=BTC", "?asset")]
    [InlineData("portfolio/performance?from=2026-13-01", "?from")]
    [InlineData("portfolio/performance?from=2020-01-02&to=2020-01-01", "?from")]
    [InlineData("portfolio/performance?from=2019-01-01&to=2020-01-03", "?from")]
    [InlineData("portfolio/performance?to=2099-01-01", "?to")]
    public async Task Portfolio_WithBadDays_NamesThem(string path, string pointer)
    {
        await using var host = await WalletHost.StartAsync();
        var response = await host.Client.SendAsync("GET", $"api/v1/{path}", token: WalletHost.Ana);

        Assert.Equal(pointer, (await response.ProblemAsync(400, "VALIDATION_FAILED")).Field(pointer).GetProperty("pointer").GetString());
    }

    private static async Task PriceAsync(WalletHost host)
    {
        var now = host.Clock.GetUtcNow();
        var prices = new Dictionary<string, Int128> { ["BTC"] = 6_000_000_000_000 };
        await host.Get<Partitions>().DecideAsync<Unit>(PriceDayDocument.Partition, view =>
        {
            view.Put(new PriceDayDocument(PriceDayDocument.IdOf(DateOnly.FromDateTime(now.UtcDateTime)), [new PricePoint(0, prices)]));
            view.Put(new ReferencePricesDocument([new ReferencePrice("BTC", prices["BTC"], "test", StoredTime.Format(now))], StoredTime.Format(now)));
            return Unit.Value;
        });
        host.Clock.Advance(TimeSpan.FromSeconds(2)); // prices that were read before are remembered for a second
    }
}
