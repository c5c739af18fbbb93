using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.LocalRuntime;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Benchmarks.Ledger;

/// <summary>The ledger on the embedded store, with the queue that carries second steps, as the exchange runs it.</summary>
internal sealed class LedgerHost : IAsyncDisposable
{
    public static readonly Asset Usdt = AssetCatalog.Default.Get("USDT");

    private readonly LocalRuntimeHost host;
    private readonly TransferFunds transfers;

    private LedgerHost(LocalRuntimeHost host)
    {
        this.host = host;
        transfers = new TransferFunds(host.Services.GetRequiredService<Partitions>(), AssetCatalog.Default, TimeProvider.System);
    }

    public IDocumentStore Store => host.Services.GetRequiredService<IDocumentStore>();

    public IStoreSnapshots Snapshots => host.Services.GetRequiredService<SqliteStore>();

    public static async Task<LedgerHost> StartAsync(string folder)
    {
        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Port = 0 });
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddConsole();
        builder.Shared.AddSingleton(AssetCatalog.Default).AddSingleton(TimeProvider.System).AddSingleton<IIds, UuidV7Ids>()
            .AddSqliteStore(new SqliteStoreOptions { File = FileOf(folder), Containers = [.. ContainerCatalog.Product, .. ContainerCatalog.Embedded] })
            .AddSingleton(new EmbeddedQueueOptions { Containers = [LedgerPartitions.Users, LedgerPartitions.House] }).AddSingleton<EmbeddedMessageBus>()
            .AddSingleton<IMessageBus>(p => p.GetRequiredService<EmbeddedMessageBus>())
            .AddSingleton<IQueueReceiver>(p => p.GetRequiredService<EmbeddedMessageBus>())
            .AddSingleton(new PartitionOptions { ExclusiveProcess = true }).AddSingleton<Partitions>().AddSingleton<BookPosting>();
        builder.AddApp("ledger", typeof(LedgerHost).Assembly, _ => { }, type => type == typeof(SecondSteps));
        var host = builder.Build();
        await host.StartAsync();
        return new LedgerHost(host);
    }

    public static string FileOf(string folder) => Path.Combine(folder, "ledger.db");

    public static string UserOf(int number) => $"user-{number:000000}-4b1d-9c3e";

    /// <summary>Moves money between two users; ends when both partitions are committed.</summary>
    public Task TransferAsync(string id, int from, int to, long units) => MoveAsync(
        id, LedgerPartitions.OfUser(UserOf(from)), AccountName.Available, to, units, PostingKinds.Transfer);

    public Task FundAsync(int user, long units) =>
        MoveAsync($"fund-{user}", LedgerPartitions.OfHouse($"custody-{user}"), AccountName.Custody, user, units, PostingKinds.Deposit);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task MoveAsync(string id, PartitionKey from, AccountName account, int to, long units, string kind)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SecondSteps.Waiting[$"posting:{id}:in"] = done;
        var posted = await transfers.ExecuteAsync(new FundsTransfer(
            id, from, account, LedgerPartitions.OfUser(UserOf(to)), AccountName.Available, new Amount(units, Usdt), kind, new LedgerReference("transfer", id), "benchmark"));
        if (!posted.IsSuccess)
        {
            throw new InvalidOperationException($"{id}: {posted.Error.Message}");
        }

        await done.Task;
    }
}

/// <summary>Books second steps, as the Workflows app does, and tells who waits for one.</summary>
public sealed class SecondSteps(BookPosting book)
{
    internal static ConcurrentDictionary<string, TaskCompletionSource> Waiting { get; } = new();

    /// <summary>Books each ordered posting.</summary>
    [Function("BenchSecondSteps")]
    public async Task BookAsync(
        [ServiceBusTrigger(Queues.Transfers, IsSessionsEnabled = true, IsBatched = true, AutoCompleteMessages = false)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions)
    {
        var bookings = messages.Select(message => (Message: message, Booking: book.ExecuteAsync(PostingOrders.Read(message.Body.ToMemory().Span)))).ToArray();
        foreach (var (message, booking) in bookings)
        {
            var booked = await booking;
            if (!booked.IsSuccess)
            {
                throw new InvalidOperationException($"{message.MessageId}: {booked.Error.Message}");
            }

            await actions.CompleteMessageAsync(message);
            if (Waiting.TryRemove(message.MessageId, out var waiting))
            {
                waiting.TrySetResult();
            }
        }
    }
}
