using Azure.Messaging.ServiceBus;
using CryptoVault.Functions.Workflows.Queueing;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Orders;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Markets;

/// <summary>Feeds the matching engines: one session per market, so that its commands come in order, one batch at a time.</summary>
public sealed class MarketCommandFunctions(MarketEngines engines, RejectLostOrders rejectLostOrders, TickMarkets tickMarkets, ILogger<MarketCommandFunctions> logger)
{
    /// <summary>Applies a market's next commands; messages are settled one by one.</summary>
    [Function("ApplyMarketCommands")]
    public async Task ApplyAsync(
        [ServiceBusTrigger(Queues.MarketCommands, Connection = "ServiceBus", IsSessionsEnabled = true, IsBatched = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions)
    {
        var commands = new List<MarketCommand>(messages.Length);
        var sources = new List<ServiceBusReceivedMessage>(messages.Length);
        foreach (var message in messages)
        {
            // What cannot be read ends its order; only what names no order is put aside.
            var command = MarketCommand.Read(message.Body.ToMemory().Span)
                ?? MarketCommand.RejectionOf(message.MessageId, message.EnqueuedTime, "MALFORMED_COMMAND");
            if (command is null)
            {
                logger.LogError("Message {MessageId} is no market command.", message.MessageId);
                await actions.DeadLetterMessageAsync(message, deadLetterReason: "MALFORMED_COMMAND");
                continue;
            }

            commands.Add(command);
            sources.Add(message);
        }

        if (commands.Count > 0)
        {
            await SettleAsync(await engines.ApplyAsync(messages[0].SessionId, commands), sources, actions);
        }
    }

    /// <summary>Ends orders whose commands got lost.</summary>
    [Function("RejectLostOrders")]
    public async Task RejectLostAsync([TimerTrigger("15,45 * * * * *")] TimerInfo timer)
    {
        var found = await rejectLostOrders.ExecuteAsync();
        if (found > 0)
        {
            logger.LogWarning("{Count} orders have no answer from their market; it is asked to reject what it does not know.", found);
        }
    }

    /// <summary>Ends orders whose time is over in markets where nothing else happens.</summary>
    [Function("TickMarkets")]
    public Task TickAsync([TimerTrigger("*/5 * * * * *")] TimerInfo timer) => tickMarkets.ExecuteAsync();

    private async Task SettleAsync(CommandsApplied applied, List<ServiceBusReceivedMessage> messages, ServiceBusMessageActions actions)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            await actions.SettleAsync(messages[i], i < applied.Handled ? null : applied.Failure ?? throw new InvalidOperationException("Commands are left without a reason."), logger);
        }
    }
}
