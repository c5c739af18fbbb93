using System.Text;
using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ledger;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

/// <summary>Every step of every way that a withdrawal can take, made twice and with every fault of the store at every one of its commits, ends the same.</summary>
public sealed class WithdrawalRepetitionTests
{
    private const int Commits = 4;

    /// <summary>The ways on after custody took it, or did not answer.</summary>
    public enum Way
    {
        /// <summary>It is paid.</summary>
        Paid,
        /// <summary>Its fee is too low, and is bumped.</summary>
        Bumped,
        /// <summary>Custody was silent and never had it: people have it submitted again.</summary>
        Retried,
        /// <summary>Custody was silent and has it: people have it followed again.</summary>
        FollowedAgain,
        /// <summary>Custody was silent: people saw it paid.</summary>
        SeenPaid,
        /// <summary>Custody was silent and never had it: people give it back.</summary>
        Refunded,
        /// <summary>Custody was silent and pays it: people want to give it back, and have to look again.</summary>
        RefundRefused,
    }

    public static TheoryData<Way, MemoryStore.Fault?> WaysAndFaults()
    {
        var all = new TheoryData<Way, MemoryStore.Fault?>();
        foreach (var way in Enum.GetValues<Way>())
        {
            foreach (var fault in new MemoryStore.Fault?[] { null, MemoryStore.Fault.LostBefore, MemoryStore.Fault.LostAfter, MemoryStore.Fault.Unavailable, MemoryStore.Fault.OtherWriter })
            {
                all.Add(way, fault);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(WaysAndFaults))]
    public async Task EachStep_MadeTwiceOrFaulted_HasOneEffect(Way way, MemoryStore.Fault? fault)
    {
        var expected = await new Play(null, 0, twice: false).RunAsync(way);
        Assert.Contains(way == Way.Refunded ? "Failed" : "Completed", expected, StringComparison.Ordinal);
        for (var position = 0; position < Commits; position++)
        {
            Assert.Equal(expected, await new Play(fault, position, twice: true).RunAsync(way));
        }
    }

    /// <summary>One withdrawal from its request to its end.</summary>
    private sealed class Play(MemoryStore.Fault? fault, int position, bool twice)
    {
        private static readonly CaseEvidence Seen = new("0xabc", "0.00005", "explorer");
        private readonly WalletWorld world = new();
        private WithdrawalReference withdrawal = null!;

        /// <summary>What is left of it, without ids and times.</summary>
        public async Task<string> RunAsync(Way way)
        {
            await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
            if (way == Way.Bumped)
            {
                await world.Chain.PlanFateAsync(NetworkNames.Bitcoin, WalletWorld.Stranger, ChainFate.Stuck);
            }

            await ApproveAsync();
            if (way is Way.Paid or Way.Bumped)
            {
                await StepAsync(nameof(SubmitWithdrawal));
                await FollowToTheEndAsync();
            }
            else
            {
                await ReviewAsync(way);
            }

            world.AssertSound();
            return await OutcomeAsync();
        }

        private async Task ApproveAsync()
        {
            withdrawal = await world.RequestedAsync("0.5"); // 30,000 dollars: people approve
            await world.DeliverAsync();
            await StepAsync(nameof(AskForConfirmation));
            await world.Confirm.ExecuteAsync(withdrawal, world.Tokens.TextOf(world.Mails[^1].Token!));
            await StepAsync(nameof(FollowConfirmation));
            await StepAsync(nameof(ScreenWithdrawal));
            await StepAsync(nameof(ApplyPolicy));
            await StepAsync(nameof(OpenApprovalCase));
            await DecideAsync((await world.ReadAsync(withdrawal)).CaseId!, "rita", Role.Treasury, CaseVerdict.Approve);
            await StepAsync(nameof(FollowApproval));
        }

        /// <summary>Custody is silent for too long, and two people choose the way on.</summary>
        private async Task ReviewAsync(Way way)
        {
            if (way is Way.FollowedAgain or Way.RefundRefused)
            {
                world.Custody.LostAnswers = 1; // it has it, and nobody heard of it
                await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
            }

            world.Custody.IsDown = true;
            await StepAsync(nameof(SubmitWithdrawal));
            world.Clock.Advance(world.Options.CustodyPatience);
            await StepAsync(nameof(SubmitWithdrawal));
            world.Custody.IsDown = false;
            await ChooseAsync(way switch
            {
                Way.SeenPaid => CaseVerdict.Complete,
                Way.Refunded or Way.RefundRefused => CaseVerdict.Refund,
                _ => CaseVerdict.Retry,
            });
            if (way == Way.RefundRefused)
            {
                await ChooseAsync(CaseVerdict.Retry);
            }

            if (way is Way.Retried or Way.FollowedAgain or Way.RefundRefused)
            {
                await StepAsync(nameof(SubmitWithdrawal));
                await FollowToTheEndAsync();
            }
        }

        private async Task ChooseAsync(CaseVerdict verdict)
        {
            await StepAsync(nameof(OpenReviewCase));
            var id = OpenReviewCase.CaseIdOf(await world.ReadAsync(withdrawal));
            await DecideAsync(id, "tom", Role.Treasury, verdict);
            await DecideAsync(id, "rita", Role.ComplianceReviewer, verdict);
            await StepAsync(nameof(FollowReview));
        }

        private async Task FollowToTheEndAsync()
        {
            await StepAsync(nameof(FollowCustody));
            await world.Chain.MineAsync(NetworkNames.Bitcoin, 1);
            await StepAsync(nameof(FollowCustody));
            await world.Chain.MineAsync(NetworkNames.Bitcoin, 5);
            await StepAsync(nameof(FollowCustody));
        }

        private async Task DecideAsync(string caseId, string who, Role role, CaseVerdict verdict)
        {
            var version = (await world.Cases.FindAsync(caseId)).Value.Version;
            var decided = await world.DecideCase.ExecuteAsync(
                new DecideCaseCommand(caseId, WalletWorld.Staff(who, role), verdict, "looked into", $"{version}") { Evidence = verdict == CaseVerdict.Approve ? null : Seen });
            Assert.True(decided.IsSuccess, decided.Error?.Message);
            await world.DeliverAsync();
        }

        private async Task StepAsync(string name)
        {
            if (fault is { } next)
            {
                world.Store.FailNext([.. Enumerable.Repeat(MemoryStore.Fault.None, position), next]);
            }

            for (var time = 0; time < (twice ? 3 : 1); time++)
            {
                try
                {
                    await world.StepAsync(name, withdrawal);
                }
                catch (StepUnavailableException)
                {
                    // The durable engine repeats the activity.
                }
            }

            world.Store.ForgetFaults();
            await world.DeliverAsync();
        }

        private async Task<string> OutcomeAsync()
        {
            var end = await world.ReadAsync(withdrawal);
            var told = new StringBuilder($"{end.Status}: {string.Join(' ', end.Steps.Select(step => step.Status))}; {end.FeeBumps} bumps; ");
            told.Append(await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
            told.Append(world.HouseBalance(AccountName.Custody, WalletWorld.Btc)).Append(' ').Append(world.HouseBalance(AccountName.Expense, WalletWorld.Btc));
            told.Append($"; {(await world.Chain.ListSubmittedAsync(NetworkNames.Bitcoin, null, 10)).Ids.Count} paid; {world.Mails.Count} mails");
            return told.ToString();
        }
    }
}
