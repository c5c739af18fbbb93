using Azure.Messaging.ServiceBus;
using CryptoVault.Functions.Workflows.Queueing;
using CryptoVault.Mail;
using CryptoVault.Messaging;
using CryptoVault.Results;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Mail;

/// <summary>Sends the mails that decisions ordered.</summary>
public sealed class MailFunctions(SendMail sendMail, ILogger<MailFunctions> logger)
{
    /// <summary>Sends each ordered mail; messages are settled one by one.</summary>
    [Function("SendMails")]
    public async Task SendAsync(
        [ServiceBusTrigger(Queues.Mail, Connection = "ServiceBus", IsBatched = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        FunctionContext context)
    {
        foreach (var message in messages)
        {
            await actions.SettleAsync(message, await SendOneAsync(message, context.CancellationToken), logger);
        }
    }

    private async Task<Error?> SendOneAsync(ServiceBusReceivedMessage message, CancellationToken cancellation)
    {
        try
        {
            return await message.HandleAsync(body => sendMail.ExecuteAsync(MailOrders.Read(body.Span), cancellation));
        }
        catch (IOException exception)
        {
            logger.LogWarning(exception, "Mail {MessageId} could not be sent now.", message.MessageId);
            return new ServiceUnavailable("The mail could not be sent now.", TimeSpan.FromSeconds(1));
        }
    }
}
