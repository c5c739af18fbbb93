using System.Net.WebSockets;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Streams and hubs.</summary>
internal static class StreamRecipes
{
    private const string Topic = "trades:BTC-USDT";
    private static readonly byte[] Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray();
    private static readonly Dictionary<Cast, (ClientWebSocket Socket, string ConnectionId)> Connections = [];
    private static readonly SemaphoreSlim Connecting = new(1, 1);

    public static Recipe[] All { get; } =
    [
        new("MarketStream", (_, _) => Recipes.Plain("api/v1/stream/market?symbols=BTC-USDT&channels=trades")),
        new("SubscribeToTopics", async (cast, _) => new Call("api/v1/stream/subscriptions", await TopicsAsync(cast))),
        new("UnsubscribeFromTopics", async (cast, _) => new Call("api/v1/stream/subscriptions/end", await TopicsAsync(cast))),
    ];

    /// <summary>A wish for a topic, for a connection to the market hub that is there as long as the cast.</summary>
    private static async Task<JsonObject> TopicsAsync(Cast cast)
    {
        await Connecting.WaitAsync();
        try
        {
            if (!Connections.TryGetValue(cast, out var connection))
            {
                Connections[cast] = connection = await ConnectAsync(cast.Api);
            }

            return new JsonObject { ["connectionId"] = connection.ConnectionId, ["topics"] = new JsonArray(Topic) };
        }
        finally
        {
            Connecting.Release();
        }
    }

    private static async Task<(ClientWebSocket Socket, string ConnectionId)> ConnectAsync(Api api)
    {
        var token = (await api.PostAsync("hubs/market/negotiate?negotiateVersion=1")).Expect(200)["accessToken"];
        var negotiated = (await api.PostAsync("hubs/market/connection/negotiate?negotiateVersion=1", token: token)).Expect(200);
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{api.Host.Authority}/hubs/market/connection?id={negotiated["connectionToken"]}&access_token={token}"), CancellationToken.None);
        await socket.SendAsync(Handshake, WebSocketMessageType.Text, true, CancellationToken.None);
        await socket.ReceiveAsync(new byte[64], CancellationToken.None); // {}: the hub has it
        return (socket, negotiated["connectionId"]);
    }
}
