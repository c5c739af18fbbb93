using System.Text;
using Azure.Messaging.ServiceBus;
using CryptoVault.Functions.Workflows.Commands;
using DurableTask.Core.Exceptions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace CryptoVault.Functions.Workflows.Tests.Commands;

public sealed class WorkflowCommandTests
{
    private const string Start = """{"instanceId":"withdrawal-1","orchestration":"WithdrawalApproval","input":{"UserId":"ana","WithdrawalId":"1"}}""";
    private const string Event = """{"instanceId":"withdrawal-1","event":"WakeUp"}""";

    private readonly Mock<DurableTaskClient> client = new("test");
    private readonly Mock<ServiceBusMessageActions> actions = new();

    [Fact]
    public async Task Start_IsScheduledSoThatNoInstanceIsEverReplaced()
    {
        await RunAsync(Start);

        client.Verify(one => one.ScheduleNewOrchestrationInstanceAsync(
            It.Is<TaskName>(name => name.Name == "WithdrawalApproval"),
            It.IsAny<object>(),
            It.Is<StartOrchestrationOptions>(options => options.InstanceId == "withdrawal-1" && options.DedupeStatuses!.Count == 7),
            It.IsAny<CancellationToken>()));
        AssertCompleted(1);
    }

    [Fact]
    public async Task Start_OfAnInstanceThatExists_IsDone()
    {
        client
            .Setup(one => one.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object>(), It.IsAny<StartOrchestrationOptions>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new OrchestrationAlreadyExistsException("withdrawal-1"));
        await RunAsync(Start, Start);

        AssertCompleted(2);
    }

    [Fact]
    public async Task Event_IsRaised()
    {
        await RunAsync(Event);

        client.Verify(one => one.RaiseEventAsync("withdrawal-1", "WakeUp", null, It.IsAny<CancellationToken>()));
        AssertCompleted(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    public async Task Event_ForAMissingOrFinishedInstance_IsDone(OrchestrationRuntimeStatus? status)
    {
        FailToRaise(status);
        await RunAsync(Event);

        AssertCompleted(1);
    }

    [Fact]
    public async Task Event_ThatARunningInstanceDidNotGet_IsNotSettledSoThatItComesAgain()
    {
        FailToRaise(OrchestrationRuntimeStatus.Running);

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Event));
        AssertCompleted(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("nonsense")]
    [InlineData("""{"instanceId":"x","orchestration":"A","event":"B"}""")]
    public async Task Message_ThatIsNoCommand_IsPutAsideAndTheNextIsCarriedOut(string body)
    {
        await RunAsync(body, Event);

        actions.Verify(one => one.DeadLetterMessageAsync(
            It.IsAny<ServiceBusReceivedMessage>(), It.IsAny<Dictionary<string, object>?>(), "MALFORMED_MESSAGE", It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Once);
        AssertCompleted(1);
    }

    private void FailToRaise(OrchestrationRuntimeStatus? status)
    {
        client
            .Setup(one => one.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("The event did not arrive."));
        client
            .Setup(one => one.GetInstanceAsync("withdrawal-1", It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(status is { } known ? new OrchestrationMetadata("WithdrawalApproval", "withdrawal-1") { RuntimeStatus = known } : null);
    }

    private Task RunAsync(params string[] bodies) => new WorkflowCommandFunctions(NullLogger<WorkflowCommandFunctions>.Instance).RunAsync(
        [.. bodies.Select((body, i) => ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: new BinaryData(Encoding.UTF8.GetBytes(body)), messageId: $"m{i}", sessionId: "withdrawal-1", correlationId: "c"))],
        actions.Object,
        client.Object);

    private void AssertCompleted(int times) => actions.Verify(
        one => one.CompleteMessageAsync(It.IsAny<ServiceBusReceivedMessage>(), It.IsAny<CancellationToken>()), Times.Exactly(times));
}
