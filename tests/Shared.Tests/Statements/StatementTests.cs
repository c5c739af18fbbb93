using System.Text;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Reporting;
using CryptoVault.Shared.Tests.Portfolios;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Statements;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Statements;

public sealed class StatementTests
{
    private readonly PortfolioWorld world = new(new DateTimeOffset(2030, 1, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Find_OfAMonth_LeadsFromTheOpeningToTheClosingBalance()
    {
        await ThreeMonthsAsync();
        var february = await FindAsync("2030-02");

        Assert.Equal(
            [
                "BTC 1.00000000 -> 1.25000000: trade 0.50000000 1.50000000, withdrawal -0.25000000 1.25000000",
                "ETH 3.000000000000000000 -> 3.000000000000000000: ",
                "USDT 50000.00000000 -> 20000.00000000: trade -30000.00000000 20000.00000000",
            ],
            february.Assets.Select(Told));
        Assert.True(february.IsFinal);
    }

    [Fact]
    public async Task Find_OfMonthsInARow_ClosesEachWithTheOpeningOfTheNext()
    {
        await ThreeMonthsAsync();
        var closing = new Dictionary<string, Amount>();
        foreach (var month in new[] { "2029-12", "2030-01", "2030-02", "2030-03", "2030-04" })
        {
            var statement = await FindAsync(month);
            foreach (var asset in statement.Assets)
            {
                var code = asset.Opening.Asset.Code;
                var sum = asset.Entries.Aggregate(asset.Opening, (balance, entry) => balance + entry.Amount);
                Assert.Equal(asset.Closing, sum);
                Assert.Equal(closing.GetValueOrDefault(code, asset.Opening.Asset.Zero), asset.Opening);
                closing[code] = asset.Closing;
            }
        }

        foreach (var (code, amount) in closing)
        {
            var accounts = await world.Store.FindAsync<AccountsDocument>(LedgerPartitions.OfUser(WalletWorld.Ana), AccountsDocument.IdOf(code));
            Assert.Equal(accounts!.Available.Balance + accounts.Held.Balance, amount.Units);
        }

        Assert.Equal(3, closing.Count);
    }

    [Fact]
    public async Task Find_OfAMonthThatIsOver_GivesTheSameBytesWhateverComesAfter()
    {
        await ThreeMonthsAsync();
        var first = await FindAsync("2030-02");
        world.At(new DateTimeOffset(2030, 6, 1, 0, 0, 0, TimeSpan.Zero));
        await world.InAsync("EUR", "5");
        await world.OutAsync("ETH", "2");
        await world.HoldAsync("BTC", "1");
        var later = await FindAsync("2030-02");

        Assert.Equal(first.ToCsv(), later.ToCsv());
        Assert.Equal(first.ToPdf(), later.ToPdf());
    }

    [Fact]
    public async Task Pdf_OfAStatement_SaysWhatTheCsvSays()
    {
        await ThreeMonthsAsync();
        for (var i = 0; i < 150; i++)
        {
            await world.InAsync("ETH", "0.000000000000000001", PostingKinds.Adjustment); // more than a page
        }

        var statement = await FindAsync("2030-04");
        var csv = Encoding.UTF8.GetString(statement.ToCsv()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',').Where(cell => cell.Length > 0).ToArray()).ToArray();
        var pdf = PdfText.LinesOf(statement.ToPdf(), "F1");

        Assert.True(csv.Length > 150);
        Assert.Equal(csv, pdf);
        Assert.All(PdfText.LinesOf(statement.ToPdf(), "F2"), line => Assert.Equal("CryptoVault - account statement 2030-04 (UTC)", line[0]));
    }

    [Fact]
    public async Task Find_InAnotherZone_HasThatZonesMidnights()
    {
        world.At(new DateTimeOffset(2030, 1, 31, 23, 30, 0, TimeSpan.Zero)); // half past midnight of 1 February in Berlin
        await world.InAsync("BTC", "1");
        world.At(new DateTimeOffset(2030, 4, 30, 23, 0, 0, TimeSpan.Zero));
        var utc = await FindAsync("2030-01");
        var berlin = await FindAsync("2030-02", "Europe/Berlin");

        Assert.Equal("1.00000000", Assert.Single(utc.Assets).Closing.ToString());
        Assert.Empty((await FindAsync("2030-01", "Europe/Berlin")).Assets);
        Assert.Equal("0.00000000 1.00000000", $"{berlin.Assets[0].Opening} {berlin.Assets[0].Closing}");
        Assert.Contains("entry,BTC,2030-02-01T00:30:00+01:00,deposit,", Encoding.UTF8.GetString(berlin.ToCsv()), StringComparison.Ordinal);
        Assert.Contains("closing,BTC,2030-03-01T00:00:00+01:00,", Encoding.UTF8.GetString(berlin.ToCsv()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_OfThePresentMonth_IsProvisionalUntilItCanChangeNoMore()
    {
        await world.InAsync("BTC", "1");
        Assert.StartsWith("line,asset,time,kind,reference,amount,balance\r\nprovisional statement,,2030-01,UTC,ana,", Encoding.UTF8.GetString((await FindAsync("2030-01")).ToCsv()), StringComparison.Ordinal);
        world.At(new DateTimeOffset(2030, 2, 1, 0, 9, 59, TimeSpan.Zero));
        Assert.False((await FindAsync("2030-01")).IsFinal);
        world.At(new DateTimeOffset(2030, 2, 1, 0, 10, 0, TimeSpan.Zero));
        Assert.True((await FindAsync("2030-01")).IsFinal);
    }

    [Fact]
    public async Task Find_OfAMonthToCome_IsNotFound()
    {
        Assert.True(StatementPeriod.TryParse("2030-02", TimeZoneInfo.Utc, out var period));
        Assert.IsType<StatementNotFound>((await Reader.FindAsync(WalletWorld.Ana, period)).Error);
        Assert.Empty(await Reader.ListAsync(WalletWorld.Ana));
    }

    [Theory]
    [InlineData("2030-13")]
    [InlineData("2030-1")]
    [InlineData("1999-12")]
    [InlineData("2030-01-01")]
    [InlineData("")]
    public void TryParse_OfWhatIsNoMonth_IsFalse(string text) => Assert.False(StatementPeriod.TryParse(text, TimeZoneInfo.Utc, out _));

    [Fact]
    public async Task List_OfACustomer_HasTheMonthsSinceTheFirstPosting()
    {
        await ThreeMonthsAsync();
        Assert.Equal(["2030-04", "2030-03", "2030-02", "2030-01"], (await Reader.ListAsync(WalletWorld.Ana)).Select(period => period.Name));
    }

    [Fact]
    public void Pdf_OfStrangeText_WritesWhatItCan()
    {
        var pdf = new PdfTable("t", DateTimeOffset.UnixEpoch, [["a(b)\\c", "x\u00e9\ny"]]).ToBytes();
        Assert.Equal(["a(b)\\c", "x??y"], Assert.Single(PdfText.LinesOf(pdf, "F1")));
    }

    private async Task ThreeMonthsAsync()
    {
        await world.InAsync("BTC", "1");
        await world.InAsync("USDT", "50000");
        await world.InAsync("ETH", "3");
        await world.HoldAsync("ETH", "1");
        world.At(new DateTimeOffset(2030, 2, 10, 0, 0, 0, TimeSpan.Zero));
        await world.TradeAsync("USDT", "30000", "BTC", "0.5");
        await world.HoldAsync("BTC", "0.75");
        world.At(new DateTimeOffset(2030, 2, 11, 0, 0, 0, TimeSpan.Zero));
        await world.OutAsync("BTC", "0.25");
        world.At(new DateTimeOffset(2030, 3, 5, 0, 0, 0, TimeSpan.Zero));
        await world.InAsync("BTC", "2");
        world.At(new DateTimeOffset(2030, 4, 5, 0, 0, 0, TimeSpan.Zero));
    }

    private ReadStatement Reader => new(world.Store, world.Assets, world.Clock);

    private async Task<Statement> FindAsync(string month, string zone = "UTC")
    {
        Assert.True(StatementPeriod.TryParse(month, zone == "UTC" ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone), out var period));
        var found = await Reader.FindAsync(WalletWorld.Ana, period);
        Assert.True(found.IsSuccess, found.Error?.Message);
        return found.Value;
    }

    private static string Told(StatementAsset asset) =>
        $"{asset.Opening.Asset} {asset.Opening} -> {asset.Closing}: {string.Join(", ", asset.Entries.Select(entry => $"{entry.Kind} {entry.Amount} {entry.Balance}"))}";
}
