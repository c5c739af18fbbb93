using System.Collections.Concurrent;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Ledger;

/// <summary>A small world for tests of what moves money: a store, the partitions, a bus that keeps what was published.</summary>
internal sealed class LedgerWorld
{
    public static readonly Asset Btc = AssetCatalog.Default.Get("BTC");
    public static readonly Asset Usdt = AssetCatalog.Default.Get("USDT");

    public LedgerWorld(bool exclusive = true)
    {
        Bus = new RecordingBus();
        Partitions = NewProcess(exclusive);
    }

    public MemoryStore Store { get; } = new();

    public RecordingBus Bus { get; }

    public Partitions Partitions { get; }

    /// <summary>Another process on the same store.</summary>
    public Partitions NewProcess(bool exclusive = false) => new(
        Store, Bus, new UuidV7Ids(TimeProvider.System), TimeProvider.System, new PartitionOptions { ExclusiveProcess = exclusive }, NullLogger<Partitions>.Instance);

    public static Amount Of(string text, Asset asset) =>
        DecimalText.TryParse(text, asset.Scale, out var units) == DecimalTextError.None ? new Amount(units, asset) : throw new ArgumentException(text);

    public static PartitionLedger LedgerOf(PartitionView view) => new(view, AssetCatalog.Default, DateTimeOffset.UnixEpoch.AddDays(20_000), "test");

    public Task<Result<T>> On<T>(string user, Func<PartitionLedger, Result<T>> act) =>
        Partitions.DecideAsync(LedgerPartitions.OfUser(user), view => act(LedgerOf(view)));

    /// <summary>Gives a user money from custody, both steps.</summary>
    public async Task FundAsync(string user, Amount amount, string deposit = "d1")
    {
        var transfer = new TransferFunds(Partitions, AssetCatalog.Default, TimeProvider.System);
        var result = await transfer.ExecuteAsync(new FundsTransfer(
            $"deposit:{user}:{amount.Asset}:{deposit}", LedgerPartitions.OfHouse("custody"), AccountName.Custody,
            LedgerPartitions.OfUser(user), AccountName.Available, amount, PostingKinds.Deposit, new LedgerReference("deposit", deposit), "test"));
        Assert.True(result.IsSuccess);
        await RelayAsync();
    }

    /// <summary>Delivers everything that was published, once.</summary>
    public async Task RelayAsync()
    {
        var book = new BookPosting(Partitions, AssetCatalog.Default, TimeProvider.System);
        while (Bus.Published.TryDequeue(out var item))
        {
            foreach (var message in item.Document.Messages)
            {
                var order = PostingOrders.Read(System.Text.Encoding.UTF8.GetBytes(message.Body.GetRawText()));
                var booked = await book.ExecuteAsync(order);
                for (var attempt = 0; booked.Error is ServiceUnavailable && attempt < 20; attempt++)
                {
                    booked = await book.ExecuteAsync(order); // redelivery
                }

                Assert.True(booked.IsSuccess, booked.Error?.Message);
            }
        }
    }

    public async Task<(string Available, string Held)> BalanceAsync(string user, Asset asset)
    {
        var accounts = await Store.ReadAsync(LedgerPartitions.Users, user, AccountsDocument.IdOf(asset.Code));
        var document = accounts is null ? null : DocumentCodec.Decode<AccountsDocument>(accounts);
        return (new Amount(document?.Available.Balance ?? 0, asset).ToString(), new Amount(document?.Held.Balance ?? 0, asset).ToString());
    }

    public LedgerReport Audit()
    {
        return Ledgers.Audit(Store, DateTimeOffset.UnixEpoch.AddDays(20_001));
    }

    public void AssertSound()
    {
        var report = Audit();
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
    }
}

internal sealed class RecordingBus : IMessageBus
{
    public ConcurrentQueue<OutboxItem> Published { get; } = new();

    public ValueTask PublishAsync(OutboxItem item, CancellationToken cancellation = default)
    {
        Published.Enqueue(item);
        return ValueTask.CompletedTask;
    }
}
