using System.Globalization;
using System.Text.Json;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Audit;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Mail;
using CryptoVault.Messaging;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Workflows;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Load.Withdrawals;

/// <summary>
/// What a host that was killed under load leaves in its queues: mails and audit records that decisions about withdrawals promised
/// together with waking up their orchestrations, which was done. They are committed as decisions commit them, into the closed
/// host's store.
/// </summary>
internal static class Backlog
{
    private const int MessagesPerDecision = 2; // besides the one that is handled
    private const int PageSize = 1000;
    private static readonly string[] Streams = [AuditStreams.Treasury, AuditStreams.Compliance];

    public static async Task AddAsync(string folder, int messages)
    {
        using var users = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "load-users.json")));
        var userIds = users.RootElement.EnumerateArray().Select(user => user.TextOf("userId")).ToArray();
        var options = new SqliteStoreOptions { File = Path.Combine(folder, "cryptovault.db"), Containers = [.. ContainerCatalog.Product, .. ContainerCatalog.Embedded] };
        await using var store = SqliteStore.Open(options, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var partitions = new Partitions(store, new WakenOnly(store), new UuidV7Ids(TimeProvider.System), TimeProvider.System, new PartitionOptions(), NullLogger<Partitions>.Instance);
        var withdrawals = await PendingAsync(store);
        var next = -1;
        await Task.WhenAll(userIds.Select(userId => Task.Run(async () =>
        {
            var own = withdrawals[userId].ToArray();
            for (var i = Interlocked.Increment(ref next); i < messages / MessagesPerDecision; i = Interlocked.Increment(ref next))
            {
                var number = i;
                var decided = await partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(userId), view => Promise(view, own[number % own.Length], number));
                if (!decided.IsSuccess)
                {
                    throw new UnexpectedException("The backlog", "committed", decided.Error.Message);
                }
            }
        })));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"backlog  {messages:N0} messages (mails and audit records) wait in the queues"));
    }

    private static async Task<ILookup<string, WithdrawalReference>> PendingAsync(SqliteStore store)
    {
        var found = new List<WithdrawalReference>();
        var query = new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByStatus.Name) { Equal = [nameof(WithdrawalStatus.PendingApproval)], Limit = PageSize };
        do
        {
            var page = await store.ListAsync<WithdrawalDocument>(query);
            found.AddRange(page.Items.Select(withdrawal => new WithdrawalReference(withdrawal.UserId, withdrawal.WithdrawalId)));
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);

        return found.ToLookup(withdrawal => withdrawal.UserId, StringComparer.Ordinal);
    }

    private static Result<Unit> Promise(PartitionView view, WithdrawalReference withdrawal, int number)
    {
        view.WakeWorkflow(withdrawal.InstanceId, $"backlog-{number}");
        view.Audit(new AuditEntry(Streams[number % Streams.Length], AuditActions.WithdrawalMoved, $"withdrawal:{withdrawal.WithdrawalId}").Changed("status", "policy", "pending_approval"));
        view.SendMail(new MailOrder(DerivedId.Of("mail", "backlog", $"{number}"), withdrawal.UserId, "withdrawal-moved", DateTimeOffset.UnixEpoch.AddSeconds(number))
        {
            Values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["status"] = nameof(WithdrawalStatus.PendingApproval),
                ["withdrawal"] = withdrawal.WithdrawalId,
                ["amount"] = "1100 USDT",
                ["fee"] = "2 USDT",
                ["network"] = "ethereum",
                ["address"] = Addresses.Of(number),
                ["transaction"] = "",
                ["reason"] = "",
                ["deadline"] = "2030-01-01 00:00 UTC",
            },
        });
        return Unit.Value;
    }

    /// <summary>Delivers what wakes orchestrations up, which have nothing to do, and nothing else.</summary>
    private sealed class WakenOnly(SqliteStore store) : IMessageBus
    {
        public async ValueTask PublishAsync(OutboxItem item, CancellationToken cancellation = default)
        {
            if (item.Document.Messages.All(message => message.Queue == Queues.WorkflowCommands))
            {
                await store.CommitAsync(new DocumentBatch(item.Container, item.Partition, [DocumentOperation.Delete(item.Document.Id, item.ETag)]), cancellation);
            }
        }
    }
}
