using CryptoVault.Storage;
using Microsoft.Extensions.Configuration;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>How to reach an Azure Cosmos DB account, and the limits of what is asked of it.</summary>
public sealed record CosmosStoreOptions
{
    /// <summary>The account's endpoint (<c>Cosmos:Endpoint</c>): https, or http on loopback.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The account's key (<c>Cosmos:Key</c>); null when a credential is given instead.</summary>
    public string? Key { get; init; }

    /// <summary>The database (<c>Cosmos:Database</c>).</summary>
    public string Database { get; init; } = "cryptovault";

    /// <summary>The containers.</summary>
    public required IReadOnlyList<ContainerDefinition> Containers { get; init; }

    /// <summary>
    /// Whether to create what is missing (<c>Cosmos:CreateContainers</c>). Without, a missing container or index is an error at
    /// start: identities without keys may not create any, infra/cosmos.bicep does.
    /// </summary>
    public bool CreateContainers { get; init; }

    /// <summary>Most request units a second that a database created here scales up to (<c>Cosmos:MaxThroughput</c>).</summary>
    public int MaxThroughput { get; init; } = 1000;

    /// <summary>HTTPS to the gateway instead of TCP to the replicas (<c>Cosmos:ConnectionMode</c> = <c>Gateway</c> or <c>Direct</c>). The emulator needs it.</summary>
    public bool UseGateway { get; init; }

    /// <summary>Longest time to open a connection (<c>Cosmos:ConnectTimeout</c>).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time of one operation with the client library's own retries (<c>Cosmos:OperationTimeout</c>).</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time to check, or create, database and containers at the start (<c>Cosmos:PrepareTimeout</c>).</summary>
    public TimeSpan PrepareTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A connection is replaced after this long, so that changes of DNS are seen (<c>Cosmos:ConnectionLifetime</c>).</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most connections to the gateway (<c>Cosmos:MaxConnections</c>).</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>How often an operation is tried when the service is throttled, busy or away (<c>Cosmos:MaxAttempts</c>).</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How often the client library itself repeats a throttled request within one try (<c>Cosmos:MaxThrottleRetries</c>).</summary>
    public int MaxThrottleRetries { get; init; } = 9;

    /// <summary>The longest that it waits for that altogether (<c>Cosmos:MaxThrottleWait</c>).</summary>
    public TimeSpan MaxThrottleWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Operations that take longer are logged (<c>Cosmos:SlowOperation</c>).</summary>
    public TimeSpan SlowOperation { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads the settings of the section <c>Cosmos</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or cannot be used; the message names it.</exception>
    public static CosmosStoreOptions From(IConfiguration configuration, IReadOnlyList<ContainerDefinition> containers)
    {
        var endpoint = configuration["Cosmos:Endpoint"] is { Length: > 0 } text ? text : throw new InvalidOperationException("The setting Cosmos:Endpoint is missing.");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
        {
            throw new InvalidOperationException("The setting Cosmos:Endpoint must be an https address (http on loopback only).");
        }

        var defaults = new CosmosStoreOptions { Endpoint = uri, Containers = containers };
        return defaults with
        {
            Key = configuration["Cosmos:Key"] is { Length: > 0 } key ? KeyOf(key) : null,
            Database = configuration["Cosmos:Database"] is { Length: > 0 } database ? database : defaults.Database,
            CreateContainers = Setting(configuration, "Cosmos:CreateContainers", uri.IsLoopback, bool.TryParse),
            UseGateway = configuration["Cosmos:ConnectionMode"] switch
            {
                null or "" => uri.IsLoopback,
                "Gateway" => true,
                "Direct" => false,
                var other => throw new InvalidOperationException($"The setting Cosmos:ConnectionMode is Gateway or Direct, not '{other}'."),
            },
            MaxThroughput = Positive(configuration, "Cosmos:MaxThroughput", defaults.MaxThroughput),
            ConnectTimeout = Positive(configuration, "Cosmos:ConnectTimeout", defaults.ConnectTimeout),
            OperationTimeout = Positive(configuration, "Cosmos:OperationTimeout", defaults.OperationTimeout),
            PrepareTimeout = Positive(configuration, "Cosmos:PrepareTimeout", defaults.PrepareTimeout),
            ConnectionLifetime = Positive(configuration, "Cosmos:ConnectionLifetime", defaults.ConnectionLifetime),
            MaxConnections = Positive(configuration, "Cosmos:MaxConnections", defaults.MaxConnections),
            MaxAttempts = Positive(configuration, "Cosmos:MaxAttempts", defaults.MaxAttempts),
            MaxThrottleRetries = Positive(configuration, "Cosmos:MaxThrottleRetries", defaults.MaxThrottleRetries),
            MaxThrottleWait = Positive(configuration, "Cosmos:MaxThrottleWait", defaults.MaxThrottleWait),
            SlowOperation = Positive(configuration, "Cosmos:SlowOperation", defaults.SlowOperation),
        };
    }

    /// <summary>The options without the key, for logs.</summary>
    public override string ToString() => $"{Endpoint} / {Database}";

    private delegate bool Parser<T>(string text, out T value);

    private static string KeyOf(string key) => Convert.TryFromBase64String(key, new byte[key.Length], out _)
        ? key
        : throw new InvalidOperationException("The setting Cosmos:Key is not an account key (Base64).");

    private static T Setting<T>(IConfiguration configuration, string name, T otherwise, Parser<T> parse)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return parse(text, out var value) ? value : throw new InvalidOperationException($"The setting {name} cannot be '{text}'.");
    }

    private static T Positive<T>(IConfiguration configuration, string name, T otherwise) where T : struct, IParsable<T>, IComparable<T>
    {
        var value = Setting(configuration, name, otherwise, (string text, out T parsed) => T.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out parsed));
        return value.CompareTo(default) > 0 ? value : throw new InvalidOperationException($"The setting {name} must be more than zero.");
    }
}
