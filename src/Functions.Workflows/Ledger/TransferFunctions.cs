using System.Text.Json;
using Azure.Messaging.ServiceBus;
using CryptoVault.Ledger;
using CryptoVault.Messaging;
using CryptoVault.Results;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Ledger;

/// <summary>Books the second steps of transfers between partitions.</summary>
public sealed class TransferFunctions(BookPosting bookPosting, ILogger<TransferFunctions> logger)
{
    /// <summary>Books each ordered posting; messages are settled one by one.</summary>
    [Function("BookPostings")]
    public async Task BookAsync(
        [ServiceBusTrigger(Queues.Transfers, Connection = "ServiceBus", IsSessionsEnabled = true, IsBatched = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions)
    {
        // All of a session's postings are one partition's: deciding them together lets them share a commit.
        var bookings = messages.Select(message => (Message: message, Booking: BookOneAsync(message))).ToArray();
        foreach (var (message, booking) in bookings)
        {
            var problem = await booking;
            switch (problem)
            {
                case null:
                    await actions.CompleteMessageAsync(message);
                    break;
                case ServiceUnavailable:
                    await actions.AbandonMessageAsync(message);
                    break;
                default:
                    logger.LogError("Posting order {MessageId} can never be booked: {Code} {Problem}", message.MessageId, problem.Code, problem.Message);
                    await actions.DeadLetterMessageAsync(message, deadLetterReason: problem.Code, deadLetterErrorDescription: problem.Message);
                    break;
            }
        }
    }

    private async Task<Error?> BookOneAsync(ServiceBusReceivedMessage message)
    {
        Correlation.Set(message.CorrelationId);
        try
        {
            return (await bookPosting.ExecuteAsync(PostingOrders.Read(message.Body.ToMemory().Span))).Error;
        }
        catch (JsonException exception)
        {
            return new MalformedMessage(exception.Message);
        }
    }
}
