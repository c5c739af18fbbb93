using System.Globalization;
using System.Text.Json;
using CryptoVault.Idempotency;
using CryptoVault.Ledger;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using CryptoVault.Wallets.Balances;
using CryptoVault.Wallets.Withdrawals;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalHost.DemoData;

/// <summary>
/// Withdrawals of load users that wait for a reviewer: asked for and confirmed through the use cases that the routes call,
/// brought to their cases by the host's own orchestrations.
/// </summary>
internal sealed class PendingApprovals(IServiceProvider services, LoadMails mails, DataFolder folder)
{
    private const int AtATime = 32;
    private const int PageSize = 1000;
    private const string Asset = "USDT";
    private const string Address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> waiting = new(StringComparer.Ordinal);
    private DateTimeOffset? since;

    public async Task BuildAsync(int count)
    {
        using var users = JsonDocument.Parse(await File.ReadAllBytesAsync(folder.LoadUsers));
        var userIds = users.RootElement.EnumerateArray().Select(user => user.GetProperty("userId").GetString()!).ToArray();
        await FundedAsync(userIds);
        var confirming = Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(ConfirmAsync)));
        var request = services.GetRequiredService<RequestWithdrawal>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (number, cancellation) =>
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"pending-{number}");
            var asked = await request.ExecuteAsync(
                new RequestWithdrawalCommand(userIds[number % userIds.Length], 2, Asset, "ethereum", Address, "1100", new IdempotencyRequest(key, "POST wallet/withdrawals", key)), cancellation);
            if (!asked.IsSuccess)
            {
                throw new InvalidOperationException($"A withdrawal was not taken: {asked.Error.Code}: {asked.Error.Message}");
            }
        });
        while (await CountAsync() < count)
        {
            await Task.Delay(Pause);
        }

        mails.Complete();
        await confirming;
        await DrainedAsync();
        await File.WriteAllTextAsync(folder.PendingApprovals, count.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The opening balances come by the queue: waits for the last of them.</summary>
    private async Task FundedAsync(IEnumerable<string> userIds)
    {
        var balances = services.GetRequiredService<ReadBalances>();
        foreach (var userId in userIds)
        {
            while ((await balances.ListAsync(userId)).All(balance => balance.Available.Asset.Code != Asset || balance.Available.Units == 0))
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>Waits until the mails about them are sent and their audit records chained: what is left is what waits for people.</summary>
    private async Task DrainedAsync()
    {
        var queues = services.GetRequiredService<IQueueInspector>();
        while (queues.QueueNames.Select(queues.State).Any(queue => queue.Length > queue.Scheduled))
        {
            await Task.Delay(Pause);
        }
    }

    private async Task ConfirmAsync()
    {
        var confirm = services.GetRequiredService<ConfirmWithdrawal>();
        await foreach (var (withdrawal, token) in mails.Confirmations.ReadAllAsync())
        {
            await confirm.ExecuteAsync(withdrawal, token);
        }
    }

    /// <summary>
    /// Counts those that wait for a reviewer, reading only what came there since the last look; and all of them once more, in case
    /// one was decided earlier and committed late, when a look found nothing new.
    /// </summary>
    private async Task<int> CountAsync()
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var before = waiting.Count;
        var query = new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByStatus.Name)
        {
            Equal = [nameof(WithdrawalStatus.PendingApproval)],
            From = since is { } time ? StoredTime.Format(time - Overlap) : null,
            Limit = PageSize,
        };
        do
        {
            var page = await store.ListAsync<WithdrawalDocument>(query);
            foreach (var withdrawal in page.Items)
            {
                waiting.Add(withdrawal.WithdrawalId);
                since = StoredTime.Parse(withdrawal.StatusTime);
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);

        since = waiting.Count > before ? since : null;
        return waiting.Count;
    }
}
