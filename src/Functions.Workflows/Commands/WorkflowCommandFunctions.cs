using System.Text.Json;
using Azure.Messaging.ServiceBus;
using CryptoVault.Messaging;
using CryptoVault.Workflows;
using DurableTask.Core.Exceptions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Commands;

/// <summary>Starts and wakes up orchestrations, as decisions promised.</summary>
public sealed class WorkflowCommandFunctions(ILogger<WorkflowCommandFunctions> logger)
{
    /// <summary>Carries out each command; messages are settled one by one.</summary>
    [Function("RunWorkflowCommands")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.WorkflowCommands, Connection = "ServiceBus", IsSessionsEnabled = true, IsBatched = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client)
    {
        foreach (var message in messages)
        {
            Correlation.Set(message.CorrelationId);
            try
            {
                await RunAsync(client, WorkflowCommand.Read(message.Body.ToMemory().Span));
                await actions.CompleteMessageAsync(message);
            }
            catch (JsonException exception)
            {
                logger.LogError(exception, "Workflow command {MessageId} cannot be read.", message.MessageId);
                await actions.DeadLetterMessageAsync(message, deadLetterReason: "MALFORMED_MESSAGE", deadLetterErrorDescription: exception.Message);
            }
        }
    }

    private Task RunAsync(DurableTaskClient client, WorkflowCommand command) =>
        command.Orchestration is { } orchestration ? StartAsync(client, command, orchestration) : WakeAsync(client, command);

    /// <summary>
    /// Starts an orchestration. An instance with its id in whatever state, even a finished one, keeps the id: the
    /// command was carried out before.
    /// </summary>
    private async Task StartAsync(DurableTaskClient client, WorkflowCommand command, string orchestration)
    {
        var options = new StartOrchestrationOptions(command.InstanceId).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestration, command.Input, options);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            logger.LogInformation("Orchestration {Instance} was started before.", command.InstanceId);
        }
    }

    /// <summary>
    /// Wakes an orchestration up. One that does not exist (yet) or is finished needs no waking: an orchestration
    /// reads its record before it waits.
    /// </summary>
    private async Task WakeAsync(DurableTaskClient client, WorkflowCommand command)
    {
        try
        {
            await client.RaiseEventAsync(command.InstanceId, command.Event!);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var instance = await client.GetInstanceAsync(command.InstanceId);
            if (instance is { IsCompleted: false })
            {
                throw;
            }

            logger.LogInformation("Orchestration {Instance} is not there to be woken up: {Problem}", command.InstanceId, exception.Message);
        }
    }
}
