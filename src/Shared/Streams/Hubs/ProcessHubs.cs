using CryptoVault.MarketData.Streams;
using CryptoVault.Results;
using CryptoVault.Security;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Streams;

/// <summary>Hubs in this process: their connections are streams like those of Server-Sent Events, so that nothing needs to be published for them.</summary>
public sealed class ProcessHubs(HubConnections connections, IServiceProvider services, IKeyRing keys, StreamOptions options, TimeProvider clock) : IHubs
{
    /// <summary>What the key of hub tokens is derived for.</summary>
    public const string KeyPurpose = "hub-tokens";

    private readonly byte[] key = keys.Derive(KeyPurpose);

    /// <inheritdoc />
    public bool AreElsewhere => false;

    /// <summary>Where clients connect to a hub after they negotiated; also the audience of its tokens.</summary>
    public static string PathOf(string hub) => $"/hubs/{hub}/connection";

    /// <inheritdoc />
    public HubInvitation Invite(string hub, StreamClient client, string self)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new HubInvitation(self + PathOf(hub), HubTokens.Of(client, key, PathOf(hub), clock.GetUtcNow() + options.HubTokenLifetime));
    }

    /// <inheritdoc />
    public async Task<Result<Unit>> SubscribeAsync(string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation) =>
        await connections.FindAsync(HubNames.Market, connectionId, clock, cancellation) is { } connection
            ? await services.GetRequiredService<MarketStreams>().JoinAsync(connection, topics, cancellation)
            : new ConnectionNotFound();

    /// <inheritdoc />
    public Task<Result<Unit>> UnsubscribeAsync(string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation)
    {
        if (connections.Find(HubNames.Market, connectionId) is not { } connection)
        {
            return Task.FromResult<Result<Unit>>(new ConnectionNotFound());
        }

        services.GetRequiredService<MarketStreams>().Leave(connection, topics);
        return Task.FromResult<Result<Unit>>(Unit.Value);
    }

    /// <inheritdoc />
    public void Publish(string topic, StreamMessage message) => throw new NotSupportedException("The connections are here.");

    /// <inheritdoc />
    public void PublishToUser(string userId, StreamMessage message) => throw new NotSupportedException("The connections are here.");

    /// <inheritdoc />
    public void CloseUser(string userId, string reason) => throw new NotSupportedException("The connections are here.");
}
