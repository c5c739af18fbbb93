using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoVault.Adapters.Cosmos;
using CryptoVault.Hosting;
using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Hosting;

/// <summary>What is deployed has the containers, indexes and queues that the code uses.</summary>
public sealed partial class InfrastructureTests
{
    private static readonly string Infra = Path.Combine(Root(), "infra");

    [Fact]
    public void Cosmos_Containers_AreThoseOfTheCatalogWithTheirIndexes()
    {
        var expected = ContainerCatalog.Product
            .Select(container => $"{container.Name}: {Told(container.Indexes.Select(index => string.Join(" ", index.Fields)))}");
        var deployed = ContainerLine().Matches(File.ReadAllText(Path.Combine(Infra, "cosmos.bicep")))
            .Select(match => $"{match.Groups[1].Value}: {Told(IndexList().Matches(match.Groups[2].Value).Select(index => index.Groups[1].Value.Replace("'", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)))}");

        Assert.Equal(expected.Order(StringComparer.Ordinal), deployed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Cosmos_IndexPolicy_IsThatOfTheAdapter()
    {
        var policy = ContainerSetup.Properties(new ContainerDefinition("users") { Indexes = [new IndexDefinition("i", "field")] });
        var bicep = File.ReadAllText(Path.Combine(Infra, "cosmos.bicep"));

        Assert.Equal(["/field", "/id", "/partition"], policy.IndexingPolicy.CompositeIndexes.Single().Select(path => path.Path));
        Assert.Contains("compositeIndexes: map(item.indexes, index => map(concat(index, ['id', 'partition'])", bicep, StringComparison.Ordinal);
        Assert.Equal(["/field/?", "/partition/?"], policy.IndexingPolicy.IncludedPaths.Select(path => path.Path));
        Assert.Contains("includedPaths: map(union(flatten(item.indexes), ['partition'])", bicep, StringComparison.Ordinal);
        Assert.Equal((-1, "/partition"), (policy.DefaultTimeToLive, policy.PartitionKeyPath));
        Assert.Contains("defaultTtl: -1", bicep, StringComparison.Ordinal);
        Assert.Contains("paths: ['/partition'], kind: 'Hash', version: 2", bicep, StringComparison.Ordinal);
    }

    [Fact]
    public void ServiceBus_Queues_AreThoseOfTheCode()
    {
        var expected = typeof(Queues).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal).ToList();
        var bicep = QueueLine().Matches(File.ReadAllText(Path.Combine(Infra, "servicebus.bicep"))).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value == "true");
        using var emulator = JsonDocument.Parse(File.ReadAllText(Path.Combine(Infra, "emulators", "servicebus.json")));
        var emulated = emulator.RootElement.GetProperty("UserConfig").GetProperty("Namespaces")[0].GetProperty("Queues").EnumerateArray().ToDictionary(
            queue => queue.GetProperty("Name").GetString()!, queue => queue.GetProperty("Properties").GetProperty("RequiresSession").GetBoolean());

        Assert.Equal(expected, bicep.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(bicep.OrderBy(queue => queue.Key, StringComparer.Ordinal), emulated.OrderBy(queue => queue.Key, StringComparer.Ordinal));
    }

    private static string Told(IEnumerable<string> indexes) => string.Join(", ", indexes.Distinct().Order(StringComparer.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\{\s*name: '([a-z-]+)',?\s*indexes: \[(.*?)\]\s*\}", RegexOptions.Singleline)]
    private static partial Regex ContainerLine();

    [GeneratedRegex(@"\[([^\[\]]+)\]")]
    private static partial Regex IndexList();

    [GeneratedRegex(@"\{ name: '([a-z-]+)', sessions: (true|false) \}")]
    private static partial Regex QueueLine();
}
