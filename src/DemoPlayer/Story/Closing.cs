using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>The evening: everything acknowledged is there, and the ledger is sound.</summary>
internal sealed class Closing(Stage stage)
{
    public IEnumerable<Step> Steps =>
    [
        new("Everything that was acknowledged is there", () => new Acknowledgements(stage).CheckAsync(), Always: true),
        new("The ledger's invariants hold", VerifyAsync, Always: true),
    ];

    private async Task<string> VerifyAsync()
    {
        var report = await stage.UntilAsync(
            "a sound ledger without open transfers",
            async () =>
            {
                var answer = (await stage.People.GetAsync(stage.Admin, "api/v1/admin/ledger/verify")).Expect(200);
                if (answer["isSound"] != "true")
                {
                    throw new UnexpectedException(answer.Request, "a sound ledger", answer.Text);
                }

                return (answer["openTransferCount"] == "0" ? answer : null, answer.Text);
            });
        return $"{report["postings"]} postings and {report["holds"]} holds in {report["partitions"]} partitions are sound";
    }
}

/// <summary>Reads back everything that the host ever acknowledged to this player.</summary>
internal sealed class Acknowledgements(Stage stage)
{
    public async Task<string> CheckAsync()
    {
        if (stage.State.Notes.GetValueOrDefault("admin") is not null)
        {
            await new Accounts(stage).SetUpAdminAsync();
        }

        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in stage.Journal.Read())
        {
            var kind = (string)line["kind"]!;
            await CheckAsync(kind, line);
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}"));
    }

    private Task CheckAsync(string kind, JsonObject line) => kind switch
    {
        "admin" or "registered" => Task.CompletedTask,
        "verified" => ExpectAsync(By(line), "api/v1/me", line, "userId", "userId"),
        "kyc-level" => ExpectAsync(PersonOf(Text(line, "email")), "api/v1/me", line, "kycLevel", "level"),
        "role" => ExpectRoleAsync(line),
        "market" => ExpectAsync(stage.Admin, $"api/v1/markets/{Text(line, "symbol")}", line, "symbol", "symbol"),
        "deposit" => ExpectDepositAsync(line),
        "order" => ExpectOrderAsync(line),
        "cancel" => ExpectStatusAsync(By(line), $"api/v1/orders/{Text(line, "id")}", line, "canceled"),
        "withdrawal" => ExpectAmountAsync(line),
        "withdrawal-ended" => ExpectStatusAsync(By(line), $"api/v1/wallet/withdrawals/{Text(line, "id")}", line, Text(line, "status")),
        "decision" => ExpectDecidedAsync(line),
        _ => throw new UnexpectedException("The journal", "a known kind", line.ToJsonString()),
    };

    private async Task ExpectAsync(Person person, string path, JsonObject line, string member, string fact)
    {
        var answer = (await stage.People.GetAsync(person, path)).Expect(200);
        Compare(line, answer, answer[member] == Text(line, fact));
    }

    private async Task ExpectRoleAsync(JsonObject line)
    {
        var answer = (await stage.People.GetAsync(PersonOf(Text(line, "email")), "api/v1/me")).Expect(200);
        var roles = answer.Body.GetProperty("roles").EnumerateArray().Select(role => role.GetString());
        Compare(line, answer, roles.Contains(Text(line, "role")));
    }

    private async Task ExpectDepositAsync(JsonObject line)
    {
        var answer = (await stage.People.GetAsync(By(line), "api/v1/wallet/deposits?limit=100")).Expect(200);
        Compare(line, answer, answer.Items.Any(one => one.TextOf("id") == Text(line, "id") && one.TextOf("status") == "credited"));
    }

    private async Task ExpectOrderAsync(JsonObject line)
    {
        var answer = (await stage.People.GetAsync(By(line), $"api/v1/orders/{Text(line, "id")}")).Expect(200);
        var scale = Market.Of(stage).BaseScale;
        Compare(line, answer, Units.Parse(answer["executedQuantity"], scale) >= Units.Parse(Text(line, "executed"), scale));
    }

    private async Task ExpectStatusAsync(Person person, string path, JsonObject line, string status)
    {
        var answer = (await stage.People.GetAsync(person, path)).Expect(200);
        Compare(line, answer, answer["status"] == status);
    }

    private async Task ExpectAmountAsync(JsonObject line)
    {
        var answer = (await stage.People.GetAsync(By(line), $"api/v1/wallet/withdrawals/{Text(line, "id")}")).Expect(200);
        var scale = stage.ScaleOf(answer["asset"]);
        Compare(line, answer, Units.Parse(answer["amount"], scale) == Units.Parse(Text(line, "amount"), scale));
    }

    private async Task ExpectDecidedAsync(JsonObject line)
    {
        var answer = (await stage.People.GetAsync(stage.Reviewer, $"api/v1/compliance/cases/{Text(line, "id")}")).Expect(200);
        Compare(line, answer, answer["state"] != "open");
    }

    private static void Compare(JsonObject line, Answer answer, bool isThere)
    {
        if (!isThere)
        {
            throw new UnexpectedException("An acknowledged operation", line.ToJsonString(), $"{answer.Request}: {answer}");
        }
    }

    private static string Text(JsonObject line, string member) => (string)line[member]!;

    private Person By(JsonObject line) => PersonOf(Text(line, "by"));

    private Person PersonOf(string email) =>
        new[] { stage.Admin, stage.SecondAdmin, stage.Reviewer, stage.Ana, stage.Ben }.First(person => person.Email == email);
}
