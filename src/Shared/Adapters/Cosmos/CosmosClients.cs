using System.Net.Security;
using Azure.Core;
using Microsoft.Azure.Cosmos;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>Makes the client of an account: time-outs, pools, consistency, and whose certificate is trusted.</summary>
internal static class CosmosClients
{
    /// <param name="options">The account.</param>
    /// <param name="credential">Signs in where the options have no key.</param>
    /// <param name="http">What carries the requests to the gateway; null for the network.</param>
    public static CosmosClient Create(CosmosStoreOptions options, TokenCredential? credential, Func<HttpMessageHandler>? http)
    {
        var client = new CosmosClientOptions
        {
            ApplicationName = "CryptoVault",
            ConsistencyLevel = ConsistencyLevel.Session,
            EnableContentResponseOnWrite = false,
            RequestTimeout = options.OperationTimeout,
            MaxRetryAttemptsOnRateLimitedRequests = options.MaxThrottleRetries,
            MaxRetryWaitTimeOnRateLimitedRequests = options.MaxThrottleWait,

            // An emulator names itself by addresses that may not be reachable from here.
            LimitToEndpoint = options.Endpoint.IsLoopback,
            CosmosClientTelemetryOptions = new CosmosClientTelemetryOptions { DisableSendingMetricsToService = true },
        };
        if (options.UseGateway)
        {
            client.ConnectionMode = ConnectionMode.Gateway;
        }
        else
        {
            client.ConnectionMode = ConnectionMode.Direct;
            client.OpenTcpConnectionTimeout = options.ConnectTimeout;
            client.IdleTcpConnectionTimeout = options.ConnectionLifetime < MinIdleTcp ? MinIdleTcp : options.ConnectionLifetime;
        }

        // Direct mode, too, asks the gateway for the account, the containers and their partitions.
        client.HttpClientFactory = () => new HttpClient(http?.Invoke() ?? Handler(options)) { Timeout = Timeout.InfiniteTimeSpan };
        var endpoint = options.Endpoint.ToString();
        return options.Key is { } key ? new CosmosClient(endpoint, key, client)
            : credential is not null ? new CosmosClient(endpoint, credential, client)
            : throw new InvalidOperationException("The setting Cosmos:Key is missing, and there is no other credential.");
    }

    /// <summary>The least that the client library accepts.</summary>
    private static readonly TimeSpan MinIdleTcp = TimeSpan.FromMinutes(10);

    internal static SocketsHttpHandler Handler(CosmosStoreOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            MaxConnectionsPerServer = options.MaxConnections,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        if (options.Endpoint.IsLoopback)
        {
            // The emulator's certificate is its own. Nobody but this machine can answer on loopback; anywhere else it must be valid.
            handler.SslOptions.RemoteCertificateValidationCallback = (sender, _, _, errors) =>
                errors == SslPolicyErrors.None || (sender is SslStream stream && IsLoopback(stream.TargetHostName));
        }

        return handler;
    }

    internal static bool IsLoopback(string host) => Uri.TryCreate($"https://{(host.Contains(':') ? $"[{host}]" : host)}/", UriKind.Absolute, out var uri) && uri.IsLoopback;
}
