using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.LocalRuntime;
using CryptoVault.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.DurableKill;

/// <summary>The process that is killed: runs the stories, and starts those that are not started yet.</summary>
internal static class Worker
{
    public const string Done = "DONE";

    public static async Task<int> RunAsync(string folder, int stories)
    {
        using var inFlight = InFlight.Open(folder);
        inFlight.Reset();
        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Port = 0 });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Shared.AddSqliteStore(KillStore.Options(folder)).AddSingleton(inFlight).AddSingleton(new Library(stories)).AddSingleton<Effects>()
            .AddSingleton(new EmbeddedQueueOptions { Containers = [KillStore.Outbox] }).AddSingleton<EmbeddedMessageBus>()
            .AddSingleton<IMessageBus>(p => p.GetRequiredService<EmbeddedMessageBus>())
            .AddSingleton<IQueueReceiver>(p => p.GetRequiredService<EmbeddedMessageBus>());
        builder.AddApp("kill", typeof(Worker).Assembly, _ => { });
        await using var host = builder.Build();
        await host.StartAsync();
        await host.WaitForShutdownAsync();
        return 0;
    }
}
