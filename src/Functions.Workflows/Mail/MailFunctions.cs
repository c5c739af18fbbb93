using System.Text.Json;
using Azure.Messaging.ServiceBus;
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
            var problem = await SendOneAsync(message, context.CancellationToken);
            switch (problem)
            {
                case null:
                    await actions.CompleteMessageAsync(message);
                    break;
                case ServiceUnavailable:
                    await actions.AbandonMessageAsync(message);
                    break;
                default:
                    logger.LogError("Mail {MessageId} can never be sent: {Code} {Problem}", message.MessageId, problem.Code, problem.Message);
                    await actions.DeadLetterMessageAsync(message, deadLetterReason: problem.Code, deadLetterErrorDescription: problem.Message);
                    break;
            }
        }
    }

    private async Task<Error?> SendOneAsync(ServiceBusReceivedMessage message, CancellationToken cancellation)
    {
        Correlation.Set(message.CorrelationId);
        try
        {
            return (await sendMail.ExecuteAsync(MailOrders.Read(message.Body.ToMemory().Span), cancellation)).Error;
        }
        catch (JsonException exception)
        {
            return new MalformedMessage(exception.Message);
        }
        catch (IOException exception)
        {
            logger.LogWarning(exception, "Mail {MessageId} could not be sent now.", message.MessageId);
            return new ServiceUnavailable("The mail could not be sent now.", TimeSpan.FromSeconds(1));
        }
    }
}
