using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Adapters.Simulated;

/// <summary>What developers and tests have the chain do, and fee bumps: the changes of transactions that were sent.</summary>
public sealed partial class SimulatedChain
{
    /// <summary>Transactions that one commit moves into another block.</summary>
    private const int MovedAtOnce = 40;

    /// <inheritdoc />
    public async ValueTask EndowAsync(string reference, string network, Amount amount, CancellationToken cancellation = default)
    {
        var transactionId = SimulatedKeys.TransactionId(network, $"endowment:{reference}");
        var id = ChainTransactionDocument.IdOf(transactionId);
        await DecideAsync<Unit>(network, view =>
        {
            if (view.Find<ChainTransactionDocument>(id) is null)
            {
                var head = HeadOf(view, clock.GetUtcNow());
                var coins = new ChainTransactionDocument(id, transactionId, amount.Asset.Code, amount.Units, "endowment", 0, head.Height) { IsEndowment = true };
                view.Put(head.Hold(coins.Asset, coins.Gain));
                view.Add(coins);
            }

            return Unit.Value;
        }, cancellation);
    }

    /// <inheritdoc />
    public ValueTask<IncomingTransfer> SendAsync(string reference, string network, Amount amount, string address, CancellationToken cancellation = default) =>
        SendAsync(new StrangersPayment(reference, network, amount, address), cancellation);

    /// <inheritdoc />
    public async ValueTask<IncomingTransfer> SendAsync(StrangersPayment payment, CancellationToken cancellation = default)
    {
        var source = payment.Source ?? SimulatedKeys.Address(payment.Network, $"stranger:{payment.Reference}");
        return ToIncoming(payment.Network, await SendAsync(
            payment.Network, $"stranger:{payment.Reference}", payment.Amount, payment.Address, source, null, cancellation, payment.ReturnOf));
    }

    /// <inheritdoc />
    public ValueTask<long> MineAsync(string network, int blocks, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blocks);
        return DecideAsync<long>(network, view =>
        {
            var now = clock.GetUtcNow();
            var head = HeadOf(view, now).Mine(blocks, now);
            view.Put(head);
            return head.Height;
        }, cancellation);
    }

    /// <inheritdoc />
    public async ValueTask<int> ReorganizeAsync(string network, int depth, ChainFate fate = ChainFate.Mined, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        var tip = await TipAsync(network, cancellation);
        var query = new DocumentQuery(ChainContainer.Name, ChainContainer.BlockIndex) { Partition = network, From = tip - depth + 1, To = tip + 1, Limit = MaxPage };
        var lost = new List<string>();
        do
        {
            var page = await PageAsync(query, cancellation);
            lost.AddRange(page.Items.Select(item => item.Id));
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);

        var moved = 0;
        foreach (var ids in lost.Chunk(MovedAtOnce))
        {
            moved += await DecideAsync<int>(network, view => Move(view, ids, tip - depth, fate), cancellation);
        }

        return moved;
    }

    /// <inheritdoc />
    public ValueTask<bool> DecideFateAsync(string network, string transactionId, ChainFate fate, CancellationToken cancellation = default) =>
        DecideAsync<bool>(network, view =>
        {
            if (view.Find<ChainTransactionDocument>(ChainTransactionDocument.IdOf(transactionId)) is not { ReplacedBy: null, IsEndowment: not true } transaction)
            {
                return false;
            }

            Change(view, transaction, HeadOf(view, clock.GetUtcNow()), (known, tip) => known.With(fate, tip));
            return true;
        }, cancellation);

    /// <inheritdoc />
    public async ValueTask PlanFateAsync(string network, string address, ChainFate fate, CancellationToken cancellation = default) =>
        await DecideAsync<Unit>(network, view =>
        {
            view.Find<ChainPlanDocument>(ChainPlanDocument.IdOf(address));
            view.Put(new ChainPlanDocument(ChainPlanDocument.IdOf(address), fate));
            return Unit.Value;
        }, cancellation);

    private int Move(PartitionView view, IReadOnlyList<string> ids, long last, ChainFate fate)
    {
        var now = clock.GetUtcNow();
        var moved = 0;
        foreach (var id in ids)
        {
            if (view.Find<ChainTransactionDocument>(id) is { IsEndowment: not true } transaction && transaction.Block > last)
            {
                moved++;
                Change(view, transaction, HeadOf(view, now), (known, tip) =>
                    (known with { Block = null }).With(known.WithdrawalId is null ? fate : ChainFate.Mined, tip));
            }
        }

        return moved;
    }

    /// <summary>Writes a changed transaction: a transfer to an address of ours is listed again, and what custody holds follows.</summary>
    private static void Change(
        PartitionView view, ChainTransactionDocument known, ChainHeadDocument head, Func<ChainTransactionDocument, long, ChainTransactionDocument> change)
    {
        var changed = change(known, head.Height);
        if (changed == known)
        {
            return;
        }

        if (known.FeedSequence is not null)
        {
            head = head with { LastFed = head.LastFed + 1 };
            changed = changed with { FeedSequence = head.LastFed };
        }

        view.Put(head.Hold(changed.Asset, changed.Gain - known.Gain));
        view.Set(changed);
    }

    /// <summary>A transaction with twice the fee takes the place of the one that waits.</summary>
    private Result<CustodyBump> Bump(PartitionView view, CustodyFeeBump bump)
    {
        var id = SimulatedKeys.TransactionId(bump.Network, WithdrawalReference(bump.WithdrawalId));
        var waiting = view.Find<ChainTransactionDocument>(ChainTransactionDocument.IdOf(id));
        while (waiting?.ReplacedBy is { } next)
        {
            waiting = view.Find<ChainTransactionDocument>(ChainTransactionDocument.IdOf(next));
        }

        if (waiting is null)
        {
            return new CustodyBump(CustodyAnswer.Refused, null, 0, "There is no such withdrawal.");
        }

        var head = HeadOf(view, clock.GetUtcNow());
        var made = waiting.FeeBumps ?? 0;
        if (bump.Number <= made)
        {
            return new CustodyBump(CustodyAnswer.Accepted, waiting.TransactionId, waiting.FeeUnits);
        }

        if (waiting.IsGone || waiting.Block <= head.Height || bump.Number != made + 1)
        {
            return new CustodyBump(CustodyAnswer.Refused, waiting.TransactionId, waiting.FeeUnits, "It does not wait for a block, or another bump comes first.");
        }

        var fee = waiting.FeeUnits * 2;
        if (fee > bump.MaxFee.Units)
        {
            return new CustodyBump(
                CustodyAnswer.Refused, waiting.TransactionId, waiting.FeeUnits, $"The network asks {bump.MaxFee.Asset.Format(fee)} {bump.MaxFee.Asset} now.");
        }

        var replacement = waiting with
        {
            TransactionId = SimulatedKeys.TransactionId(bump.Network, $"{WithdrawalReference(bump.WithdrawalId)}:bump:{bump.Number}"),
            FeeUnits = fee, Block = head.Height + 1, Fate = null, SentSequence = null, FeeBumps = bump.Number,
        };
        replacement = replacement with { Id = ChainTransactionDocument.IdOf(replacement.TransactionId) };
        if (replacement.FeedSequence is not null)
        {
            head = head with { LastFed = head.LastFed + 1 };
            replacement = replacement with { FeedSequence = head.LastFed };
        }

        Change(view, waiting, head.Hold(replacement.Asset, replacement.Gain), (known, _) => known with { ReplacedBy = replacement.TransactionId, Block = null });
        view.Add(replacement);
        return new CustodyBump(CustodyAnswer.Accepted, replacement.TransactionId, fee);
    }
}
