using CryptoVault.MarketData.Streams;
using CryptoVault.Results;
using CryptoVault.Streams;

namespace CryptoVault.Shared.Tests.MarketData.Streams;

/// <summary>Hubs that nobody connects to.</summary>
internal sealed class NoHubs : IHubs
{
    public bool AreElsewhere => false;

    public HubInvitation Invite(string hub, StreamClient client, string self) => new(self, "");

    public Task<Result<Unit>> SubscribeAsync(string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation) =>
        Task.FromResult<Result<Unit>>(new ConnectionNotFound());

    public Task<Result<Unit>> UnsubscribeAsync(string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation) =>
        Task.FromResult<Result<Unit>>(new ConnectionNotFound());

    public void Publish(string topic, StreamMessage message)
    {
    }

    public void PublishToUser(string userId, StreamMessage message)
    {
    }

    public void CloseUser(string userId, string reason)
    {
    }
}
