using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>The afternoon: money goes out. A small amount by itself, a large one by a reviewer's approval; another is rejected.</summary>
internal sealed class Withdrawals(Stage stage)
{
    private const string Small = "25";
    private const string Large = "12000";
    private const string Rejected = "9000.5";

    private readonly Reviews reviews = new(stage);

    public IEnumerable<Step> Steps =>
    [
        new("Ben asks for a small withdrawal; it waits for his mail confirmation", () => RequestAsync("small", Small), () => Hold("small", Small)),
        new("Ben confirms it by mail; it passes by itself and completes", SmallCompletesAsync, () => Paid("small", Small)),
        new("Ben asks for a large one, confirms it; it waits for a reviewer", () => WaitsForReviewAsync("large", Large), () => Hold("large", Large)),
        new("Ben may not approve it himself", ForbiddenAsync, () => { }),
        new("Rita approves it; it is sent and completes", ApproveAsync, () => Paid("large", Large)),
        new("Ben asks for another large one; it waits, too", () => WaitsForReviewAsync("rejected", Rejected), () => Hold("rejected", Rejected)),
        new("Rita rejects it; Ben has his money back", RejectAsync, () => Back("rejected", Rejected)),
    ];

    private string Asset => Market.Of(stage).Quote;

    private async Task<string> RequestAsync(string name, string amount)
    {
        var network = Networks.Choose(stage, Asset);
        var answer = (await stage.People.PostAsync(
            stage.Ben,
            "api/v1/wallet/withdrawals",
            new JsonObject { ["asset"] = Asset, ["network"] = network.Name, ["address"] = network.Address, ["amount"] = amount },
            ("Idempotency-Key", $"{stage.State.RunId}-{name}"))).Expect(201);
        stage.State.Note($"withdrawal {name}", answer["id"]);
        stage.State.Note($"withdrawal {name} fee", answer["fee"]);
        stage.Journal.Add("withdrawal", stage.Ben.Email, ("id", answer["id"]), ("amount", amount), ("fee", answer["fee"]));
        var waiting = await AwaitAsync(name, "email_confirmation", "screening", "policy", "pending_approval");
        return $"{amount} {Asset} to {network.Address}, fee {answer["fee"]}, {waiting.TextOf("status")}";
    }

    private async Task<string> SmallCompletesAsync()
    {
        await ConfirmAsync("small");
        var done = await AwaitAsync("small", "completed");
        stage.Journal.Add("withdrawal-ended", stage.Ben.Email, ("id", Id("small")), ("status", "completed"));
        return $"transaction {done.TextOf("transactionId")}";
    }

    private async Task<string> WaitsForReviewAsync(string name, string amount)
    {
        var told = await RequestAsync(name, amount);
        await ConfirmAsync(name);
        await AwaitAsync(name, "pending_approval");
        var reviewCase = await reviews.FindAsync(Id(name));
        return $"{told}; case {reviewCase.TextOf("id")} is open";
    }

    private async Task<string> ForbiddenAsync()
    {
        var reviewCase = await reviews.FindAsync(Id("large"));
        var answer = await stage.People.PostAsync(
            stage.Ben, $"api/v1/compliance/cases/{reviewCase.TextOf("id")}/decisions",
            new JsonObject { ["decision"] = "approve", ["reason"] = "It is my money." }, ("If-Match", "\"any\""));
        answer.Expect(403);
        return $"403 {answer.Code}";
    }

    private async Task<string> ApproveAsync()
    {
        var reviewCase = await reviews.DecideAsync(Id("large"), "approve", "Known customer, known address.");
        var done = await AwaitAsync("large", "completed");
        stage.Journal.Add("withdrawal-ended", stage.Ben.Email, ("id", Id("large")), ("status", "completed"));
        return $"case {reviewCase}, transaction {done.TextOf("transactionId")}";
    }

