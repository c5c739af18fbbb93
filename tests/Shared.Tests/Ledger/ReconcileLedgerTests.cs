using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using static CryptoVault.Shared.Tests.Ledger.LedgerWorld;

namespace CryptoVault.Shared.Tests.Ledger;

public sealed class ReconcileLedgerTests
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly LedgerWorld world = new();
    private readonly Mock<IQueueInspector> queues = new();
    private readonly MessageReference deadPosting = new("users", "ana", "outbox:dead:1:0", 0);
    private readonly MessageReference deadMail = new("users", "ana", "outbox:dead:2:0", 0);

    public ReconcileLedgerTests()
    {
        queues.Setup(inspector => inspector.DeadLettersAsync(It.IsAny<int>(), null, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new DeadLetterPage([Letter(deadPosting, Queues.Transfers), Letter(deadMail, Queues.Mail)], null));
        queues.Setup(inspector => inspector.ResubmitAsync(It.IsAny<MessageReference>(), It.IsAny<CancellationToken>())).ReturnsAsync(true);
    }

    [Fact]
    public async Task Execute_WithATransferOpenTooLong_ReportsItAndDeliversItsMessageAgain()
    {
        await SendAsync();
        clock.Advance(TimeSpan.FromMinutes(6));

        var report = (await Reconciler().ExecuteAsync()).Value;

        Assert.True(report.Ledger.IsSound);
        Assert.Equal("t1", Assert.Single(report.Stuck).Transfer);
        Assert.Equal("message of transfers", Assert.Single(report.Resubmitted));
        queues.Verify(inspector => inspector.ResubmitAsync(deadPosting, It.IsAny<CancellationToken>()), Times.Once);
        queues.Verify(inspector => inspector.ResubmitAsync(deadMail, It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task Execute_WithATransferOpenForAMoment_LetsItBe()
    {
        await SendAsync();

        var report = (await Reconciler().ExecuteAsync()).Value;

        Assert.Single(report.Ledger.OpenTransfers);
        Assert.Empty(report.Stuck);
        queues.Verify(inspector => inspector.ResubmitAsync(It.IsAny<MessageReference>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    private async Task SendAsync()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        var sent = await new TransferFunds(world.Partitions, CryptoVault.Money.AssetCatalog.Default, clock).ExecuteAsync(new FundsTransfer(
            "t1", LedgerPartitions.OfUser("ana"), AccountName.Available, LedgerPartitions.OfUser("ben"), AccountName.Available,
            Of("4", Usdt), PostingKinds.Transfer, new LedgerReference("transfer", "t1"), "ana"));
        Assert.True(sent.IsSuccess);
    }

    private ReconcileLedger Reconciler() => new(
        new VerifyLedger(clock, [], new WorldSnapshots(world.Store)), new ReconcilerOptions(), NullLogger<ReconcileLedger>.Instance, queues.Object);

    private static PeekedMessage Letter(MessageReference reference, string queue) => new(
        reference,
        new ReceivedMessage
        {
            Queue = queue,
            MessageId = $"message of {queue}",
            CorrelationId = "c",
            Body = default,
            EnqueuedTime = default,
            DeliveryCount = 10,
            SequenceNumber = 1,
        },
        false, "given up");

    private sealed class WorldSnapshots(Storage.MemoryStore store) : IStoreSnapshots, IStoreSnapshot
    {
        public IStoreSnapshot OpenSnapshot() => this;

        public IAsyncEnumerable<StoredDocument> ReadAsync(
            string container, string? partition = null, string? idPrefix = null, CancellationToken cancellation = default) =>
            store.All(container).Where(document => partition is null || document.Partition == partition).ToAsyncEnumerable();

        public IAsyncEnumerable<string> PartitionsAsync(string container, CancellationToken cancellation = default) => throw new NotSupportedException();

        public ValueTask<string> DigestAsync(IReadOnlyCollection<string>? except = null, CancellationToken cancellation = default) => throw new NotSupportedException();

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
