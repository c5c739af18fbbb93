using System.Text.Json;
using Azure.Messaging.ServiceBus;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Orders.Settling;
using CryptoVault.Results;
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
        var settlements = messages.Select(message => (Message: message, Settlement: SettleOneAsync(message))).ToArray();
        foreach (var (message, settlement) in settlements)
        {
            var problem = await settlement;
            switch (problem)
            {
                case null:
                    await actions.CompleteMessageAsync(message);
                    break;
                case ServiceUnavailable:
                    await actions.AbandonMessageAsync(message);
                    break;
                default:
                    logger.LogError("Settlement {MessageId} can never be applied: {Code} {Problem}", message.MessageId, problem.Code, problem.Message);
                    await actions.DeadLetterMessageAsync(message, deadLetterReason: problem.Code, deadLetterErrorDescription: problem.Message);
                    break;
            }
        }
    }

    private async Task<Error?> SettleOneAsync(ServiceBusReceivedMessage message)
    {
        Correlation.Set(message.CorrelationId);
        try
        {
            return (await settleOrders.ExecuteAsync(SettlementMessage.Read(message.Body.ToMemory().Span))).Error;
        }
        catch (JsonException exception)
        {
            return new MalformedMessage(exception.Message);
        }
    }
}
