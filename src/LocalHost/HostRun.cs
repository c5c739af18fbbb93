using System.Net;
using CryptoVault.Adapters.Cosmos;
using CryptoVault.Adapters.Files;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Functions.Http;
using CryptoVault.Functions.Workflows;
using CryptoVault.LocalHost.DemoData;
using CryptoVault.LocalHost.Mails;
using CryptoVault.LocalHost.MarketMaking;
using CryptoVault.LocalRuntime;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.Mail;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalHost;

/// <summary>Composes both apps on the local runtime and runs them until it is asked to stop.</summary>
internal static class HostRun
{
    public static async Task<int> RunAsync(HostOptions options)
    {
        await using var running = await StartAsync(options, quiet: false);
        Console.WriteLine(Banner.Of(running.Url, options));
        await running.Shutdown;
        return ExitCodes.Done;
    }

    /// <summary>Starts a host; it is ready to use when this returns.</summary>
    /// <exception cref="StartupException">It cannot start; the message says why and what to do.</exception>
    public static async Task<RunningHost> StartAsync(HostOptions options, bool quiet)
    {
        var (folder, problem) = DataFolder.Take(options.DataFolder, options.Reset, options.Shared);
        if (folder is null)
        {
            throw new StartupException([problem!]);
        }

        try
        {
            var hostJson = HostJson.Read(Path.Combine(AppContext.BaseDirectory, "host.json"), new LocalRuntimeOptions { Address = options.Address, Port = options.Port });
            var builder = new LocalRuntimeBuilder(LocalSettings.AddTo(hostJson.Options));
            Settings.Add(builder.Configuration, folder, options);
            Logs.Add(builder.Logging, hostJson, quiet);
            AddShared(builder, folder, isAlone: !options.Shared);
            builder.AddApp("http", typeof(HttpApp).Assembly, worker =>
            {
                worker.Services.AddHttpApp(builder.Configuration);
                worker.UseHttpApp();
            });
            var mails = options.PendingApprovals > 0
                ? new LoadMails(new MailFolder(new MailOptions { Outbox = builder.Configuration["Mail:Outbox"] ?? folder.Outbox }))
                : null;
            builder.AddApp("workflows", typeof(WorkflowsApp).Assembly, worker =>
            {
                if (mails is not null)
                {
                    worker.Services.AddSingleton<IMailer>(mails);
                }

                worker.Services.AddWorkflowsApp(builder.Configuration);
                worker.UseWorkflowsApp();
            });
            builder.AddHubs();
            var isDevelopment = IPAddress.IsLoopback(options.Address) && builder.Configuration["Environment"] == "Development";
            builder.MapEndpoints(endpoints => StartPage.Map(endpoints, isDevelopment, isDevelopment && !options.Empty));
            if (isDevelopment)
            {
                builder.MapEndpoints(DevEndpoints.Map);
                builder.AddOperationsPages(new MailsPage(builder.Configuration["Mail:Outbox"] ?? folder.Outbox));
            }

            var host = builder.Build();

            // From here on a signal to stop is heard, also while the start is under way. (The demo's host stops with the demo.)
            var shutdown = quiet ? Task.CompletedTask : host.WaitForShutdownAsync();
            if (host.AppServices("http").GetService<CosmosStore>() is { } account)
            {
                await account.PrepareAsync(); // a store that is elsewhere says now whether it can be used
            }

            await host.StartAsync(() => PrepareAsync(host, folder, options));
            if (mails is not null)
            {
                await new PendingApprovals(host.AppServices("http"), mails, folder).BuildAsync(options.PendingApprovals);
            }

            // Where several hosts share the data, each would take away what the other quotes.
            var marketMaker = options.Empty || options.Shared ? null : MarketMaker.Start(host, builder.Configuration);
            return new RunningHost(host, folder, shutdown, marketMaker);
        }
        catch (Exception failure)
        {
            folder.Dispose();
            if (Explain(failure) is { } explanation)
            {
                throw new StartupException(explanation, failure);
            }

            throw;
        }
    }

    private static void AddShared(LocalRuntimeBuilder builder, DataFolder folder, bool isAlone)
    {
        try
        {
            SharedServices.Add(builder.Shared, folder, builder.Configuration, isAlone);
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupException(exception.Message, exception); // a setting is missing or cannot be used
        }
    }

    /// <summary>What an operator can do something about, in a sentence; null for everything else.</summary>
    private static string? Explain(Exception failure) => failure switch
    {
        NewerStoreException newer => $"The store is from a newer version: {newer.Message}",
        StoreException store => $"The store cannot be used: {store.Message}",
        InvalidDataException damaged => $"{damaged.Message} Restore it from a backup.",
        UnauthorizedAccessException denied => $"The data folder cannot be used: {denied.Message}",
        _ => null,
    };

    private static async Task PrepareAsync(LocalRuntimeHost host, DataFolder folder, HostOptions options)
    {
        var services = host.AppServices("http");
        var clock = services.GetRequiredService<TimeProvider>();
        if (!options.Empty)
        {
            await new DemoWorld(services, clock).BuildAsync();
        }

        if (options.LoadUsers > 0)
        {
            await new LoadUsers(services, clock, folder).BuildAsync(options.LoadUsers);
        }
    }
}

/// <summary>A host and the data folder that it owns.</summary>
internal sealed class RunningHost(LocalRuntimeHost host, DataFolder folder, Task shutdown, MarketMaker? marketMaker) : IAsyncDisposable
{
    /// <summary>Ends when the host was asked to stop and has stopped.</summary>
    public Task Shutdown => shutdown;

    public Uri Url => host.Url;

    public async ValueTask DisposeAsync()
    {
        if (marketMaker is not null)
        {
            await marketMaker.DisposeAsync();
        }

        await host.DisposeAsync();
        folder.Dispose();
    }
}
