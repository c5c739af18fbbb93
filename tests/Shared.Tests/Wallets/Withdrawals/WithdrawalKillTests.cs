using System.Text;
using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

/// <summary>
/// The process is killed at every single commit that a withdrawal makes, before it and after it (custody's own among them, so that
/// its answer gets lost after it accepted). Another process starts on the same store, finds the messages that were promised, and
/// everybody repeats what got no answer.
/// </summary>
public sealed class WithdrawalKillTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachStep_KilledBeforeOrAfterItsCommit_EndsTheSame(bool after)
    {
        var (expected, commits) = await PlayAsync(null, after);
        Assert.True(commits >= 14, $"{commits} commits");
        for (var at = 1; at <= commits; at++)
        {
            var (end, _) = await PlayAsync(at, after);
            Assert.True(expected == end, $"Killed {(after ? "after" : "before")} commit {at}: {end}\ninstead of: {expected}");
        }
    }

    /// <summary>Plays an approved withdrawal to its end; tells what is left of it, and how many commits that took.</summary>
    private static async Task<(string End, int Commits)> PlayAsync(int? diesAt, bool after)
    {
        var first = new WalletWorld();
        await first.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var played = new Played(first, diesAt, after);
        WithdrawalReference? withdrawal = null;
        await played.DoAsync(async world => withdrawal = await world.RequestedAsync("0.5"));
        await played.StepAsync(nameof(AskForConfirmation), withdrawal!);
        await played.DoAsync(world => world.Confirm.ExecuteAsync(withdrawal!, world.Tokens.TextOf(world.Mails.Last(mail => mail.Token is not null).Token!)));
        await played.StepAsync(nameof(FollowConfirmation), withdrawal!);
        await played.StepAsync(nameof(ScreenWithdrawal), withdrawal!);
        await played.StepAsync(nameof(ApplyPolicy), withdrawal!);
        await played.StepAsync(nameof(OpenApprovalCase), withdrawal!);
        await played.DoAsync(async world => await world.DecideCase.ExecuteAsync(new DecideCaseCommand(
            (await world.ReadAsync(withdrawal!)).CaseId!, WalletWorld.Staff("tom", Role.Treasury), CaseVerdict.Approve, "ok", "1")));
        await played.StepAsync(nameof(FollowApproval), withdrawal!);
        await played.StepAsync(nameof(SubmitWithdrawal), withdrawal!);
        for (var i = 0; i < 2; i++)
        {
            played.World.Clock.Advance(TimeSpan.FromMinutes(20)); // two blocks
            await played.StepAsync(nameof(FollowCustody), withdrawal!);
        }

        var last = played.World;
        last.AssertSound();
        var end = await last.ReadAsync(withdrawal!);
        var told = new StringBuilder($"{end.Status}: {string.Join(' ', end.Steps.Select(step => step.Status))}; {end.ConfirmationMails} confirmation mail; ");
        told.Append(await last.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Append(last.HouseBalance(AccountName.Custody, WalletWorld.Btc));
        told.Append($"; paid {string.Join(' ', (await last.Chain.ListSubmittedAsync(NetworkNames.Bitcoin, null, 10)).Ids.Select(id => id == withdrawal!.WithdrawalId))}");
        told.Append($"; {last.Mails.Select(mail => mail.MailId).Distinct().Count()} mails; {(await last.Cases.ListAsync(new CaseFilter { State = CaseState.Closed }, 10, null)).Items.Count} case");
        return (told.ToString(), played.Commits);
    }

    /// <summary>One process after another, on one disk.</summary>
    private sealed class Played
    {
        private readonly MemoryStoreOf disk;
        private DyingStore way;

        public Played(WalletWorld first, int? diesAt, bool after)
        {
            disk = new MemoryStoreOf(first);
            (World, way) = disk.Start();
            (way.DiesAt, way.DiesAfterIt) = (diesAt, after);
        }

        public WalletWorld World { get; private set; }

        public int Commits { get; private set; }

        public Task StepAsync(string name, WithdrawalReference withdrawal) => DoAsync(world => world.StepAsync(name, withdrawal));

        /// <summary>Does it, and delivers all that was promised; after a kill both are done again by the next process.</summary>
        public async Task DoAsync(Func<WalletWorld, Task> act)
        {
            while (true)
            {
                try
                {
                    await act(World);
                    await DeliverAsync();
                    Commits = way.Commits;
                    return;
                }
                catch (ProcessDiedException)
                {
                    (World, way) = disk.Start();
                    await DeliverAsync();
                }
            }
        }

        /// <summary>Delivers everything that the store has promised, also what was delivered before.</summary>
        private async Task DeliverAsync()
        {
            World.Bus.Published.Clear();
            World.Mails.Clear();
            foreach (var container in new[] { LedgerPartitions.Users, LedgerPartitions.House, ContainerNames.Cases })
            {
                foreach (var stored in World.Store.All(container).Where(stored => stored.Id.StartsWith(OutboxDocument.IdPrefix, StringComparison.Ordinal)))
                {
                    World.Bus.Published.Enqueue(new OutboxItem(container, stored.Partition, DocumentCodec.Decode<OutboxDocument>(stored), stored.ETag));
                }
            }

            await World.DeliverAsync();
        }
    }

    /// <summary>The disk and the clock that all processes share.</summary>
    private sealed class MemoryStoreOf(WalletWorld first)
    {
        public (WalletWorld World, DyingStore Way) Start()
        {
            var way = new DyingStore(first.Store);
            return (new WalletWorld(first, way), way);
        }
    }
}
