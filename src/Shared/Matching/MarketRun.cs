using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>
/// One go of an engine over a batch of commands: applies each to the book, gathers what happens, and commits
/// whenever the gathered documents fill a batch, and at the end.
/// </summary>
internal sealed class MarketRun(MarketState state, MarketCommitter committer, BookEvents events, EngineOptions options, TimeProvider clock)
{
    private readonly List<int> owners = [];
    private MarketCommit commit = new();

    /// <summary>How many commands, from the first, are committed.</summary>
    public int Committed { get; private set; }

    /// <summary>The command that is being applied.</summary>
    public int Current { get; private set; }

    /// <summary>Applies the commands from <paramref name="start"/> on; the one at <paramref name="poisoned"/> is rejected unseen.</summary>
    public async Task ApplyAsync(IReadOnlyList<MarketCommand> commands, int start, int poisoned)
    {
        Committed = start;
        Current = start;
        if (state.Head.Unfinished is { } unfinished)
        {
            await FinishAsync(unfinished);
        }

        for (; Current < commands.Count; Current++)
        {
            var command = commands[Current];
            var key = command.Kind == MarketCommandKind.Refresh ? 0 : OrderKey.Parse(command.OrderId);
            await (Current == poisoned ? GiveUpAsync(command, key) : HandleAsync(command, key));
            if (commit.Documents >= options.MaxDocumentsPerCommit || commit.Bytes >= MarketCommit.MaxBytes)
            {
                await FlushAsync(Current + 1);
            }
        }

        await FlushAsync(commands.Count);
        owners.ForEach(state.Owners.ReleaseIfIdle);
    }

    private Task HandleAsync(MarketCommand command, UInt128 key) => command.Kind switch
    {
        MarketCommandKind.Place => PlaceAsync(command, key),
        MarketCommandKind.Cancel => CancelAsync(command, key),
        MarketCommandKind.Reject => RejectAsync(command, key, command.Reason ?? RejectReasons.Undeliverable),
        _ => RefreshAsync(),
    };

    /// <summary>Ends an order whose command cannot be applied; of other commands nothing remains to be done.</summary>
    private Task GiveUpAsync(MarketCommand command, UInt128 key) =>
        command.Kind == MarketCommandKind.Place ? RejectAsync(command, key, RejectReasons.InternalError) : Task.CompletedTask;

    private async Task PlaceAsync(MarketCommand command, UInt128 key)
    {
        var now = clock.GetUtcNow();
        if (await IsHandledAsync(command, key, now))
        {
            return;
        }

        if (state.Tombstones.Remove(key))
        {
            Refuse(command, key, OrderStatus.Canceled, RejectReasons.CanceledEarly, now);
            return;
        }

        var owner = state.Owners.HandleOf(command.UserId);
        owners.Add(owner);
        if (PlacingRules.Refuse(command, state.Market, state.Owners.OpenOrdersOf(owner), now, options.CommandLife) is { } reason)
        {
            Refuse(command, key, OrderStatus.Rejected, reason, now);
            return;
        }

        state.Handled.Add(key, now);
        var order = PlacingRules.ToNewOrder(command.Order!, key, owner);
        events.Clear();
        state.Book.Place(in order, events);
        await GatherAsync(key, command);
    }

    private async Task CancelAsync(MarketCommand command, UInt128 key)
    {
        events.Clear();
        if (state.Book.TryGet(key, out var order))
        {
            if (state.Owners.UserOf(order.Owner) == command.UserId)
            {
                owners.Add(order.Owner);
                state.Book.Cancel(key, events);
                await GatherAsync(key, command);
            }

            return;
        }

        // Handled and not working: it ended, and its owner is told so already. Not handled, but it may still come: a
        // tombstone waits for it. Too old to come: nothing to do.
        var now = clock.GetUtcNow();
        var canStillCome = now - StoredTime.Parse(command.PlacedTime) <= options.CommandLife;
        if (canStillCome && !state.Handled.Contains(key) && state.Tombstones.TryAdd(key, now))
        {
            commit.NewTombstones.Add(key);
        }
    }

    private async Task RejectAsync(MarketCommand command, UInt128 key, string reason)
    {
        var now = clock.GetUtcNow();
        if (!await IsHandledAsync(command, key, now))
        {
            Refuse(command, key, OrderStatus.Rejected, reason, now);
        }
    }

    private async Task RefreshAsync()
    {
        await FlushAsync(Current);
        await state.RefreshAsync(committer.Assets);
    }

