using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Messaging;
using CryptoVault.Shared.Tests.Storage;
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

    [Fact]
    public async Task Execute_WithMoreThanARunLooksAt_SaysSoAndGoesOnInTheNext()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        for (var i = 1; i <= 3; i++)
        {
            await SendAsync($"t{i}");
        }

        clock.Advance(TimeSpan.FromMinutes(6));
        var letters = Enumerable.Range(0, 5).Select(i => new MessageReference("users", "ana", $"outbox:dead:{i}", 0)).ToArray();
        queues.Setup(inspector => inspector.DeadLettersAsync(It.IsAny<int>(), It.IsAny<string?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((int limit, string? from, CancellationToken _) =>
            {
                var start = from is null ? 0 : int.Parse(from, System.Globalization.CultureInfo.InvariantCulture);
                var page = letters.Skip(start).Take(limit).Select(letter => Letter(letter, Queues.Transfers)).ToArray();
                return new DeadLetterPage(page, start + page.Length < letters.Length ? $"{start + page.Length}" : null);
            });
        var reconciler = Reconciler(new ReconcilerOptions { MaxTransfers = 2, MaxDeadLetters = 3 });

        var first = (await reconciler.ExecuteAsync()).Value;
        var second = (await reconciler.ExecuteAsync()).Value;

        Assert.Equal((2, true, 3, true), (first.Stuck.Count, first.StuckWasCut, first.Resubmitted.Count, first.DeadLettersWereCut));
        Assert.Equal((1, false, 2, false), (second.Stuck.Count, second.StuckWasCut, second.Resubmitted.Count, second.DeadLettersWereCut));
        Assert.Equal(["t1", "t2", "t3"], first.Stuck.Concat(second.Stuck).Select(stuck => stuck.Transfer).Order(StringComparer.Ordinal));
        Array.ForEach(letters, letter => queues.Verify(inspector => inspector.ResubmitAsync(letter, It.IsAny<CancellationToken>()), Times.Once));
    }

    private async Task SendAsync()
    {
        await world.FundAsync("ana", Of("10", Usdt));
        await SendAsync("t1");
    }

    private async Task SendAsync(string id)
    {
        var sent = await new TransferFunds(world.Partitions, CryptoVault.Money.AssetCatalog.Default, clock).ExecuteAsync(new FundsTransfer(
            id, LedgerPartitions.OfUser("ana"), AccountName.Available, LedgerPartitions.OfUser("ben"), AccountName.Available,
            Of("3", Usdt), PostingKinds.Transfer, new LedgerReference("transfer", id), "ana"));
        Assert.True(sent.IsSuccess);
    }

    private ReconcileLedger Reconciler(ReconcilerOptions? options = null) => new(
        new VerifyLedger(clock, [], new MemorySnapshots(world.Store)), options ?? new ReconcilerOptions(), NullLogger<ReconcileLedger>.Instance, [], queues.Object);

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
}
