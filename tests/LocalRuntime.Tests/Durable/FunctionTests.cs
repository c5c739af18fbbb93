using CryptoVault.LocalRuntime.Durable;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests.Durable;

/// <summary>Orchestrations as function classes, in a host, on the embedded store.</summary>
public sealed class FunctionTests
{
    [Fact]
    public async Task Orchestration_StartedOverHttp_RunsWithServicesAndMiddleware()
    {
        await using var store = NewStore();
        await using var host = await StartAsync(store);

        Assert.Equal("started", await host.Client.GetStringAsync(new Uri("start/order-1?amount=20", UriKind.Relative)));

        var output = await EndOfAsync(host, "order-1");
        Assert.Equal("order-1: 42 approved by rita (order-1)", output);
    }

    [Fact]
    public async Task Orchestration_SurvivesARestartOfTheHost()
    {
        await using var store = NewStore();
        await using (var first = await StartAsync(store))
        {
            await first.Client.GetStringAsync(new Uri("start/order-2?amount=1", UriKind.Relative));
            await Eventually.TrueAsync(() => first.Client.GetStringAsync(new Uri("status/order-2", UriKind.Relative)).GetAwaiter().GetResult().Contains("waiting", StringComparison.Ordinal), "it waits");
        }

        await using var second = await StartAsync(store);

        Assert.Equal("order-2: 4 approved by rita (order-2)", await EndOfAsync(second, "order-2"));
    }

    [Fact]
    public async Task Build_WithBadOrchestratorSignatures_TellsEach()
    {
        var problems = await TestHost.ProblemsOfAsync(typeof(BadDurableFunctions));

        Assert.Contains(problems, p => p.Contains("NoContext", StringComparison.Ordinal) && p.Contains("TaskOrchestrationContext", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("NoTask", StringComparison.Ordinal) && p.Contains("Task<T>", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("ActivityWithContext", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'twin'", StringComparison.OrdinalIgnoreCase) && p.Contains("already", StringComparison.Ordinal));
    }

    private static TemporaryStore NewStore() =>
        new(TimeProvider.System, options => options, WorkflowContainer.Definition, new ContainerDefinition("system"), new ContainerDefinition("runtime"));

    private static Task<TestHost> StartAsync(TemporaryStore store) => TestHost.StartAsync(
        app => app.Services.AddSingleton<Rate>(),
        builder => builder.Shared.AddSingleton<IDocumentStore>(_ => new Borrowed(store.Store)),
        null, typeof(DurableFunctions));

    private static async Task<string> EndOfAsync(TestHost host, string id)
    {
        using var response = await host.Client.PostAsync(new Uri($"approve/{id}", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
        return await host.Client.GetStringAsync(new Uri($"end/{id}", UriKind.Relative));
    }
}

internal sealed class Rate
{
    public int Factor => 2;
}

internal sealed record Order(string Id, int Amount);

internal sealed class DurableFunctions(Rate rate)
{
    [Function("StartOrder")]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "start/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id, int amount)
    {
        await client.ScheduleNewOrchestrationInstanceAsync("OrderApproval", new Order(id, amount), new StartOrchestrationOptions(id));
        return TypedResults.Text("started");
    }

    [Function("ApproveOrder")]
    public static async Task<IResult> Approve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approve/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        await client.RaiseEventAsync(id, "Approved", "rita");
        return TypedResults.Ok();
    }

    [Function("OrderStatus")]
    public static async Task<IResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "status/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id) =>
        TypedResults.Text((await client.GetInstanceAsync(id, true))?.SerializedCustomStatus ?? "none");

    [Function("OrderEnd")]
    public static async Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "end/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var end = await client.WaitForInstanceCompletionAsync(id, true, patience.Token);
        return TypedResults.Text(end.ReadOutputAs<string>() ?? end.FailureDetails?.ToString());
    }

    [Function("OrderApproval")]
    public static async Task<string> Approval([OrchestrationTrigger] TaskOrchestrationContext context, Order order, FunctionContext function)
    {
        var logger = context.CreateReplaySafeLogger<DurableFunctions>();
        logger.LogInformation("Order {Id} in {Function}", order.Id, function.FunctionDefinition.Name);
        var doubled = await context.CallActivityAsync<int>("DoubleAmount", order);
        var more = await context.CallSubOrchestratorAsync<int>("AddTwo", doubled);
        context.SetCustomStatus("waiting");
        var by = await context.WaitForExternalEvent<string>("Approved");
        return $"{order.Id}: {more} approved by {by} ({await context.CallActivityAsync<string>("Correlate", "x")})";
    }

    [Function("AddTwo")]
    public static async Task<int> AddTwo([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<int>("Add", new[] { context.GetInput<int>(), 2 });

    [Function("DoubleAmount")]
    public int Double([ActivityTrigger] Order order) => order.Amount * rate.Factor;

    [Function("Add")]
    public static Task<int> Add([ActivityTrigger] int[] numbers) => Task.FromResult(numbers.Sum());

    [Function("Correlate")]
    public static string Correlate([ActivityTrigger] string input, string instanceId) => instanceId;
}

internal sealed class BadDurableFunctions
{
    [Function("NoContext")]
    public static Task NoContext([OrchestrationTrigger] string context) => Task.CompletedTask;

    [Function("NoTask")]
    public static int NoTask([OrchestrationTrigger] TaskOrchestrationContext context) => 1;

    [Function("ActivityWithContext")]
    public static void ActivityWithContext([ActivityTrigger] TaskOrchestrationContext context)
    {
    }

    [Function("One")]
    public static void One([ActivityTrigger(Activity = "Twin")] string input)
    {
    }

    [Function("Two")]
    public static void Two([ActivityTrigger(Activity = "twin")] string input)
    {
    }
}
