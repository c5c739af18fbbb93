using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Storage.CosmosGateway;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoVault.Shared.Tests.Ledger.LedgerWorld;

namespace CryptoVault.Shared.Tests.Ledger;

/// <summary>
/// The layer that decides and commits, twice (as two processes on Azure would), over the Cosmos DB adapter while answers
/// are lost, requests throttled and connections broken: money is neither made nor lost nor moved twice.
/// </summary>
public sealed class CosmosLedgerTests : IDisposable
{
    private const int Users = 5;
    private const int Funds = 10_000;
    private static readonly GatewayFault[] Faults =
    [
        GatewayFault.Throttled, GatewayFault.RetryWith, GatewayFault.UnavailableBefore, GatewayFault.UnavailableAfter, GatewayFault.UnavailableAfter,
        GatewayFault.TimeoutBefore, GatewayFault.TimeoutAfter, GatewayFault.BrokenBefore, GatewayFault.BrokenAfter, GatewayFault.BrokenAfter, GatewayFault.RequestTimeoutAfter,
    ];

    private readonly CosmosWorld world = new(
        TimeProvider.System, options => options with { OperationTimeout = TimeSpan.FromMilliseconds(400), MaxAttempts = 3 }, ContainerCatalog.Product);

    private readonly Partitions[] processes;

    public CosmosLedgerTests() => processes = [Process(world.Store), Process(world.OpenAnother())];

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Transfers_FromTwoProcessesWithFaults_KeepEveryInvariant(int seed)
    {
        for (var user = 0; user < Users; user++)
        {
            await TransferAsync(processes[0], LedgerPartitions.OfHouse("custody"), AccountName.Custody, user, Funds, $"fund{user}");
        }

        await RelayAsync(processes[0]);
        world.Gateway.FailAtRandom(seed, perMille: 120, Faults);
        var random = new Random(seed);
        var moves = Enumerable.Range(0, 60).Select(i => (Id: $"t{i}", From: random.Next(Users), To: random.Next(Users), Units: random.Next(1, Funds / 2), Process: random.Next(2))).ToArray();

        var accepted = await Task.WhenAll(moves.Select(move =>
            TransferAsync(processes[move.Process], LedgerPartitions.OfUser($"u{move.From}"), AccountName.Available, move.To, move.Units, move.Id)));
        await Task.WhenAll(processes.Select(RelayAsync));
        world.Gateway.Heal();
        await RelayAsync(processes[0]);

        var expected = Enumerable.Repeat((long)Funds, Users).ToArray();
        foreach (var (move, _) in moves.Zip(accepted).Where(pair => pair.Second))
        {
            expected[move.From] -= move.Units;
            expected[move.To] += move.Units;
        }

        Assert.Contains(true, accepted);
        for (var user = 0; user < Users; user++)
        {
            Assert.Equal(expected[user], await BalanceAsync(user));
        }

        var report = await AuditAsync();
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.Equal(0, report.OpenTransferCount);
    }

    private static Partitions Process(IDocumentStore store) => new(
        store, new RecordingBus(), new UuidV7Ids(TimeProvider.System), TimeProvider.System, new PartitionOptions { ExclusiveProcess = false }, NullLogger<Partitions>.Instance);

    /// <summary>Asks until it is answered; the same id is the same transfer. False when there is not enough.</summary>
    private static async Task<bool> TransferAsync(Partitions process, PartitionKey from, AccountName account, int payee, int units, string id)
    {
        var transfer = new FundsTransfer(
            id, from, account, LedgerPartitions.OfUser($"u{payee}"), AccountName.Available, new Amount(units, Usdt), PostingKinds.Transfer, new LedgerReference("transfer", id), "test");
        var result = await SurelyAsync(() => new TransferFunds(process, AssetCatalog.Default, TimeProvider.System).ExecuteAsync(transfer));
        Assert.True(result.IsSuccess || result.Error is InsufficientFunds, result.Error?.Message);
        return result.IsSuccess;
    }

    private static async Task<Result<T>> SurelyAsync<T>(Func<Task<Result<T>>> ask)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var result = await ask();
                if (result.Error is not ServiceUnavailable || attempt > 100)
                {
                    return result;
                }
            }
            catch (StoreException) when (attempt <= 100)
            {
                // The store did not answer a read; a client would ask again.
            }
        }
    }

    /// <summary>Delivers what every outbox in the store promises, more than once if it must, then deletes it.</summary>
    private async Task RelayAsync(Partitions process)
    {
        var store = process.Store;
        var book = new BookPosting(process, AssetCatalog.Default, TimeProvider.System);
        foreach (var container in new[] { LedgerPartitions.Users, LedgerPartitions.House })
        {
            foreach (var stored in await EventuallyAsync(() => AllAsync(store, new DocumentQuery(container, OutboxDocument.Index.Name) { Equal = [OutboxDocument.Pending] })))
            {
                foreach (var message in DocumentCodec.Decode<OutboxDocument>(stored).Messages)
                {
                    var order = PostingOrders.Read(System.Text.Encoding.UTF8.GetBytes(message.Body.GetRawText()));
                    Assert.True((await SurelyAsync(() => book.ExecuteAsync(order))).IsSuccess);
                }

                // Lost or refused deletions leave it for the next round: delivery is at least once.
                await store.CommitAsync(new DocumentBatch(container, stored.Partition, [DocumentOperation.Delete(stored.Id, stored.ETag)]));
            }
        }
    }

    private static async Task<List<StoredDocument>> AllAsync(IDocumentStore store, DocumentQuery query)
    {
        var all = new List<StoredDocument>();
        do
        {
            var page = await store.QueryAsync(query with { Limit = 7 });
            all.AddRange(page.Items);
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
        return all;
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (StoreException) when (attempt <= 100)
            {
                // As a sweep would: the next round reads again.
            }
        }
    }

    private async Task<long> BalanceAsync(int user) =>
        await world.Store.FindAsync<AccountsDocument>(LedgerPartitions.OfUser($"u{user}"), AccountsDocument.IdOf("USDT")) is { } accounts ? (long)accounts.Available.Balance : 0;

    private async Task<LedgerReport> AuditAsync()
    {
        var documents = new List<(PartitionKey, StoredDocument)>();
        PartitionKey[] partitions =
            [.. Enumerable.Range(0, Users).Select(user => LedgerPartitions.OfUser($"u{user}")), .. Enumerable.Range(0, LedgerPartitions.HouseShards).Select(shard => new PartitionKey(LedgerPartitions.House, $"house-{shard}"))];
        foreach (var partition in partitions)
        {
            var all = await AllAsync(world.Store, new DocumentQuery(partition.Container, IndexDefinition.ById) { Partition = partition.Value });
            documents.AddRange(all.Select(document => (partition, document)));
        }

        return Ledgers.Audit(documents, DateTimeOffset.UtcNow);
    }
}