    /// <summary>
    /// True when the order was handled before, or is so old that the log cannot tell any more: then nothing may
    /// happen on its account.
    /// </summary>
    private async Task<bool> IsHandledAsync(MarketCommand command, UInt128 key, DateTimeOffset now)
    {
        if (state.Handled.Contains(key) || state.Book.Contains(key))
        {
            return true;
        }

        var placed = StoredTime.Parse(command.PlacedTime);
        if (placed >= state.Handled.Since)
        {
            return false;
        }

        if (now - placed >= MarketLogDocument.Life)
        {
            return true;
        }

        await state.RememberSinceAsync(placed);
        return state.Handled.Contains(key);
    }

    private void Refuse(MarketCommand command, UInt128 key, OrderStatus status, string reason, DateTimeOffset now)
    {
        state.Handled.Add(key, now);
        commit.Refusals.Add(new RefusedOrder(key, command.UserId, command.Order?.Side ?? default, status, reason));
    }

    /// <summary>Goes on with an order whose matching a crash or another writer interrupted between two commits.</summary>
    private async Task FinishAsync(UnfinishedOrder unfinished)
    {
        var key = OrderKey.Parse(unfinished.OrderId);
        var owner = state.Owners.HandleOf(unfinished.UserId);
        owners.Add(owner);
        var order = PlacingRules.ToNewOrder(unfinished.Order, key, owner);
        var taker = new BookOrder
        {
            Id = key,
            Owner = owner,
            Side = order.Side,
            Price = order.Price,
            Remaining = unfinished.Remaining,
            Executed = unfinished.Executed,
            ExecutedQuote = unfinished.ExecutedQuote,
            Fee = unfinished.Fee,
            Priority = unfinished.Priority,
            Sequence = unfinished.Sequence,
            MakerBasisPoints = order.MakerBasisPoints,
            TakerBasisPoints = order.TakerBasisPoints,
        };
        state.Handled.Add(key, clock.GetUtcNow());
        commit.Resume(key, unfinished.FirstSequence, unfinished.Fills);
        events.Clear();
        state.Book.Continue(in order, taker, events);
        await GatherAsync(key, new MarketCommand(MarketCommandKind.Place, unfinished.OrderId, unfinished.UserId, "") { Order = unfinished.Order });
        await FlushAsync(Committed);
    }

    /// <summary>Adds the events of a command to the commit; splits where the commit is full.</summary>
    private async Task GatherAsync(UInt128 key, MarketCommand command)
    {
        if (!commit.IsEmpty && !commit.IsResumed && commit.Documents + events.Count > options.MaxDocumentsPerCommit)
        {
            await FlushAsync(Current);
        }

        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is { Kind: BookEventKind.Filled, WasResting: true } && commit.Documents >= options.MaxDocumentsPerCommit)
            {
                await FlushPartAsync(key, command);
            }

            commit.Add(in events[i]);
            CountOpenOrders(in events[i]);
        }
    }

    private void CountOpenOrders(in BookEvent happened)
    {
        var change = happened switch
        {
            { Kind: BookEventKind.Rested } => 1,
            { WasResting: true, Kind: BookEventKind.Closed } or { WasResting: true, Remaining: 0 } => -1,
            _ => 0,
        };
        if (change != 0)
        {
            state.Owners.AddOpenOrders(happened.Owner, change);
            owners.Add(happened.Owner);
        }
    }

    private async Task FlushAsync(int committed)
    {
        if (!commit.IsEmpty)
        {
            await committer.CommitAsync(state, commit, null);
            commit = new MarketCommit();
        }

        Committed = committed;
    }

    /// <summary>
    /// Commits the first part of an order's matching. The order's own fills are kept back in the head, so that its
    /// owner sees them all at once; only an order with very many fills is told in parts.
    /// </summary>
    private async Task FlushPartAsync(UInt128 key, MarketCommand command)
    {
        var change = commit.Find(key);
        var last = change.Last;
        var isTold = change.Fills.Count >= options.MaxFillsKeptBack;
        if (!isTold)
        {
            commit.Remove(key);
        }

        var firstSequence = isTold ? last.Sequence + 1 : change.FirstSequence;
        IReadOnlyList<CommittedFill> keptBack = isTold ? [] : change.Fills;
        var unfinished = new UnfinishedOrder(command.OrderId, command.UserId, command.Order!)
        {
            Remaining = last.Remaining,
            Executed = last.Executed,
            ExecutedQuote = last.ExecutedQuote,
            Fee = last.CumulativeFee,
            Priority = last.Priority,
            Sequence = last.Sequence,
            FirstSequence = firstSequence,
            Fills = keptBack,
        };
        await committer.CommitAsync(state, commit, unfinished);
        commit = new MarketCommit();
        commit.Resume(key, firstSequence, keptBack);
    }
}
