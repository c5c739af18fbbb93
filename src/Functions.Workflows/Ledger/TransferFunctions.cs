using Azure.Messaging.ServiceBus;
using CryptoVault.Functions.Workflows.Queueing;
using CryptoVault.Ledger;
using CryptoVault.Messaging;
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
        var bookings = messages.Select(message => (Message: message, Booking: message.HandleAsync(body => bookPosting.ExecuteAsync(PostingOrders.Read(body.Span))))).ToArray();
        foreach (var (message, booking) in bookings)
        {
            await actions.SettleAsync(message, await booking, logger);
        }
    }
}
