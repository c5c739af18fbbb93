using CryptoVault.Streams;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hubs;

/// <summary>
/// Makes each connection of a hub a stream with a bounded queue of its own, and sends from it the bytes that all share. So
/// a connection that takes nothing holds up nobody, and is closed with the reason.
/// </summary>
internal sealed class HubPump<THub>(string hub, HubConnections hubs, StreamConnections streams, ILoggerFactory logging)
    : DefaultHubLifetimeManager<THub>(logging.CreateLogger<DefaultHubLifetimeManager<THub>>())
    where THub : PushHub
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private readonly ILogger logger = logging.CreateLogger<HubPump<THub>>();

    /// <inheritdoc />
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        var client = HubGate.ClientOf(connection);
        var entered = streams.Enter(client, takesHeartbeats: false);
        if (!entered.IsSuccess)
        {
            throw new HubException(entered.Error.Code);
        }

        await base.OnConnectedAsync(connection);
        var stream = entered.Value;
        connection.ConnectionAborted.UnsafeRegister(static state => ((StreamConnection)state!).Dispose(), stream);
        hubs.Add(hub, connection.ConnectionId, stream);
        _ = SendAsync(connection, stream);
    }

    private async Task SendAsync(HubConnectionContext connection, StreamConnection stream)
    {
        try
        {
            var closing = CloseWhenEndedAsync(connection, stream);
            while (await stream.WaitAsync())
            {
                while (stream.Reason is null && stream.TryNext(out var next))
                {
                    await connection.WriteAsync(next.HubMessage, connection.ConnectionAborted);
                }
            }

            await closing;
        }
        catch (OperationCanceledException)
        {
            connection.Abort(); // it takes nothing, not even why
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "A connection of the hub {Hub} cannot be sent to.", hub);
            connection.Abort();
        }
    }

    /// <summary>Closes the connection with the reason, beside the pump, which may hang on a client that takes nothing.</summary>
    private static async Task CloseWhenEndedAsync(HubConnectionContext connection, StreamConnection stream)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stream.Ended.UnsafeRegister(static state => ((TaskCompletionSource)state!).SetResult(), ended);
        await ended.Task;
        if (connection.ConnectionAborted.IsCancellationRequested)
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionAborted);
        patience.CancelAfter(Farewell);
        try
        {
            await connection.WriteAsync(new CloseMessage(stream.Reason, allowReconnect: true), patience.Token);
        }
        finally
        {
            connection.Abort();
        }
    }
}
