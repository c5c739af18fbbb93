using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary>The orchestrations of the durable benchmark.</summary>
public sealed class DurableFunctions
{
    internal static TaskCompletionSource<DurableTaskClient> ClientAsked { get; set; } = new();

    /// <summary>Late by so many milliseconds, one entry a timer.</summary>
    internal static ConcurrentBag<double> Lateness { get; } = [];

    /// <summary>When an instance's event reached its orchestrator.</summary>
    internal static ConcurrentDictionary<string, TaskCompletionSource<long>> Reactions { get; } = new();

    /// <summary>Hands the client over to the benchmark, which runs in the same process.</summary>
    [Function("BenchClient")]
    public static IResult Client([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "client")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ClientAsked.TrySetResult(client);
        return TypedResults.Ok();
    }

    /// <summary>So many activities, one after another.</summary>
    [Function("BenchChain")]
    public static async Task<int> ChainAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var length = context.GetInput<int>();
        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            sum = await context.CallActivityAsync<int>("BenchAdd", sum);
        }

        return sum;
    }

    /// <summary>So many activities at once.</summary>
    [Function("BenchFan")]
    public static async Task<int> FanAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        (await Task.WhenAll(Enumerable.Range(0, context.GetInput<int>()).Select(_ => context.CallActivityAsync<int>("BenchAdd", 0)))).Sum();

    /// <summary>Adds one.</summary>
    [Function("BenchAdd")]
    public static int Add([ActivityTrigger] int number) => number + 1;

    /// <summary>Waits until a time, and looks how late it is.</summary>
    [Function("BenchTimer")]
    public static async Task TimerAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var due = context.GetInput<DateTime>();
        await context.CreateTimer(due, CancellationToken.None);
        Lateness.Add((TimeProvider.System.GetUtcNow().UtcDateTime - due).TotalMilliseconds);
    }

    /// <summary>Waits for an event with a timer a month ahead, as approvals do.</summary>
    [Function("BenchWait")]
    public static async Task WaitAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using var over = new CancellationTokenSource();
        var timer = context.CreateTimer(context.CurrentUtcDateTime.AddDays(30), over.Token);
        await Task.WhenAny(context.WaitForExternalEvent<int>("Go"), timer);
        over.Cancel();
        if (Reactions.TryGetValue(context.InstanceId, out var reaction))
        {
            reaction.TrySetResult(Stopwatch.GetTimestamp());
        }
    }
}
