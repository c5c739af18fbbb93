using CryptoVault.Adapters.Sqlite;
using CryptoVault.LocalRuntime;
using CryptoVault.LocalRuntime.Durable;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary>A host with the benchmark's orchestrations on a store in a folder.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly LocalRuntimeHost host;

    private DurableHost(LocalRuntimeHost host, DurableTaskClient client)
    {
        this.host = host;
        Client = client;
    }

    public DurableTaskClient Client { get; }

    public static async Task<DurableHost> StartAsync(string folder)
    {
        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Port = 0 });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Shared.AddSqliteStore(new SqliteStoreOptions
        {
            File = Path.Combine(folder, "store.db"), Containers = [new("system"), new("runtime"), WorkflowContainer.Definition],
        });
        builder.AddApp("bench", typeof(DurableHost).Assembly, _ => { }, t => t == typeof(DurableFunctions));
        var host = builder.Build();
        DurableFunctions.ClientAsked = new TaskCompletionSource<DurableTaskClient>();
        await host.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{host.Port}/client"));
        answer.EnsureSuccessStatusCode();
        return new DurableHost(host, await DurableFunctions.ClientAsked.Task);
    }

    /// <summary>Runs instances, all at once, to their ends.</summary>
    public async Task RunAsync(string orchestrator, int instances, object input)
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, instances).Select(_ => Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input)));
        foreach (var id in ids)
        {
            var end = await Client.WaitForInstanceCompletionAsync(id, CancellationToken.None);
            if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
            {
                throw new InvalidOperationException($"{orchestrator} {id} is {end.RuntimeStatus}: {end.FailureDetails}");
            }
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
