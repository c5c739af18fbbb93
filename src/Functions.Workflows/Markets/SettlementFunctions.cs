using Azure.Messaging.ServiceBus;
using CryptoVault.Functions.Workflows.Queueing;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Orders.Settling;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Markets;

/// <summary>Books what the engines decided in the customers' partitions.</summary>
public sealed class SettlementFunctions(SettleOrders settleOrders, ILogger<SettlementFunctions> logger)
{
    /// <summary>Applies a customer's next settlement messages; they are settled one by one.</summary>
    [Function("SettleOrders")]
    public async Task SettleAsync(
        [ServiceBusTrigger(Queues.Settlement, Connection = "ServiceBus", IsSessionsEnabled = true, IsBatched = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions)
    {
        // All of a session's messages are one customer's: deciding them together lets them share a commit.
        var settlements = messages.Select(message => (Message: message, Settlement: message.HandleAsync(body => settleOrders.ExecuteAsync(SettlementMessage.Read(body.Span))))).ToArray();
        foreach (var (message, settlement) in settlements)
        {
            await actions.SettleAsync(message, await settlement, logger);
        }
    }
}