    private async Task<string> RejectAsync()
    {
        var reviewCase = await reviews.DecideAsync(Id("rejected"), "reject", "The address is not the customer's.");
        await AwaitAsync("rejected", "rejected");
        stage.Journal.Add("withdrawal-ended", stage.Ben.Email, ("id", Id("rejected")), ("status", "rejected"));
        return $"case {reviewCase}";
    }

    /// <summary>Confirms with the token of the mail; a withdrawal that went on already was confirmed by an earlier try.</summary>
    private async Task ConfirmAsync(string name)
    {
        var id = Id(name);
        var tried = new HashSet<string>(StringComparer.Ordinal);
        await stage.UntilAsync(
            $"a mail to {stage.Ben.Email} with a token that confirms withdrawal {id}",
            async () =>
            {
                var status = await StatusAsync(id);
                if (status is not ("requested" or "email_confirmation"))
                {
                    return (status, status);
                }

                foreach (var token in TokensFor(id).Where(tried.Add))
                {
                    var answer = await stage.People.PostAsync(
                        stage.Ben, $"api/v1/wallet/withdrawals/{id}/confirm", new JsonObject { ["token"] = token });
                    if (answer.Status == 200)
                    {
                        return (token, token);
                    }
                }

                return (null, $"{status}, {tried.Count} tokens tried");
            });
    }

    private IEnumerable<string> TokensFor(string withdrawalId)
    {
        var mails = stage.Mailbox.To(stage.Ben.Email);
        var about = mails.Where(mail => mail.Text.Contains(withdrawalId, StringComparison.Ordinal)).ToList();
        return (about.Count > 0 ? about : mails).Select(mail => mail.Token).OfType<string>();
    }

    private async Task<JsonElement> AwaitAsync(string name, params string[] statuses)
    {
        var answer = await stage.UntilAsync(
            $"withdrawal '{name}' to be {string.Join(" or ", statuses)}",
            async () =>
            {
                var withdrawal = (await stage.People.GetAsync(stage.Ben, $"api/v1/wallet/withdrawals/{Id(name)}")).Expect(200);
                return (statuses.Contains(withdrawal["status"]) ? withdrawal : null, withdrawal.Text);
            });
        return answer.Body;
    }

    private async Task<string> StatusAsync(string id) =>
        (await stage.People.GetAsync(stage.Ben, $"api/v1/wallet/withdrawals/{id}")).Expect(200)["status"];

    private string Id(string name) => stage.State.Notes[$"withdrawal {name}"];

    private Int128 Total(string name, string amount)
    {
        var scale = stage.ScaleOf(Asset);
        return Units.Parse(amount, scale) + Units.Parse(stage.State.Notes[$"withdrawal {name} fee"], scale);
    }

    private void Hold(string name, string amount) => stage.Books.Hold(stage.Ben, Asset, Total(name, amount));

    private void Paid(string name, string amount) => stage.Books.PayFromHold(stage.Ben, Asset, Total(name, amount));

    private void Back(string name, string amount) => stage.Books.Release(stage.Ben, Asset, Total(name, amount));
}

/// <summary>Where the withdrawals go: published example addresses that nobody owns here.</summary>
internal sealed record Networks(string Name, string Address)
{
    private static readonly Dictionary<string, string> Addresses = new(StringComparer.OrdinalIgnoreCase)
    {
        // The first example of EIP-55.
        ["ethereum"] = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        // The public key hash example of BIP-173.
        ["bitcoin"] = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        // The USDT contract on Tron.
        ["tron"] = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    };

    /// <summary>A network of the asset for which an address is known.</summary>
    public static Networks Choose(Stage stage, string asset)
    {
        var networks = stage.Assets[asset].GetProperty("networks").EnumerateArray().Select(network => network.TextOf("network")).ToList();
        foreach (var network in networks)
        {
            if (Addresses.FirstOrDefault(known => network.Contains(known.Key, StringComparison.OrdinalIgnoreCase)).Value is { } address)
            {
                return new Networks(network, address);
            }
        }

        throw new UnexpectedException($"Networks of {asset}", string.Join(" or ", Addresses.Keys), string.Join(", ", networks));
    }
}
