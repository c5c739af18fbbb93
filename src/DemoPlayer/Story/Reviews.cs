using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>Rita's work: the queue of cases, and her decisions.</summary>
internal sealed class Reviews(Stage stage)
{
    /// <summary>The open case of a withdrawal.</summary>
    public Task<JsonElement> FindAsync(string withdrawalId) => FindAsync(withdrawalId, "open");

    /// <summary>Decides the withdrawal's case; one that was decided so already, by a try whose answer was lost, is fine.</summary>
    /// <returns>The case's id.</returns>
    public async Task<string> DecideAsync(string withdrawalId, string decision, string reason)
    {
        var note = $"case of {withdrawalId}";
        if (!stage.State.Knows(note))
        {
            stage.State.Note(note, (await FindAsync(withdrawalId)).TextOf("id"));
        }

        var id = stage.State.Notes[note];
        var seen = (await stage.People.GetAsync(stage.Reviewer, $"api/v1/compliance/cases/{id}")).Expect(200);
        if (seen["state"] == "open")
        {
            var tag = seen.ETag ?? throw new UnexpectedException(seen.Request, "an ETag", "none");
            (await stage.People.PostAsync(
                stage.Reviewer, $"api/v1/compliance/cases/{id}/decisions",
                new JsonObject { ["decision"] = decision, ["reason"] = reason }, ("If-Match", tag))).Expect(200);
        }

        stage.Journal.Add("decision", stage.Reviewer.Email, ("id", id), ("withdrawalId", withdrawalId), ("decision", decision));
        return id;
    }

    private async Task<JsonElement> FindAsync(string withdrawalId, string state)
    {
        var found = await stage.UntilAsync(
            $"an {state} case about withdrawal {withdrawalId}",
            async () =>
            {
                var cases = await AllAsync(state);
                var mine = cases.FirstOrDefault(one => one.TextOrNull("withdrawalId") == withdrawalId);
                return (mine.ToStringOrNull(), $"{cases.Count} {state} cases, none about it");
            });
        return JsonElement.Parse(found);
    }

    private async Task<List<JsonElement>> AllAsync(string state)
    {
        var all = new List<JsonElement>();
        var cursor = "";
        do
        {
            var page = (await stage.People.GetAsync(
                stage.Reviewer, $"api/v1/compliance/cases?state={state}&limit=100{cursor}")).Expect(200);
            all.AddRange(page.Items);
            cursor = page.Body.TextOrNull("nextCursor") is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";
        }
        while (cursor.Length > 0);
        return all;
    }
}
