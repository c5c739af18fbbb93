using System.Text;
using System.Text.Json.Nodes;
using CryptoVault.Adapters.HttpCustody;
using CryptoVault.Money;
using CryptoVault.Wallets.Custody;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Shared.Tests.Wallets.Custody;

/// <summary>A custody provider that keeps the contract of docs/custody.md on the simulated chain, and breaks it when it is told to.</summary>
internal sealed class CustodyProvider : IAsyncDisposable
{
    public const string Secret = "the secret of requests and answers";
    public const string WebhookSecret = "the secret of the provider's webhooks";

    private readonly WalletWorld world;
    private readonly WebApplication server;
    private byte[]? answeredBefore;
    private string? signedBefore;

    private CustodyProvider(WalletWorld world)
    {
        this.world = world;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.Run(AnswerAsync);
    }

    public HttpCustodyOptions Options => new()
    {
        Url = server.Urls.First(), KeyId = "key-1", Secret = Secret, WebhookSecret = WebhookSecret, Timeout = TimeSpan.FromSeconds(Silence == Silence.None ? 30 : 0.3),
    };

    /// <summary>Whether it stays silent, before it does what it is asked or after.</summary>
    public Silence Silence { get; set; }

    /// <summary>The status that it answers with instead.</summary>
    public int? Status { get; set; }

    /// <summary>What it makes of its answers before it signs them.</summary>
    public Func<JsonNode, string>? Twist { get; set; }

    /// <summary>What it makes of its signatures.</summary>
    public Func<string, string?>? TwistSignature { get; set; }

    /// <summary>True to answer with what it answered before, signature and all.</summary>
    public bool RepeatsOldAnswers { get; set; }

    /// <summary>Requests whose signature was right.</summary>
    public int Requests { get; private set; }

    /// <summary>Requests whose signature was wrong.</summary>
    public int Forged { get; private set; }

    public static async Task<CustodyProvider> StartAsync(WalletWorld world)
    {
        var provider = new CustodyProvider(world);
        await provider.server.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var read = new MemoryStream();
        await http.Request.Body.CopyToAsync(read);
        var (request, body) = (http.Request, read.ToArray());
        var signature = CustodySignatures.OfRequest(
            Secret, request.Method, $"{request.Path}{request.QueryString}", request.Headers[CustodySignatures.TimeHeader]!, $"{request.Headers[CustodySignatures.IdempotencyHeader]}", body);
        if (request.Headers[CustodySignatures.SignatureHeader] != signature || request.Headers[CustodySignatures.KeyHeader] != "key-1")
        {
            Forged++;
            http.Response.StatusCode = 401;
            return;
        }

        Requests++;
        if (Silence == Silence.Before)
        {
            await StayAsync(http);
            return;
        }

        var answer = await DoAsync(request, body.Length == 0 ? null : JsonNode.Parse(body));
        if (Silence == Silence.After)
        {
            await StayAsync(http);
        }

        var status = Status ?? (answer is null ? 404 : 200);
        var content = Encoding.UTF8.GetBytes(answer is null ? "{}" : Twist?.Invoke(answer) ?? answer.ToJsonString());
        var signed = CustodySignatures.OfAnswer(Secret, signature, status, content);
        (content, signed) = RepeatsOldAnswers && answeredBefore is not null ? (answeredBefore, signedBefore!) : (content, signed);
        (answeredBefore, signedBefore) = (content, signed);
        http.Response.StatusCode = status;
        if ((TwistSignature is null ? signed : TwistSignature(signed)) is { } header)
        {
            http.Response.Headers[CustodySignatures.SignatureHeader] = header;
        }

        await http.Response.Body.WriteAsync(content);
    }

    private static async Task StayAsync(HttpContext http)
    {
        var gone = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(gone.SetResult);
        await gone.Task; // until the client gives up
    }

