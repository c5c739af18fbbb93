using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>Before the evening: one customer pays another by a link, and both look at what they have.</summary>
internal sealed class Payments(Stage stage)
{
    private const string Lunch = "25.5";
    private const string Routes = "api/v1/wallet/payment-requests";

    public IEnumerable<Step> Steps =>
    [
        new("Ana asks Ben for his part of the lunch; he sees who asks, pays, and cannot pay twice", PayAsync, () =>
        {
            stage.Books.Pay(stage.Ben, Asset, Units.Parse(Lunch, stage.ScaleOf(Asset)));
            stage.Books.Credit(stage.Ana, Asset, Units.Parse(Lunch, stage.ScaleOf(Asset)));
        }),
        new("Ana looks at her portfolio", PortfolioAsync),
        new("Ana takes this month's statement", StatementAsync),
    ];

    private string Asset => Market.Of(stage).Quote;

    private async Task<string> PayAsync()
    {
        var request = (await stage.People.PostAsync(
            stage.Ana, Routes, new JsonObject { ["asset"] = Asset, ["amount"] = Lunch, ["memo"] = "lunch" }, ("Idempotency-Key", $"{stage.State.RunId}-lunch"))).Expect(201);
        var link = $"{Routes}/{request["code"]}";
        var seen = (await stage.People.GetAsync(stage.Ben, link)).Expect(200);
        var paid = (await stage.People.PostAsync(stage.Ben, $"{link}/pay", new JsonObject(), ("Idempotency-Key", $"{stage.State.RunId}-lunch"))).Expect(201);
        (await stage.People.PostAsync(stage.Ben, $"{link}/pay", new JsonObject(), ("Idempotency-Key", $"{stage.State.RunId}-again"))).ExpectProblem(409, "PAYMENT_REQUEST_CLOSED");
        return $"{Lunch} {Asset} to {seen["recipient"]} for \"{seen["memo"]}\", payment {paid["id"]}";
    }

    private async Task<string> PortfolioAsync()
    {
        var portfolio = (await stage.People.GetAsync(stage.Ana, "api/v1/portfolio")).Expect(200);
        var curve = (await stage.People.GetAsync(stage.Ana, "api/v1/portfolio/performance")).Expect(200);
        var positions = portfolio.Body.GetProperty("positions").EnumerateArray().ToArray();
        if (positions.Length < 2 || curve.Body.GetProperty("points").GetArrayLength() == 0)
        {
            throw new UnexpectedException("Ana's portfolio", "two positions and a day", $"{portfolio} {curve}");
        }

        return $"worth {portfolio["value"]} USD, profit {portfolio["profit"]}, " +
            string.Join(", ", positions.Select(one => $"{one.TextOf("quantity")} {one.TextOf("asset")} at {one.TextOrNull("averageCost")}"));
    }

    private async Task<string> StatementAsync()
    {
        var months = (await stage.People.GetAsync(stage.Ana, "api/v1/wallet/statements")).Expect(200);
        var statement = (await stage.People.GetAsync(stage.Ana, months.Items.First().TextOf("csv").TrimStart('/'))).Expect(200);
        var lines = statement.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var closing = lines.Single(line => line.StartsWith($"closing,{Asset},", StringComparison.Ordinal));
        var balances = (await stage.People.GetAsync(stage.Ana, "api/v1/wallet/balances")).Expect(200);
        if (closing[(closing.LastIndexOf(',') + 1)..] != balances.Items.Single(one => one.TextOf("asset") == Asset).TextOf("total"))
        {
            throw new UnexpectedException("Ana's statement", $"to end with her balance {balances}", closing);
        }

        return $"{lines.Length} lines, {closing}";
    }
}
