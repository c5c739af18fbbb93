using System.Text.Json;
using Azure.Messaging.ServiceBus;
using CryptoVault.Messaging;
using CryptoVault.Results;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Queueing;

/// <summary>What becomes of a queue's message once it was handled: the same rule for every queue.</summary>
internal static class MessageSettlement
{
    /// <summary>Handles a message under its correlation id.</summary>
    /// <returns>Null when it is done; <see cref="MalformedMessage"/> when nobody can read it; what the handler says otherwise.</returns>
    public static async Task<Error?> HandleAsync<T>(this ServiceBusReceivedMessage message, Func<ReadOnlyMemory<byte>, Task<Result<T>>> handle)
    {
        Correlation.Set(message.CorrelationId);
        try
        {
            return (await handle(message.Body.ToMemory())).Error;
        }
        catch (JsonException exception)
        {
            return new MalformedMessage(exception.Message);
        }
    }

    /// <summary>Done: completed. Unavailable: delivered again. Anything else can never succeed: put aside with its reason, for people to see.</summary>
    /// <param name="actions">The receiver.</param>
    /// <param name="message">The message.</param>
    /// <param name="problem">Why it was not done; null when it was.</param>
    /// <param name="logger">Where a message that is put aside is told of.</param>
    public static async Task SettleAsync(this ServiceBusMessageActions actions, ServiceBusReceivedMessage message, Error? problem, ILogger logger)
    {
        switch (problem)
        {
            case null:
                await actions.CompleteMessageAsync(message);
                break;
            case ServiceUnavailable:
                await actions.AbandonMessageAsync(message);
                break;
            default:
                logger.LogError("Message {MessageId} can never be handled: {Code} {Problem}", message.MessageId, problem.Code, problem.Message);
                await actions.DeadLetterMessageAsync(message, deadLetterReason: problem.Code, deadLetterErrorDescription: problem.Message);
                break;
        }
    }
}
