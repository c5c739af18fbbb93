using System.Net;
using CryptoVault.Accounts;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Adapters.Files;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Blobs;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime;
using CryptoVault.Messaging;
using CryptoVault.Protection;
using CryptoVault.RateLimits;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Functions.Http.Tests.Hosting;

/// <summary>
/// The HTTP app on the local runtime, on a free port, with a store of its own in a temporary folder. Tests drive
/// it over HTTP, as clients do.
/// </summary>
internal sealed class HttpAppHost : IAsyncDisposable
{
    private readonly LocalRuntimeHost host;
    private readonly string folder;

    private HttpAppHost(LocalRuntimeHost host, string folder, SqliteStore store, ShiftedClock clock, LogLines logs)
    {
        this.host = host;
        this.folder = folder;
        Store = store;
        Clock = clock;
        Logs = logs;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}/") };
    }

    public HttpClient Client { get; }

    public SqliteStore Store { get; }

    public ShiftedClock Clock { get; }

    public LogLines Logs { get; }

    public string Folder => folder;

    /// <summary>The first administrator's set-up code, as the operator finds it.</summary>
    public string SetupCode => File.ReadAllText(Path.Combine(folder, "admin-setup-code.txt")).Trim();

    /// <summary>The HTTP app's services.</summary>
    public IServiceProvider Services => host.AppServices("http");

    /// <summary>The services that the apps share.</summary>
    public IServiceProvider Shared => host.Services;

    public static Task<HttpAppHost> StartAsync(Action<IServiceCollection>? services = null, params Type[] functions) =>
        StartAsync(new Dictionary<string, string?>(), services, functions);

    /// <summary>Starts a host with settings of its own.</summary>
    public static async Task<HttpAppHost> StartAsync(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? services = null, params Type[] functions)
    {
        var folder = Directory.CreateTempSubdirectory("cryptovault-http-").FullName;
        var clock = new ShiftedClock();
        var logs = new LogLines();
        var store = SqliteStore.Open(
            new SqliteStoreOptions { File = Path.Combine(folder, "test.db"), Containers = TestContainers.All }, clock, NullLogger<SqliteStore>.Instance);

        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Address = IPAddress.Loopback, Port = 0 });
        builder.Logging.AddProvider(logs);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Accounts:PasswordIterations"] = "1000", // the cost of hashing is not what these tests are about
            ["Accounts:DevicesByNetwork"] = "true", // as on the local host; tests about devices switch it off
            ["Accounts:AdminSetupCodeFile"] = Path.Combine(folder, "admin-setup-code.txt"),
            ["Mail:Outbox"] = Path.Combine(folder, "outbox"),
        });
        builder.Configuration.AddInMemoryCollection(WideLimits);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Shared.AddSingleton<TimeProvider>(clock);
        builder.Shared.AddSingleton<IIds, UuidV7Ids>();
        builder.Shared.AddSqliteStore(store);
        builder.Shared.AddSingleton<IMessageBus, KeepingBus>();
        builder.Shared.AddSingleton(new PartitionOptions { ExclusiveProcess = true });
        builder.Shared.AddSingleton<PersonalKeys>();
        builder.Shared.AddSingleton<Partitions>();
        builder.Shared.AddSingleton<IRandomness, SystemRandomness>();
        builder.Shared.AddSingleton<IBlobStore>(provider => new BlobFolder(Path.Combine(folder, "blobs"), provider.GetRequiredService<IIds>(), clock));
        builder.Shared.AddSingleton<IKeyRing>(provider =>
            KeyRingFile.Open(Path.Combine(folder, "keys.json"), clock, provider.GetRequiredService<IRandomness>()));
        builder.Shared.AddSingleton<IServiceKeys>(provider =>
            ServiceKeysFile.Open(Path.Combine(folder, "service-keys.json"), clock, provider.GetRequiredService<IRandomness>()));
        builder.Shared.AddSingleton<ISetupCodePlace>(provider => new SetupCodeFile(
            new AccountOptions { AdminSetupCodeFile = Path.Combine(folder, "admin-setup-code.txt") }, TextWriter.Null));
        builder.AddApp("http", typeof(HttpApp).Assembly, Configure);
        if (functions.Length > 0)
        {
            builder.AddApp("test", typeof(HttpAppHost).Assembly, Configure, functions.Contains);
        }

        var host = builder.Build();
        await host.StartAsync();
        return new HttpAppHost(host, folder, store, clock, logs);

        void Configure(IFunctionsWorkerApplicationBuilder worker)
        {
            worker.Services.AddHttpApp(builder.Configuration);
            services?.Invoke(worker.Services);
            worker.UseHttpApp();
        }
    }

    /// <summary>Limits that only tests about limits meet: all requests here come from one address.</summary>
    private static Dictionary<string, string?> WideLimits { get; } =
        (from kind in Enum.GetNames<RateLimitKind>()
         from setting in new[] { ("Tokens", "100000"), ("Period", "00:00:01"), ("Burst", "100000") }
         select ($"RateLimits:{kind}:{setting.Item1}", setting.Item2)).ToDictionary(one => one.Item1, one => (string?)one.Item2);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

internal static class TestContainers
{
    public static IReadOnlyList<ContainerDefinition> All { get; } = [.. ContainerCatalog.Product, .. ContainerCatalog.Embedded];
}

/// <summary>A bus that keeps what was published.</summary>
internal sealed class KeepingBus : IMessageBus
{
    private readonly List<OutboxItem> items = [];

    public IReadOnlyList<OutboxItem> Items
    {
        get
        {
            lock (items)
            {
                return [.. items];
            }
        }
    }

    public ValueTask PublishAsync(OutboxItem item, CancellationToken cancellation = default)
    {
        lock (items)
        {
            items.Add(item);
        }

        return ValueTask.CompletedTask;
    }
}
