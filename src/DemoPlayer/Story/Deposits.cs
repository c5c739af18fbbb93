using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>Money comes in through the simulated chain.</summary>
internal sealed class Deposits(Stage stage)
{
    /// <summary>Has the faucet send an amount to the person's own address and waits until it is credited.</summary>
    public async Task<string> MakeAsync(Person person, string asset, string amount)
    {
        // The key makes a repeated call the same transaction.
        var id = (await stage.People.PostAsync(
            person, "api/v1/dev/faucet", new JsonObject { ["asset"] = asset, ["amount"] = amount },
            ("Idempotency-Key", $"{stage.State.RunId}-{person.Name}-{asset}"))).Expect(202)["depositId"];
        var credited = await stage.UntilAsync(
            $"deposit {id} of {amount} {asset} to {person} to be credited",
            async () =>
            {
                var deposits = (await stage.People.GetAsync(person, "api/v1/wallet/deposits")).Expect(200);
                var mine = deposits.Items.Where(one => one.TextOf("id") == id && one.TextOf("status") == "credited").ToList();
                return (mine.Count == 1 ? deposits : null, deposits.Text);
            });
        var deposit = credited.Items.Single(one => one.TextOf("id") == id);
        var scale = stage.ScaleOf(asset);
        if (Units.Parse(deposit.TextOf("amount"), scale) != Units.Parse(amount, scale) || credited.Items.Count() != 1)
        {
            throw new UnexpectedException("Deposits", $"one of {amount} {asset}", credited.Text);
        }

        stage.Journal.Add("deposit", person.Email, ("id", id), ("asset", asset), ("amount", amount));
        return $"{amount} {asset} to {deposit.TextOf("address")}, {deposit.TextOf("confirmations")} confirmations";
    }

    public void Book(Person person, string asset, string amount) =>
        stage.Books.Credit(person, asset, Units.Parse(amount, stage.ScaleOf(asset)));
}

internal static class JsonElementText
{
    /// <summary>The element's JSON, or null when there is none.</summary>
    public static string? ToStringOrNull(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? null : element.GetRawText();
}
