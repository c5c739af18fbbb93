using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Blobs;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Idempotency;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Http.Tests.Api;

public enum SampleSide
{
    Buy,
    SellShort,
}

internal sealed record SampleRequest(string Name, string Amount, SampleSide Side, int? Count = null, SamplePart? Part = null, IReadOnlyList<string>? Tags = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/name", Name, 2, 10);
        check.Range("/count", Count, 1, 5);
        check.AtMost("/tags", Tags, 2);
    }
}

internal sealed record SamplePart(string Label, long Number);

internal sealed record SampleView(string Name, string Amount, SampleSide Side, string? Nothing = null);

internal sealed record SampleFilter(int Levels, string? Status, PageRequest Page);

internal sealed record TooShy() : ConflictError("TOO_SHY", "Ben does not want to be seen.");

[JsonSerializable(typeof(SampleRequest))]
[JsonSerializable(typeof(SampleView))]
[JsonSerializable(typeof(ItemList<SampleView>))]
internal sealed partial class SampleJson : JsonSerializerContext;

public sealed class SampleFunctions(Partitions partitions, TimeProvider clock, ILogger<SampleFunctions> logger)
{
    [Function("SamplePost"), AllowAnonymous]
    public Task<IResult> Post([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sample/things")] HttpRequest request) =>
        request.AnswerAsync<SampleRequest, SampleView>(
            body => Task.FromResult(body.Name == "ben" ? (Result<SampleView>)new TooShy() : new SampleView(body.Name, body.Amount, body.Side)),
            view => Answers.Created.At($"/sample/things/{view.Name}"));

    [Function("SampleGet"), AllowAnonymous]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sample/things/{name}")] HttpRequest request, string name) =>
        request.AnswerAsync(
            () => Task.FromResult<Result<SampleView>>(new SampleView(name, "1", SampleSide.SellShort)),
            view => Answers.Ok.WithETag($"v-{view.Name}"));

    [Function("SamplePut"), Allow(Role.Customer)]
    public Task<IResult> Put([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "sample/things/{name}")] HttpRequest request, string name) =>
        request.AnswerAsync(
            () => Task.FromResult(request.IfMatch().Map(version => new SampleView(name, version, SampleSide.Buy))),
            Answers.Ok);

    [Function("SampleList"), AllowAnonymous]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sample/things")] HttpRequest request) =>
        request.AnswerListAsync(
            query => new SampleFilter(query.Integer("levels", 5, 5000, 100), query.OneOf("status", "open", "open", "closed"), query.Page()),
            filter => Task.FromResult<Result<ItemPage<SampleView>>>(new ItemPage<SampleView>(
                [new SampleView(filter.Page.Position ?? "start", $"{filter.Levels}", SampleSide.Buy)],
                filter.Page.Position is null ? "second/page+1" : null)));

    [Function("SampleMe"), AllowSignedIn]
    public Task<IResult> Me([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sample/me")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(() => Task.FromResult<Result<SampleView>>(new SampleView(context.Caller().UserId, "0", SampleSide.Buy)), Answers.Ok);

    [Function("SampleStaff"), Allow(Role.Admin, Role.Auditor)]
    public Task<IResult> Staff([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "sample/staff")] HttpRequest request) =>
        request.AnswerAsync(() => Task.FromResult<Result<Unit>>(Unit.Value), Answers.NoContent);

    [Function("SampleOnce"), AllowAnonymous]
    public Task<IResult> Once([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sample/once")] HttpRequest request) =>
        request.AnswerOnceAsync<SampleRequest, SampleView>(
            "POST sample/once",
            (body, once) => partitions.DecideAsync(
                new PartitionKey("users", "once"),
                view => view.Once(once, clock.GetUtcNow(), SampleJson.Default.SampleView, () => Count(view, body))),
            _ => Answers.Created);

    [Function("SampleThrow"), AllowAnonymous]
    public Task<IResult> Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sample/throw/{kind}")] HttpRequest request, string kind) =>
        request.AnswerAsync<Unit>(
            () =>
            {
                logger.LogInformation("About to throw.");
                throw kind switch
                {
                    "store" => new StoreException(CommitStatus.Throttled, "secret detail", retryAfter: TimeSpan.FromSeconds(7)),
                    "blobs" => new BlobStoreException(BlobFailure.Unavailable, "secret detail"),
                    "damaged-blob" => new BlobStoreException(BlobFailure.Damaged, "secret detail"),
                    _ => new InvalidOperationException("secret detail"),
                };
            },
            Answers.Ok);

    private static Result<SampleView> Count(PartitionView view, SampleRequest body)
    {
        if (body.Name == "ben")
        {
            return new TooShy();
        }

        var counter = view.Find<CounterDocument>("counter") ?? new CounterDocument("counter", 0);
        view.Put(counter with { Value = counter.Value + 1 });
        return new SampleView(body.Name, $"{counter.Value + 1}", body.Side);
    }
}

public sealed class PolicylessFunctions
{
    [Function("NoPolicy")]
    public static IResult None([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "none")] HttpRequest request) => Microsoft.AspNetCore.Http.Results.Ok(request.Path);

    [Function("TwoPolicies"), AllowAnonymous, AllowSignedIn]
    public static IResult Two([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "two")] HttpRequest request) => Microsoft.AspNetCore.Http.Results.Ok(request.Path);

    [Function("NoRoles"), Allow]
    public static IResult Roles([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "roles")] HttpRequest request) => Microsoft.AspNetCore.Http.Results.Ok(request.Path);
}

internal sealed record CounterDocument(string Id, int Value) : IDocument<CounterDocument>
{
    public static System.Text.Json.Serialization.Metadata.JsonTypeInfo<CounterDocument> Json => CounterJson.Default.CounterDocument;

    public string Type => "counter";

    public int SchemaVersion => 1;
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CounterDocument))]
internal sealed partial class CounterJson : JsonSerializerContext;
