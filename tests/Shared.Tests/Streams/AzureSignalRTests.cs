using System.Net;
using System.Text.Json;
using CryptoVault.Adapters.AzureSignalR;
using CryptoVault.MarketData.Streams;
using CryptoVault.Streams;
using CryptoVault.Streams.UserEvents;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Streams;

/// <summary>What is sent to Azure SignalR Service: the data plane's paths, and tokens for exactly those.</summary>
public sealed class AzureSignalRTests : IDisposable
{
    private readonly Service service = new();
    private readonly HttpClient http;
    private readonly UserEventSignals signals = new();
    private readonly AzureSignalRHubs hubs;

    public AzureSignalRTests()
    {
        http = new HttpClient(service);
        hubs = new AzureSignalRHubs(
            http, AzureSignalROptions.Parse("Endpoint=https://vault.service.signalr.net/;AccessKey=a+key=;Version=1.0;"), signals, new StreamOptions(), new FakeTimeProvider(),
            NullLogger<AzureSignalRHubs>.Instance);
    }

    public void Dispose()
    {
        hubs.Dispose();
        http.Dispose();
        service.Dispose();
    }

    [Fact]
    public void Invite_User_NamesTheServiceAndTheUser()
    {
        var invitation = hubs.Invite(HubNames.User, new StreamClient(1, "ana"), "http://here");

        Assert.Equal("https://vault.service.signalr.net/client/?hub=user", invitation.Url);
        var claims = Claims(invitation.AccessToken);
        Assert.Equal((invitation.Url, "ana"), (claims.GetProperty("aud").GetString(), claims.GetProperty("nameid").GetString()));
    }

    [Fact]
    public async Task Messages_OfTopicsAndUsers_GoToGroupsAndUsersInOrder()
    {
        await hubs.StartAsync(CancellationToken.None);
        hubs.Publish("depth:BTC-USDT", StreamMessage.Of("depth", "BTC-USDT:1", "{\"a\":1}"u8.ToArray()));
        signals.Announce("ana", UserEventsDocument.Of(7, false, DateTimeOffset.UnixEpoch, [new UserEvent("order", "{}"u8.ToArray()), new UserEvent("trade", "{}"u8.ToArray())]));
        hubs.CloseUser("ana", StreamEnds.SessionEnded);
        await Eventually.IsTrueAsync(() => service.Count == 4);
        await hubs.StopAsync(CancellationToken.None);

        Assert.Contains("POST /api/hubs/market/groups/depth%3ABTC-USDT/:send?api-version=2022-06-01 {\"target\":\"depth\",\"arguments\":[{\"a\":1}]}", service.Requests);
        var toAna = service.Requests.Where(request => request.Contains("/users/ana/", StringComparison.Ordinal)).ToList();
        Assert.Contains("\"target\":\"order\"", toAna[0], StringComparison.Ordinal);
        Assert.Contains("\"sequence\":\"8\"", toAna[1], StringComparison.Ordinal);
        Assert.StartsWith("POST /api/hubs/user/users/ana/:closeConnections?reason=SESSION_ENDED&", toAna[2], StringComparison.Ordinal);
        Assert.All(service.Tokens, token => Assert.DoesNotContain('?', Claims(token.Token).GetProperty("aud").GetString()!));
        Assert.All(service.Tokens, token => Assert.Equal(token.Url, Claims(token.Token).GetProperty("aud").GetString()));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, null)]
    [InlineData(HttpStatusCode.NotFound, "CONNECTION_NOT_FOUND")]
    [InlineData(HttpStatusCode.InternalServerError, "SERVICE_UNAVAILABLE")]
    public async Task Subscribe_Answered_SaysWhatTheServiceSays(HttpStatusCode status, string? code)
    {
        service.Status = status;

        var subscribed = await hubs.SubscribeAsync("c 1", [MarketTopic.Parse("candles:BTC-USDT:1m")!], CancellationToken.None);

        Assert.Equal(code, subscribed.Error?.Code);
        Assert.Equal("PUT /api/hubs/market/groups/candles%3ABTC-USDT%3A1m/connections/c%201?api-version=2022-06-01 ", Assert.Single(service.Requests));
    }

    private static JsonElement Claims(string token) => JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));

    private sealed class Service : HttpMessageHandler
    {
        private readonly List<string> requests = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.Accepted;

        public List<(string Url, string Token)> Tokens { get; } = [];

        public IReadOnlyList<string> Requests
        {
            get
            {
                lock (requests)
                {
                    return [.. requests];
                }
            }
        }

        public int Count => Requests.Count;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            lock (requests)
            {
                requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {body}");
                Tokens.Add((request.RequestUri.GetLeftPart(UriPartial.Path), request.Headers.Authorization!.Parameter!));
            }

            return new HttpResponseMessage(Status);
        }
    }
}
