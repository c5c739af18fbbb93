using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>The morning: people come in, the market opens, money arrives.</summary>
internal sealed class Opening(Stage stage)
{
    private const string ReviewerRole = "compliance_reviewer";
    private const int KycLevel = 3;

    private readonly Accounts accounts = new(stage);
    private readonly Deposits deposits = new(stage);
    private readonly MarketOpening market = new(stage);

    /// <summary>The host is there and tells its assets.</summary>
    public Step HostAnswers => new("The host answers", HostAnswersAsync, Always: true);

    public IEnumerable<Step> Steps =>
    [
        HostAnswers,
        new("The first admin is set up with the one-time code", accounts.SetUpAdminAsync, Always: true),
        new("Alma registers, verifies by mail, is made the second admin by the first one alone", accounts.SecondAdminJoinsAsync),
        new("Rita registers, verifies by mail, is made a reviewer by both admins", ReviewerJoinsAsync),
        new("Ana registers, verifies by mail, signs in", () => accounts.JoinAsync(stage.Ana)),
        new("Ben registers, verifies by mail, signs in", () => accounts.JoinAsync(stage.Ben)),
        new("The admin raises both customers' KYC level", RaiseLevelsAsync),
        new("The admin creates a market", market.OpenAsync),
        new("Ana deposits what she will sell", () => deposits.MakeAsync(stage.Ana, BaseOf(), "1.5"), () => deposits.Book(stage.Ana, BaseOf(), "1.5")),
        new("Ben deposits what he will pay with", () => deposits.MakeAsync(stage.Ben, QuoteOf(), "40000"), () => deposits.Book(stage.Ben, QuoteOf(), "40000")),
    ];

    private string BaseOf() => Market.Of(stage).Base;

    private string QuoteOf() => Market.Of(stage).Quote;

    private async Task<string> HostAnswersAsync()
    {
        var time = (await stage.Api.GetAsync("api/v1/time")).Expect(200)["time"];
        var status = (await stage.Api.GetAsync("api/v1/status")).Expect(200)["status"];
        foreach (var asset in (await stage.Api.GetAsync("api/v1/assets")).Expect(200).Items)
        {
            stage.Assets[asset.TextOf("code")] = asset;
        }

        return $"{stage.Api.Host}, status {status}, {stage.Assets.Count} assets, its clock says {time}";
    }

    private async Task<string> ReviewerJoinsAsync()
    {
        await accounts.JoinAsync(stage.Reviewer);
        var roles = await accounts.GiveRoleAsync(stage.Reviewer, ReviewerRole);
        stage.People.Forget(stage.Reviewer);
        (await stage.People.GetAsync(stage.Reviewer, "api/v1/compliance/cases?state=open")).Expect(200);
        return $"roles {roles}";
    }

    private async Task<string> RaiseLevelsAsync()
    {
        foreach (var person in stage.Books.Owners)
        {
            var id = await stage.People.IdOfAsync(person);
            (await stage.People.AskAsync(
                stage.Admin, HttpMethod.Put, $"api/v1/admin/users/{id}/kyc-level", new JsonObject { ["level"] = KycLevel, ["reason"] = "Documents checked." })).Expect(200);
            stage.Journal.Add("kyc-level", stage.Admin.Email, ("email", person.Email), ("level", KycLevel.ToString(CultureInfo.InvariantCulture)));
        }

        return $"level {KycLevel}";
    }
}
