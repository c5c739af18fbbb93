using Microsoft.Extensions.Configuration;

namespace CryptoVault.Adapters.AzureBlobs;

/// <summary>How to reach an Azure Storage account's blobs, and the limits of what is asked of it.</summary>
public sealed record AzureBlobOptions
{
    /// <summary>A connection string (<c>Blobs:ConnectionString</c>); null when there is an endpoint.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The blob service's address (<c>Blobs:Endpoint</c>), for a signed-in identity.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Whether to create containers that are missing (<c>Blobs:CreateContainers</c>).</summary>
    public bool CreateContainers { get; init; } = true;

    /// <summary>Longest time to open a connection (<c>Blobs:ConnectTimeout</c>).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time of one try of one request (<c>Blobs:OperationTimeout</c>).</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection is replaced after this long (<c>Blobs:ConnectionLifetime</c>).</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a request is repeated that failed for a passing reason (<c>Blobs:MaxRetries</c>).</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>Reads the settings of the section <c>Blobs</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or cannot be used; the message names it.</exception>
    public static AzureBlobOptions From(IConfiguration configuration)
    {
        var defaults = new AzureBlobOptions();
        var connection = configuration["Blobs:ConnectionString"] is { Length: > 0 } text ? text : null;
        Uri? endpoint = null;
        if (connection is null && !(Uri.TryCreate(configuration["Blobs:Endpoint"], UriKind.Absolute, out endpoint) && endpoint.Scheme == Uri.UriSchemeHttps))
        {
            throw new InvalidOperationException("The setting Blobs:ConnectionString, or Blobs:Endpoint with an https address, is missing.");
        }

        return defaults with
        {
            ConnectionString = connection,
            Endpoint = endpoint,
            CreateContainers = !bool.TryParse(configuration["Blobs:CreateContainers"], out var create) || create,
            ConnectTimeout = Time(configuration, "Blobs:ConnectTimeout", defaults.ConnectTimeout),
            OperationTimeout = Time(configuration, "Blobs:OperationTimeout", defaults.OperationTimeout),
            ConnectionLifetime = Time(configuration, "Blobs:ConnectionLifetime", defaults.ConnectionLifetime),
            MaxRetries = int.TryParse(configuration["Blobs:MaxRetries"], out var retries) && retries >= 0 ? retries : defaults.MaxRetries,
        };
    }

    /// <summary>The options without the key, for logs.</summary>
    public override string ToString() => Endpoint?.ToString() ?? "connection string";

    private static TimeSpan Time(IConfiguration configuration, string name, TimeSpan otherwise) =>
        configuration[name] is not { Length: > 0 } text ? otherwise
        : TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero ? time
        : throw new InvalidOperationException($"The setting {name} is a time such as 00:00:30, not '{text}'.");
}
