using Azure.Messaging.ServiceBus;
using CryptoVault.Audit.Chain;
using CryptoVault.Blobs;
using CryptoVault.Functions.Workflows.Audit;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Security;
using CryptoVault.Storage;
using CryptoVault.Threats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace CryptoVault.Functions.Workflows.Tests.Audit;

public sealed class AuditFunctionsTests
{
    private readonly Mock<ServiceBusMessageActions> actions = new();
    private readonly SecurityEvents events = new(new ThreatOptions(), TimeProvider.System);

    [Fact]
    public async Task Chain_OfAMessageThatCannotBeRead_PutsItAsideAndWishesForAnAlert()
    {
        await ChainAsync(deliveries: 1, "nonsense");

        actions.Verify(one => one.DeadLetterMessageAsync(
            It.IsAny<ServiceBusReceivedMessage>(), It.IsAny<Dictionary<string, object>?>(), "MALFORMED_MESSAGE", It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Once);
        Assert.True(events.Wishes.TryRead(out var wish));
        Assert.Equal(("audit-record-lost", AlertSeverity.High), (wish.Rule.Name, wish.Rule.Severity));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public async Task Chain_WhenTheStoreRefusesAgainAndAgain_LeavesItInTheQueueAndAlertsBeforeItIsPutAside(int deliveries, bool alerts)
    {
        await Record.ExceptionAsync(() => ChainAsync(deliveries, """{"stream":"access"}"""));

        actions.Verify(one => one.CompleteMessageAsync(It.IsAny<ServiceBusReceivedMessage>(), It.IsAny<CancellationToken>()), Times.Never);
        Assert.Equal(alerts, events.Wishes.TryRead(out _));
    }

    /// <summary>Over a store that is not there.</summary>
    private Task ChainAsync(int deliveries, string body)
    {
        var store = new Mock<IDocumentStore>();
        store.Setup(one => one.ReadAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>())).Throws(new IOException("The store is not there."));
        var partitions = new Partitions(
            store.Object, Mock.Of<IMessageBus>(), new UuidV7Ids(TimeProvider.System), TimeProvider.System, new PartitionOptions(), NullLogger<Partitions>.Instance);
        var chain = new ChainAudit(partitions, store.Object, new AuditSeals(Mock.Of<IBlobStore>(), Mock.Of<IServiceKeys>()), TimeProvider.System);
        var functions = new AuditFunctions(chain, null!, null!, null!, events, NullLogger<AuditFunctions>.Instance);
        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString(body), messageId: "m", sessionId: "access", deliveryCount: deliveries);
        return functions.ChainAsync([message], actions.Object);
    }
}
