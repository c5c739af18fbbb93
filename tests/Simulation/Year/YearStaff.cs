using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Compliance.Cases;
using CryptoVault.Hosting;
using CryptoVault.Results;
using CryptoVault.Simulation.World;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals.Switches;

namespace CryptoVault.Simulation.Year;

/// <summary>The staff of a simulated year: they decide most cases within a day, find out about stuck withdrawals, and stop everything now and then.</summary>
internal sealed class YearStaff(SimWorld world, YearCounts counts)
{
    private static readonly Caller Rita = new("rita", "session-rita", RoleSet.Of(Role.ComplianceReviewer), 0);
    private static readonly Caller Olga = new("olga", "session-olga", RoleSet.Of(Role.ComplianceOfficer), 0);
    private static readonly Caller Tom = new("tom", "session-tom", RoleSet.Of(Role.Treasury), 0);
    private static readonly Caller Adam = new("adam", "session-adam", RoleSet.Of(Role.Admin), 0);

    /// <summary>Every few hours: the queue is looked through.</summary>
    public void Work()
    {
        foreach (var item in world.Store.Query(new DocumentQuery(ContainerNames.Cases, CaseDocument.Queue.Name) { Equal = [nameof(CaseState.Open)], Limit = 200 }).Items)
        {
            var open = DocumentCodec.Decode<CaseDocument>(item);
            if (open.CaseType == CaseType.WithdrawalReview)
            {
                Begin("review", node => ReviewAsync(node, open));
            }
            else if (open.CaseType == CaseType.DepositQuarantine)
            {
                var way = (DiceOf(open) % 3) switch { 0 => CaseVerdict.Approve, 1 => CaseVerdict.Reject, _ => CaseVerdict.Refund };
                Begin("decide deposit", async node =>
                {
                    var decided = await node.Get<DecideCase>().ExecuteAsync(new DecideCaseCommand(open.CaseId, Olga, way, "as the dice say", $"{open.Version}"));
                    counts.Add("quarantine", decided.Error?.Code ?? $"{way}");
                    return decided.Error;
                });
            }
            else if (open.CaseType == CaseType.WithdrawalApproval && DiceOf(open) % 12 != 0)
            {
                var verdict = DiceOf(open) % 5 == 0 ? CaseVerdict.Reject : CaseVerdict.Approve;
                Begin("decide", async node => (await node.Get<DecideCase>().ExecuteAsync(new DecideCaseCommand(open.CaseId, Rita, verdict, "as the dice say", $"{open.Version}"))).Error);
            }
        }
    }

    /// <summary>The kill switch, for some hours.</summary>
    public void Pause()
    {
        counts.Add("operations", "pause");
        var asset = world.Chance.Below(2) == 0 ? null : "BTC";
        Begin("pause", async node => (await node.Get<SwitchWithdrawals>().PauseAsync(Adam, asset, "as the dice say")).Error);
        world.Kernel.After(TimeSpan.FromHours(1 + world.Chance.Below(4)), null, () =>
            Begin("resume", async node => (await node.Get<SwitchWithdrawals>().ResumeAsync(asset, "as the dice say")).Error));
    }

    /// <summary>Custody is away for some hours: longer than withdrawals wait for it.</summary>
    public void LoseCustody()
    {
        counts.Add("operations", "custody outage");
        world.Weather.IsCustodyAway = true;
        world.Kernel.After(TimeSpan.FromHours(2), null, () => world.Weather.IsCustodyAway = false);
    }

    /// <summary>Two people find out what custody knows, and choose what fits it.</summary>
    private async Task<Error?> ReviewAsync(Node node, CaseDocument open)
    {
        var subject = open.Withdrawal!;
        var state = await node.Get<ICustody>().FindWithdrawalAsync(subject.Network, subject.WithdrawalId);
        if (subject.Network == NetworkNames.Sepa && state is { Stage: CustodyStage.Pending, TransactionId: { } held })
        {
            // No fee makes a bank go on: somebody calls it, and it pays or returns what it held back.
            await node.Get<SimulatedChain>().DecideFateAsync(subject.Network, held, DiceOf(open) % 2 == 0 ? ChainFate.Mined : ChainFate.DoubleSpent);
            counts.Add("operations", "call to the bank");
            return null;
        }

        var verdict = state switch
        {
            { Stage: CustodyStage.Confirming, Confirmations: >= 6 } => CaseVerdict.Complete,
            { Stage: CustodyStage.Failed } => CaseVerdict.Refund,
            null => DiceOf(open) % 3 == 0 ? CaseVerdict.Refund : CaseVerdict.Retry,
            _ => CaseVerdict.Retry,
        };
        var evidence = new CaseEvidence(state?.TransactionId, null, "custody's statement");
        var first = await node.Get<DecideCase>().ExecuteAsync(new DecideCaseCommand(open.CaseId, Tom, verdict, "looked into", $"{open.Version}") { Evidence = evidence });
        if (!first.IsSuccess)
        {
            return first.Error;
        }

        var second = await node.Get<DecideCase>().ExecuteAsync(new DecideCaseCommand(open.CaseId, Rita, verdict, "looked into", $"{first.Value.Version}") { Evidence = evidence });
        counts.Add("reviews", $"{second.Error?.Code ?? $"{verdict}"}");
        return second.Error;
    }

    private static int DiceOf(CaseDocument document) => Convert.ToInt32(document.CaseId[..7], 16);

    private void Begin(string name, Func<Node, Task<Error?>> attempt) => new Operation(name, attempt).Begin(world);
}
