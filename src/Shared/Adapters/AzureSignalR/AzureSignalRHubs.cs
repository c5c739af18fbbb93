using System.Net.Http.Headers;
using System.Threading.Channels;
using CryptoVault.MarketData.Streams;
using CryptoVault.Results;
using CryptoVault.Streams;
using CryptoVault.Streams.UserEvents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.AzureSignalR;

/// <summary>
/// Hubs of Azure SignalR Service in its serverless mode: clients connect there, and this process sends by its REST API
/// (data plane, version 2022-06-01; tokens are JWTs with HMAC-SHA256 of the access key, whose audience is the URL without
/// its query). Topics are groups. What is sent waits in bounded queues, in order per group and user; what does not fit is left
/// out, and clients see the gap by the sequences.
/// </summary>
public sealed class AzureSignalRHubs : BackgroundService, IHubs
{
    private const string ApiVersion = "api-version=2022-06-01";
    private const int Queues = 8;
    private const int MaxWaiting = 5_000;
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);

    private readonly Channel<(HttpMethod Method, string Path, string Query, byte[]? Body)>[] waiting;
    private readonly HttpClient http;
    private readonly AzureSignalROptions service;
    private readonly StreamOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<AzureSignalRHubs> logger;

    /// <summary>Creates the adapter; it tells users' connections what commits of this process tell.</summary>
    public AzureSignalRHubs(HttpClient http, AzureSignalROptions service, UserEventSignals signals, StreamOptions options, TimeProvider clock, ILogger<AzureSignalRHubs> logger)
    {
        ArgumentNullException.ThrowIfNull(signals);
        (this.http, this.service, this.options, this.clock, this.logger) = (http, service, options, clock, logger);
        waiting = [.. Enumerable.Range(0, Queues).Select(static _ => Channel.CreateBounded<(HttpMethod, string, string, byte[]?)>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true }))];
        signals.Listen(Tell);
    }

    /// <inheritdoc />
    public bool AreElsewhere => true;

    /// <inheritdoc />
    public HubInvitation Invite(string hub, StreamClient client, string self)
    {
        ArgumentNullException.ThrowIfNull(client);
        var audience = $"{service.Endpoint}/client/?hub={hub}";
        return new HubInvitation(audience, HubTokens.Sign(service.Key, audience, clock.GetUtcNow() + options.HubTokenLifetime, ("nameid", client.UserId)));
    }

    /// <inheritdoc />
    public Task<Result<Unit>> SubscribeAsync(string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation) =>
        ChangeGroupsAsync(HttpMethod.Put, connectionId, topics, cancellation);

    /// <inheritdoc />
    public Task<Result<Unit>> UnsubscribeAsync(string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation) =>
        ChangeGroupsAsync(HttpMethod.Delete, connectionId, topics, cancellation);

    /// <inheritdoc />
    public void Publish(string topic, StreamMessage message) => Enqueue(GroupPath(topic) + "/:send", ApiVersion, BodyOf(message));

    /// <inheritdoc />
    public void PublishToUser(string userId, StreamMessage message) => Enqueue(UserPath(userId) + "/:send", ApiVersion, BodyOf(message));

    /// <inheritdoc />
    public void CloseUser(string userId, string reason) => Enqueue(UserPath(userId) + "/:closeConnections", $"reason={reason}&{ApiVersion}", null);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(waiting.Select(queue => SendAllAsync(queue.Reader, stoppingToken)));

    private static string GroupPath(string topic) => $"/api/hubs/{HubNames.Market}/groups/{Uri.EscapeDataString(topic)}";

    private static string UserPath(string userId) => $"/api/hubs/{HubNames.User}/users/{Uri.EscapeDataString(userId)}";

    private static byte[] BodyOf(StreamMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return [.. "{\"target\":\""u8, .. System.Text.Encoding.UTF8.GetBytes(message.Name), .. "\",\"arguments\":["u8, .. message.Data.Span, .. "]}"u8];
    }

    private void Tell(string userId, UserEventsDocument document)
    {
        for (var i = 0; i < document.Events.Count; i++)
        {
            PublishToUser(userId, ReadUserEvents.MessageOf(document, i));
        }
    }

    private void Enqueue(string path, string query, byte[]? body)
    {
        var target = path[..path.LastIndexOf('/')];
        var hash = target.Aggregate(17u, static (sum, character) => (sum * 31) + character);
        if (!waiting[hash % Queues].Writer.TryWrite((HttpMethod.Post, path, query, body)))
        {
            logger.LogWarning("Azure SignalR Service takes messages too slowly; one for {Target} is left out.", target);
        }
    }

    private async Task SendAllAsync(ChannelReader<(HttpMethod Method, string Path, string Query, byte[]? Body)> queue, CancellationToken cancellation)
    {
        try
        {
            await foreach (var (method, path, query, body) in queue.ReadAllAsync(cancellation))
            {
                try
                {
                    using var answer = await SendAsync(method, path, query, body, cancellation);
                    if (!answer.IsSuccessStatusCode)
                    {
                        logger.LogWarning("Azure SignalR Service answered {Status} to {Path}.", (int)answer.StatusCode, path);
                    }
                }
                catch (HttpRequestException failure)
                {
                    logger.LogWarning(failure, "Azure SignalR Service cannot be reached; a message is left out.");
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            logger.LogDebug("Sending to Azure SignalR Service ends.");
        }
    }

    private async Task<Result<Unit>> ChangeGroupsAsync(HttpMethod method, string connectionId, IReadOnlyList<MarketTopic> topics, CancellationToken cancellation)
    {
        foreach (var topic in topics)
        {
            using var answer = await SendAsync(method, $"{GroupPath(topic.ToString())}/connections/{Uri.EscapeDataString(connectionId)}", ApiVersion, null, cancellation);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                return new ConnectionNotFound();
            }

            if (!answer.IsSuccessStatusCode)
            {
                return new ServiceUnavailable("The hubs cannot be reached now. Repeat the same request.", TimeSpan.FromSeconds(1));
            }
        }

        return Unit.Value;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string query, byte[]? body, CancellationToken cancellation)
    {
        var url = service.Endpoint + path;
        using var request = new HttpRequestMessage(method, new Uri($"{url}?{query}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", HubTokens.Sign(service.Key, url, clock.GetUtcNow() + TokenLifetime));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await http.SendAsync(request, cancellation);
    }
}
