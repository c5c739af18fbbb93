using CryptoVault.Adapters.AzureBlobs;
using CryptoVault.Adapters.Cosmos;
using CryptoVault.Adapters.Files;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Blobs;
using CryptoVault.Ids;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Hosting;

/// <summary>Adapters are chosen by configuration; a bad one is refused by the setting's name.</summary>
public sealed class StorageProvidersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Providers_OnThisMachine_AreSqliteAndFiles()
    {
        await using var services = Services(
            ("Storage:Provider", "Sqlite"), ("Storage:File", folder.File("a.db")), ("Blobs:Provider", "Files"), ("Blobs:Folder", folder.File("blobs")));

        Assert.IsType<SqliteStore>(services.GetRequiredService<IDocumentStore>());
        Assert.NotNull(services.GetService<IStoreSnapshots>());
        Assert.IsType<BlobFolder>(services.GetRequiredService<IBlobStore>());
    }

    [Fact]
    public async Task Providers_OnAzureOrItsEmulators_AreCosmosAndAzureBlobs()
    {
        await using var services = Services(
            ("Storage:Provider", "Cosmos"), ("Cosmos:Endpoint", "https://localhost:8081"), ("Cosmos:Key", "YQ=="), ("Blobs:Provider", "Azure"), ("Blobs:ConnectionString", "UseDevelopmentStorage=true"));

        Assert.IsType<CosmosStore>(services.GetRequiredService<IDocumentStore>());
        Assert.Null(services.GetService<IStoreSnapshots>());
        Assert.IsType<AzureBlobStore>(services.GetRequiredService<IBlobStore>());
    }

    [Theory]
    [InlineData("Storage:Provider", "", "Storage:Provider")]
    [InlineData("Storage:Provider", "Mongo", "known are Sqlite and Cosmos")]
    [InlineData("Cosmos:Endpoint", "", "Cosmos:Endpoint")]
    [InlineData("Cosmos:Endpoint", "http://elsewhere.example", "https")]
    [InlineData("Cosmos:Key", "", "Cosmos:Key")]
    [InlineData("Cosmos:Key", "not base64!", "Cosmos:Key")]
    [InlineData("Cosmos:ConnectionMode", "Carrier pigeon", "Gateway or Direct")]
    [InlineData("Cosmos:OperationTimeout", "soon", "Cosmos:OperationTimeout")]
    [InlineData("Cosmos:OperationTimeout", "00:00:00", "Cosmos:OperationTimeout")]
    [InlineData("Cosmos:MaxAttempts", "0", "Cosmos:MaxAttempts")]
    [InlineData("Blobs:Provider", "Ftp", "known are Files and Azure")]
    [InlineData("Blobs:ConnectionString", "", "Blobs:ConnectionString")]
    [InlineData("Blobs:OperationTimeout", "soon", "Blobs:OperationTimeout")]
    public void Providers_BadSetting_IsRefusedByName(string name, string value, string told)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Services(
            ("Storage:Provider", "Cosmos"), ("Cosmos:Endpoint", "https://localhost:8081"), ("Cosmos:Key", "YQ=="), ("Blobs:Provider", "Azure"), ("Blobs:ConnectionString", "UseDevelopmentStorage=true"), (name, value)));

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CosmosOptions_Defaults_AreAsDocumented()
    {
        var options = CosmosStoreOptions.From(Configuration(("Cosmos:Endpoint", "https://account.documents.azure.com")), []);

        Assert.Equal(
            (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromHours(1), false, false),
            (options.ConnectTimeout, options.OperationTimeout, options.ConnectionLifetime, options.UseGateway, options.CreateContainers));
        Assert.DoesNotContain("Key", (options with { Key = "secret" }).ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("https://localhost:8081", "localhost", true)]
    [InlineData("https://127.0.0.1:8081", "127.0.0.1", true)]
    [InlineData("https://localhost:8081", "account.documents.azure.com", false)]
    public void Certificate_OfTheEmulator_IsAcceptedOnLoopbackOnly(string endpoint, string host, bool accepted)
    {
        using var handler = CosmosClients.Handler(new CosmosStoreOptions { Endpoint = new Uri(endpoint), Containers = [] });
        using var elsewhere = CosmosClients.Handler(new CosmosStoreOptions { Endpoint = new Uri("https://account.documents.azure.com"), Containers = [] });

        Assert.NotNull(handler.SslOptions.RemoteCertificateValidationCallback);
        Assert.Null(elsewhere.SslOptions.RemoteCertificateValidationCallback);
        Assert.Equal(accepted, CosmosClients.IsLoopback(host));
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var configuration = Configuration(settings);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<IIds, UuidV7Ids>();
        services.AddConfiguredStore(configuration, ContainerCatalog.Product);
        services.AddConfiguredBlobs(configuration);
        return services.BuildServiceProvider();
    }

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)).GroupBy(pair => pair.Key).Select(group => group.Last())).Build();
}