    private async Task<JsonNode?> DoAsync(HttpRequest request, JsonNode? body)
    {
        var parts = request.Path.Value!.Trim('/').Split('/');
        var chain = world.Chain;
        return (request.Method, parts) switch
        {
            ("POST", ["v1", "addresses"]) => new JsonObject { ["address"] = await chain.CreateDepositAddressAsync(Text("asset"), Text("network"), Text("reference")) },
            ("GET", ["v1", "networks", var network, "incoming"]) => Incoming(await chain.ListIncomingAsync(network, Query("cursor"), int.Parse(Query("limit")!))),
            ("GET", ["v1", "networks", var network, "fee"]) => new JsonObject
            {
                ["asset"] = Query("asset"), ["amount"] = (await chain.QuoteNetworkFeeAsync(world.Assets.Get(Query("asset")!), network)).ToString(),
            },
            ("POST", ["v1", "withdrawals"]) => await SubmitAsync(),
            ("POST", ["v1", "withdrawals", var id, "fee-bumps"]) => await BumpAsync(id),
            ("GET", ["v1", "withdrawals", var id]) => State(id, await chain.FindWithdrawalAsync(Query("network")!, id)),
            ("GET", ["v1", "networks", var network, "withdrawals"]) => Submitted(await chain.ListSubmittedAsync(network, Query("cursor"), int.Parse(Query("limit")!))),
            ("GET", ["v1", "networks", var network, "holdings"]) => new JsonObject
            {
                ["items"] = new JsonArray([.. (await chain.ListHoldingsAsync(network)).Select(held => (JsonNode)new JsonObject { ["asset"] = held.Asset, ["amount"] = Format(held.Asset, held.Units) })]),
            },
            _ => null,
        };

        string Text(string member) => body![member]!.GetValue<string>();
        string? Query(string name) => request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

        async Task<JsonNode> SubmitAsync()
        {
            var submitted = new CustodyWithdrawal(Text("id"), Text("network"), WalletWorld.Of(Text("amount"), world.Assets.Get(Text("asset"))), Text("address"));
            var answer = await chain.SubmitAsync(submitted);
            lock (submissions)
            {
                submissions[submitted.Id] = submitted;
            }

            return new JsonObject
            {
                ["id"] = submitted.Id, ["network"] = submitted.Network, ["asset"] = Text("asset"), ["amount"] = Text("amount"), ["address"] = submitted.Address,
                ["status"] = answer.Answer == CustodyAnswer.Accepted ? "accepted" : "refused", ["transactionId"] = answer.TransactionId, ["reason"] = answer.Reason,
            };
        }

        async Task<JsonNode> BumpAsync(string id)
        {
            var (submitted, number) = (submissions[id], body!["number"]!.GetValue<int>());
            var answer = await chain.BumpFeeAsync(new CustodyFeeBump(id, submitted.Network, number, WalletWorld.Of(Text("maxFee"), submitted.Amount.Asset)));
            return new JsonObject
            {
                ["id"] = id, ["number"] = number, ["status"] = answer.Answer == CustodyAnswer.Accepted ? "accepted" : "refused",
                ["fee"] = Format(submitted.Amount.Asset.Code, answer.NetworkFeeUnits), ["transactionId"] = answer.TransactionId, ["reason"] = answer.Reason,
            };
        }
    }

    private readonly Dictionary<string, CustodyWithdrawal> submissions = new(StringComparer.Ordinal);

    private JsonObject? State(string id, CustodyWithdrawalState? state) => state is null ? null : new JsonObject
    {
        ["id"] = id, ["network"] = submissions[id].Network, ["asset"] = submissions[id].Amount.Asset.Code, ["amount"] = submissions[id].Amount.ToString(),
        ["address"] = submissions[id].Address, ["status"] = state.Stage == CustodyStage.DoubleSpent ? "double_spent" : $"{state.Stage}".ToLowerInvariant(),
        ["confirmations"] = state.Confirmations, ["fee"] = Format(submissions[id].Amount.Asset.Code, state.NetworkFeeUnits), ["feeBumps"] = state.FeeBumps,
        ["transactionId"] = state.TransactionId, ["conflictingTransactionId"] = state.ConflictingTransactionId, ["reason"] = state.Reason,
    };

    private JsonObject Incoming(IncomingPage page) => new()
    {
        ["items"] = new JsonArray([.. page.Items.Select(item => (JsonNode)new JsonObject
        {
            ["transactionId"] = item.TransactionId, ["output"] = item.Output, ["asset"] = item.Asset, ["address"] = item.Address, ["amount"] = Format(item.Asset, item.Units),
            ["block"] = item.Block, ["isGone"] = item.IsGone, ["sources"] = new JsonArray([.. item.Sources.Select(source => (JsonNode)source)]),
        })]),
        ["cursor"] = page.Cursor, ["tip"] = page.Tip, ["hasMore"] = page.HasMore,
    };

    private static JsonObject Submitted(SubmittedPage page) => new() { ["ids"] = new JsonArray([.. page.Ids.Select(id => (JsonNode)id)]), ["cursor"] = page.Cursor };

    private string Format(string asset, Int128 units) => new Amount(units, world.Assets.Get(asset)).ToString();
}

/// <summary>When the provider stays silent.</summary>
public enum Silence
{
    None,
    Before,
    After,
}
