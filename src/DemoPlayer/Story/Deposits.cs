using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>Money comes in through the simulated chain.</summary>
internal sealed class Deposits(Stage stage)
{
    private static readonly TimeSpan LostTransactionLimit = TimeSpan.FromSeconds(10);

    /// <summary>Has the faucet send an amount to the person's own address and waits until it is credited.</summary>
    public async Task<string> MakeAsync(Person person, string asset, string amount)
    {
        var name = $"{person.Name} deposit {asset}";
        var tries = int.Parse(stage.State.Notes.GetValueOrDefault(name) ?? "0", CultureInfo.InvariantCulture);
        if (tries == 0 || !await AppearsAsync(person, asset, amount))
        {
            stage.State.Note(name, (tries + 1).ToString(CultureInfo.InvariantCulture));
            (await stage.People.PostAsync(
                person, "api/v1/dev/faucet", new JsonObject { ["asset"] = asset, ["amount"] = amount },
                ("Idempotency-Key", $"{stage.State.RunId}-{person.Name}-{asset}"))).Expect(202);
        }

        var deposit = await stage.UntilAsync(
            $"a credited deposit of {amount} {asset} to {person}",
            async () =>
            {
                var found = await FindAsync(person, asset, amount);
                return (found.FirstOrDefault(one => one.TextOf("status") == "credited").ToStringOrNull(), Seen(found));
            });
        var credited = JsonElement.Parse(deposit);
        var copies = (await FindAsync(person, asset, amount)).Count;
        stage.State.Note($"{name} copies", copies.ToString(CultureInfo.InvariantCulture));
        stage.Journal.Add("deposit", person.Email, ("id", credited.TextOf("id")), ("asset", asset), ("amount", amount));
        return $"{amount} {asset}, {credited.TextOf("confirmations")} confirmations" + (copies == 1 ? "" : $", sent {copies} times");
    }

    public void Book(Person person, string asset, string amount)
    {
        // A faucet call whose answer was lost may have been repeated; each transaction that the chain holds counts.
        var copies = int.Parse(stage.State.Notes[$"{person.Name} deposit {asset} copies"], CultureInfo.InvariantCulture);
        stage.Books.Credit(person, asset, copies * Units.Parse(amount, stage.ScaleOf(asset)));
    }

    private async Task<bool> AppearsAsync(Person person, string asset, string amount)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (waited.Elapsed < LostTransactionLimit)
        {
            if ((await FindAsync(person, asset, amount)).Count > 0)
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }

    private async Task<List<JsonElement>> FindAsync(Person person, string asset, string amount)
    {
        var scale = stage.ScaleOf(asset);
        return [.. (await stage.People.GetAsync(person, "api/v1/wallet/deposits")).Expect(200).Items
            .Where(one => one.TextOf("asset") == asset && Units.Parse(one.TextOf("amount"), scale) == Units.Parse(amount, scale))];
    }

    private static string Seen(List<JsonElement> found) =>
        found.Count == 0 ? "no such deposit" : string.Join("; ", found.Select(one => one.GetRawText()));
}

internal static class JsonElementText
{
    /// <summary>The element's JSON, or null when there is none.</summary>
    public static string? ToStringOrNull(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? null : element.GetRawText();
}
