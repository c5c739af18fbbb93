using CryptoVault.MarketData.Streams;
using CryptoVault.Results;

namespace CryptoVault.Streams;

/// <summary>The SignalR hubs.</summary>
public static class HubNames
{
    /// <summary>Public market data.</summary>
    public const string Market = "market";

    /// <summary>A user's private events.</summary>
    public const string User = "user";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Market, User];
}

/// <summary>Where a client connects to a hub, and the token that lets it in.</summary>
/// <param name="Url">The absolute URL.</param>
/// <param name="AccessToken">Good for a short time, for this hub and this client.</param>
public sealed record HubInvitation(string Url, string AccessToken);

/// <summary>There is no connection of this id, or not of this client.</summary>
public sealed record ConnectionNotFound() : NotFoundError("CONNECTION_NOT_FOUND", "There is no such connection now. Connect, and send the id that the connection has.");

/// <summary>
/// The port of real-time messages to SignalR clients: hubs in this process, or Azure SignalR Service. They only push;
/// what a client wants to be told, it asks for over HTTP.
/// </summary>
public interface IHubs
{
    /// <summary>True when the connections are elsewhere, so that everything must be published that somebody might want.</summary>
    bool AreElsewhere { get; }

    /// <summary>Lets a client in.</summary>
    /// <param name="hub">One of <see cref="HubNames"/>.</param>
    /// <param name="client">Who it is.</param>
    /// <param name="self">The URL that it calls this service by, without a slash at its end.</param>
    HubInvitation Invite(string hub, StreamClient client, string self);

    /// <summary>Tells a connection of the market hub of topics from now on.</summary>
    Task<Result<Unit>> SubscribeAsync(string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation);

    /// <summary>Tells a connection of the market hub of topics no longer.</summary>
    Task<Result<Unit>> UnsubscribeAsync(string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation);

    /// <summary>Sends an event to those who subscribed to its topic elsewhere. Never waits.</summary>
    void Publish(string topic, StreamMessage message);

    /// <summary>Sends a private event to its user's connections elsewhere. Never waits.</summary>
    void PublishToUser(string userId, StreamMessage message);

    /// <summary>Closes a user's connections elsewhere. Never waits.</summary>
    void CloseUser(string userId, string reason);
}
