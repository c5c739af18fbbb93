using CryptoVault.Compliance.Cases;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Deposits;

/// <summary>
/// Looks after every open deposit of a network: counts confirmations, screens who paid, opens the cases that people decide,
/// and follows what they decided. What it asks outside of the user's partition only says what may be done; each step is
/// decided there, and a deposit that went another way meanwhile is left alone.
/// </summary>
public sealed class FollowDeposits(
    Partitions partitions, IDocumentStore store, ICustody custody, SourceScreening screening, CaseDesk desk, NetworkCatalog networks, AssetCatalog assets,
    DepositOptions options, TimeProvider clock, ILogger<FollowDeposits> logger)
{
    private const int PageSize = 200;

    /// <summary>Deposits stand behind withdrawals that wait for approval, which have less time.</summary>
    private const int Priority = 60;

    /// <summary>Looks after the open deposits of a network.</summary>
    /// <returns>How many were credited.</returns>
    public async Task<Result<int>> ExecuteAsync(string network, long tip, CancellationToken cancellation = default)
    {
        var credited = 0;
        string? continuation = null;
        do
        {
            var query = new DocumentQuery(LedgerPartitions.Users, DepositDocument.Pending.Name) { Equal = [network], Limit = PageSize, Continuation = continuation };
            var page = await store.ListAsync<DepositDocument>(query, cancellation);
            var steps = new List<(DepositDocument Before, Task<Result<Followed>> After)>();
            foreach (var deposit in page.Items)
            {
                // Decided all at once, so that those of one user share a commit.
                var facts = await LearnAsync(deposit, tip, cancellation);
                steps.Add((deposit, FollowAsync(deposit, facts, cancellation)));
            }

            foreach (var (before, after) in steps)
            {
                var outcome = await after;
                if (!outcome.IsSuccess)
                {
                    return outcome.Error;
                }

                credited += outcome.Value is { IsMoved: true, Deposit.Status: DepositStatus.Credited } ? 1 : 0;
                if (outcome.Value.Deposit is { } deposit && deposit.Status != before.Status)
                {
                    await CareAsync(before, deposit, cancellation);
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return credited;
    }

    /// <summary>Does what a new state asks for outside of the user's partition; what is missed is done with the next look.</summary>
    private async Task CareAsync(DepositDocument before, DepositDocument deposit, CancellationToken cancellation = default)
    {
        if (deposit.Status is DepositStatus.Quarantined or DepositStatus.Reversed)
        {
            logger.Log(
                deposit.Status == DepositStatus.Reversed ? LogLevel.Error : LogLevel.Warning,
                "Deposit {Deposit} of user {User} is {Status}: {Reason} Claimed: {Claim} units of {Asset}.",
                deposit.DepositId, deposit.UserId, deposit.Status, deposit.Reason, deposit.ReceivableUnits, deposit.Asset);
            Check(await desk.OpenAsync(CaseOf(deposit), cancellation));
        }
        else if (before is { Status: DepositStatus.Reversed, CaseId: not null } && deposit.Status == DepositStatus.Credited)
        {
            Check(await desk.WithdrawAsync(before.CaseId, cancellation)); // the chain has it again
        }
    }

    /// <summary>The chain changed a deposit: an incident is told, and a case whose deposit will never be there is closed.</summary>
    internal async Task CareAsync(DepositDocument listed, CancellationToken cancellation)
    {
        if (listed.Status == DepositStatus.Reversed)
        {
            await CareAsync(listed, listed, cancellation);
        }
        else if (listed is { Status: DepositStatus.Failed, CaseId: { } pending })
        {
            var closed = await desk.WithdrawAsync(pending, cancellation);
            if (closed.Error is not CaseNotFound)
            {
                Check(closed);
            }
        }
    }

    private Task<Result<Followed>> FollowAsync(DepositDocument deposit, DepositFacts facts, CancellationToken cancellation) =>
        partitions.DecideAsync(
            LedgerPartitions.OfUser(deposit.UserId),
            view =>
            {
                var book = new DepositBook(view, assets, clock.GetUtcNow());
                var before = book.Find(deposit.DepositId)?.Status;
                var followed = DepositDecisions.Follow(book, deposit.DepositId, facts, networks.Find(deposit.Asset, deposit.Network));
                return followed.Map(after => new Followed(after, after?.Status != before));
            },
            cancellation);

    private async Task<DepositFacts> LearnAsync(DepositDocument deposit, long tip, CancellationToken cancellation)
    {
        var facts = new DepositFacts(tip);
        switch (deposit.Status)
        {
            case DepositStatus.Pending when DepositDecisions.DepthOf(deposit, tip) >= deposit.RequiredConfirmations:
                return facts with { IsScreened = true, Objection = await screening.WhyNotClearAsync(deposit.Network, deposit.Sources ?? [], cancellation) };
            case DepositStatus.Quarantined:
            case DepositStatus.Reversed:
                var opened = Check(await desk.OpenAsync(CaseOf(deposit), cancellation));
                var outcome = Check(await desk.SettleAsync(opened.CaseId, cancellation)).Outcome;
                return deposit.Status == DepositStatus.Reversed ? facts
                    : facts with { CaseOutcome = outcome, ReturnUnits = outcome == CaseOutcome.Refund ? await ReturnUnitsAsync(deposit, cancellation) : 0 };
            case DepositStatus.Returning:
                return await LearnReturnAsync(deposit, facts, cancellation);
            default:
                return facts;
        }
    }

    private async Task<Int128> ReturnUnitsAsync(DepositDocument deposit, CancellationToken cancellation)
    {
        var fee = await custody.QuoteNetworkFeeAsync(assets.Get(deposit.Asset), deposit.Network, cancellation);
        return deposit is { Sources.Count: > 0, IsOnChain: true } ? deposit.Units - fee.Units : 0;
    }

    private async Task<DepositFacts> LearnReturnAsync(DepositDocument deposit, DepositFacts facts, CancellationToken cancellation)
    {
        var amount = new Amount(deposit.ReturnUnits, assets.Get(deposit.Asset));
        var answer = await custody.SubmitAsync(new CustodyWithdrawal(ReturnIdOf(deposit), deposit.Network, amount, deposit.Sources![0]), cancellation);
        return answer.Answer == CustodyAnswer.Refused
            ? facts with { ReturnRefusal = answer.Reason ?? "Custody refuses to send it back." }
            : facts with { Return = await custody.FindWithdrawalAsync(deposit.Network, ReturnIdOf(deposit), cancellation) };
    }

    /// <summary>The id under which custody sends a deposit back: another attempt, after another case, is another payment.</summary>
    internal static string ReturnIdOf(DepositDocument deposit) => DerivedId.Of("deposit-return", deposit.DepositId, $"{deposit.Cases}");

    private CaseDocument CaseOf(DepositDocument deposit)
    {
        var now = clock.GetUtcNow();
        var isIncident = deposit.Status == DepositStatus.Reversed;
        return new CaseDocument(
            deposit.CaseId!, isIncident ? CaseType.DepositReversal : CaseType.DepositQuarantine, CaseState.Open, Priority, StoredTime.Format(now),
            StoredTime.Format(now + options.ReviewTime), new ApprovalQuorum([new ApprovalGroup(isIncident ? options.IncidentRoles : options.Reviewers, 1)]),
            $"deposit-{deposit.DepositId}", 1)
        {
            Deposit = new DepositSubject(
                deposit.DepositId, deposit.UserId, deposit.Asset, deposit.Network, deposit.TransactionId, deposit.Sources ?? [], deposit.Units, deposit.Reason ?? "")
            {
                ReceivableUnits = deposit.ReceivableUnits,
            },
        };
    }

    /// <exception cref="CustodyUnavailableException">The store could not answer: the next look does it.</exception>
    private static CaseDocument Check(Result<CaseDocument> answer) =>
        answer.IsSuccess ? answer.Value : throw new CustodyUnavailableException($"The case could not be reached: {answer.Error.Message}");

    /// <summary>A deposit that was looked after.</summary>
    /// <param name="Deposit">As it is then; null when there is none.</param>
    /// <param name="IsMoved">True when this very look moved it on, and not another run before.</param>
    private sealed record Followed(DepositDocument? Deposit, bool IsMoved);
}
