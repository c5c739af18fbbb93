using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>
/// One go of an engine over a batch of commands: applies each to the book, gathers what happens, and commits
/// whenever the gathered documents fill a batch, and at the end.
/// </summary>
internal sealed class MarketRun(MarketState state, MarketCommitter committer, BookEvents events, EngineOptions options, TimeProvider clock)
{
    private const int Lookahead = 16;

    /// <summary>An order can be handled, by this clock, so much before it was placed by another.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(10);

    private readonly List<int> owners = [];
    private MarketCommit commit = new();

    /// <summary>The order that is trading, as of the last gathered event, and its terms.</summary>
    private UInt128? current;
    private PlacedOrder? currentTerms;

    /// <summary>How many commands, from the first, are committed.</summary>
    public int Committed { get; private set; }

    /// <summary>The command that is being applied.</summary>
    public int Current { get; private set; }

    /// <summary>Applies the commands from <paramref name="start"/> on; the one at <paramref name="poisoned"/> is rejected unseen.</summary>
    public async Task ApplyAsync(IReadOnlyList<MarketCommand> commands, int start, int poisoned)
    {
        Committed = start;
        Current = start;
        await FinishAsync();

        for (; Current < commands.Count; Current++)
        {
            var command = commands[Current];
            var key = command.HasOrder ? OrderKey.Parse(command.OrderId) : 0;
            if (Current % Lookahead == 0)
            {
                ExpectNext(commands);
            }

            await ExpireAsync();
            await (Current == poisoned ? GiveUpAsync(command, key) : HandleAsync(command, key));
            if (commit.Documents >= options.MaxDocumentsPerCommit || commit.Bytes >= MarketCommit.MaxBytes)
            {
                await FlushAsync(Current + 1);
            }
        }

        await FlushAsync(commands.Count);
        owners.ForEach(state.Owners.ReleaseIfIdle);
    }

    private void ExpectNext(IReadOnlyList<MarketCommand> commands)
    {
        Span<UInt128> next = stackalloc UInt128[Lookahead];
        var count = 0;
        for (var i = Current; i < commands.Count && count < Lookahead; i++)
        {
            if (commands[i].HasOrder)
            {
                next[count++] = OrderKey.Parse(commands[i].Kind == MarketCommandKind.Replace ? commands[i].Other! : commands[i].OrderId);
            }
        }

        state.Book.Expect(next[..count]);
    }

    private Task HandleAsync(MarketCommand command, UInt128 key) => command.Kind switch
    {
        MarketCommandKind.Place or MarketCommandKind.PlacePair or MarketCommandKind.Replace => PlaceAsync(command, key),
        MarketCommandKind.Cancel => CancelAsync(command, key),
        MarketCommandKind.Reduce => ReduceAsync(command, key),
        MarketCommandKind.Reject => RejectAsync(command, key, command.Reason ?? RejectReasons.Undeliverable),
        MarketCommandKind.Refresh => RefreshAsync(),
        _ => Task.CompletedTask, // a tick: time has passed already
    };

    /// <summary>Ends an order whose command cannot be applied; of other commands nothing remains to be done.</summary>
    private Task GiveUpAsync(MarketCommand command, UInt128 key) =>
        command.IsPlacing ? RejectAsync(command, key, RejectReasons.InternalError) : Task.CompletedTask;

    /// <summary>Ends the orders whose time is over by the market's clock, one at a time.</summary>
    private async Task ExpireAsync()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (events.Clear(); state.Book.ExpireNext(now, events); events.Clear())
        {
            await GatherAsync();
        }
    }

    private async Task PlaceAsync(MarketCommand command, UInt128 key)
    {
        var now = clock.GetUtcNow();
        if (await IsHandledAsync(command, key, now))
        {
            return;
        }

        if (command.Kind == MarketCommandKind.PlacePair && state.Handled.Contains(OrderKey.Parse(command.Other!)))
        {
            // Half of it was given up before: the other half is, too.
            Refuse(command with { Kind = MarketCommandKind.Place }, key, OrderStatus.Rejected, RejectReasons.OtherLeg, now);
            return;
        }

        if (state.Tombstones.Remove(key) | (command.Kind == MarketCommandKind.PlacePair && state.Tombstones.Remove(OrderKey.Parse(command.Other!))))
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
        Replacement? replacement = null;
        events.Clear();
        switch (command.Kind)
        {
            case MarketCommandKind.PlacePair:
                var otherKey = OrderKey.Parse(command.Other!);
                var other = PlacingRules.ToNewOrder(command.OtherOrder!, otherKey, owner);
                state.Handled.Add(otherKey, now);
                state.Special.Add(key, command.Order!, otherKey, order.IsPlain);
                state.Special.Add(otherKey, command.OtherOrder!, key, other.IsPlain);
                state.Book.PlacePair(in order, in other, events);
                break;
            case MarketCommandKind.Replace:
                state.Special.Add(key, command.Order!, null, order.IsPlain);
                var replaced = OrderKey.Parse(command.Other!);
                replacement = new Replacement(replaced, key, Math.Max(0, OrderBook.HoldOf(in order) - command.Reserved));
                state.Book.Replace(replaced, in order, command.Reserved, events);
                break;
            default:
                state.Special.Add(key, command.Order!, null, order.IsPlain);
                state.Book.Place(in order, events);
                break;
        }

        await GatherAsync(command.Order, replacement);
    }

    private async Task ReduceAsync(MarketCommand command, UInt128 key)
    {
        var isTheirs = state.Book.TryGet(key, out var order) && state.Owners.UserOf(order.Owner) == command.UserId;
        if (!isTheirs || command.Quantity == order.Executed + order.Remaining)
        {
            return; // ended, as its owner is told; or done already
        }

        events.Clear();
        state.Book.Reduce(key, command.Quantity, events);
        await GatherAsync();
    }

    private async Task CancelAsync(MarketCommand command, UInt128 key)
    {
        events.Clear();
        if (state.Book.TryGet(key, out var order))
        {
            if (state.Owners.UserOf(order.Owner) == command.UserId)
            {
                state.Book.Cancel(key, events);
                await GatherAsync();
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
        if (placed >= state.Handled.Since + ClockDifference)
        {
            return false;
        }

        if (now - placed >= MarketLogDocument.Life)
        {
            return true;
        }

        await state.RememberSinceAsync(placed - ClockDifference);
        return state.Handled.Contains(key);
    }

    private void Refuse(MarketCommand command, UInt128 key, OrderStatus status, string reason, DateTimeOffset now)
    {
        state.Handled.Add(key, now);
        commit.Refusals.Add(new RefusedOrder(key, command.UserId, command.Order?.Side ?? default, status, reason));
        if (command is { Kind: MarketCommandKind.PlacePair or MarketCommandKind.Reject, Other: not null }
            && OrderKey.Parse(command.Other) is var other && !state.Handled.Contains(other) && !state.Book.Contains(other))
        {
            state.Handled.Add(other, now);
            commit.Refusals.Add(new RefusedOrder(other, command.UserId, command.OtherOrder?.Side ?? default, status, reason));
        }
    }

    /// <summary>Goes on with what a crash or another writer interrupted between two commits: an order's matching, and triggered orders.</summary>
    private async Task FinishAsync()
    {
        events.Clear();
        if (state.Head.Unfinished is { } unfinished)
        {
            var key = OrderKey.Parse(unfinished.OrderId);
            var owner = state.Owners.HandleOf(unfinished.UserId);
            state.Owners.AddOpenOrders(owner, 1);
            owners.Add(owner);
            var order = PlacingRules.ToNewOrder(unfinished.Order, key, owner);
            state.Special.Add(key, unfinished.Order, null, order.IsPlain);
            state.Handled.Add(key, clock.GetUtcNow());
            commit.Resume(key, unfinished.FirstSequence, unfinished.WasWorking, unfinished.IsReplacement, unfinished.Fills);
            (current, currentTerms) = (key, unfinished.Order);
            state.Book.Continue(in order, unfinished.ToTaker(in order), events);
        }
        else if (state.Book.HasTriggered)
        {
            state.Book.Continue(events);
        }
        else
        {
            return;
        }

        await GatherAsync(currentTerms);
        await FlushAsync(Committed);
    }

    /// <summary>Adds the events of a command to the commit; splits where the commit is full.</summary>
    /// <param name="placed">The terms of the order that the command places, if it does.</param>
    /// <param name="replacement">
    /// What the command was to replace. (The end of the old order and the acceptance of the new one are always in one
    /// commit: it is begun anew for a command that may not fit, and the two are its first events.)
    /// </param>
    private async Task GatherAsync(PlacedOrder? placed = null, Replacement? replacement = null)
    {
        if (!commit.IsEmpty && !commit.IsResumed && commit.Documents + events.Count > options.MaxDocumentsPerCommit)
        {
            await FlushAsync(Current);
        }

        for (var i = 0; i < events.Count; i++)
        {
            var isCurrent = current == events[i].OrderId;
            if (!isCurrent && commit.Documents >= options.MaxDocumentsPerCommit && commit.NeedsRoomFor(in events[i]))
            {
                await FlushPartAsync();
            }

            commit.Add(in events[i]);
            if (replacement is { } one)
            {
                commit.Note(in events[i], in one);
            }

            FollowCurrent(in events[i], placed);
            state.Special.Follow(in events[i]);
            CountOpenOrders(in events[i]);
        }
    }

    /// <summary>Follows which order is trading: only between two of its trades may a commit leave it unfinished.</summary>
    private void FollowCurrent(in BookEvent happened, PlacedOrder? placed)
    {
        if (happened is { Kind: BookEventKind.Accepted, Place: OrderPlace.Incoming })
        {
            (current, currentTerms) = (happened.OrderId, placed);
        }
        else if (happened.Kind == BookEventKind.Activated)
        {
            (current, currentTerms) = (happened.OrderId, state.Special.Find(happened.OrderId)!.Terms);
        }
        else if (current == happened.OrderId && (happened.Kind == BookEventKind.Rested || happened.Status.IsClosed()))
        {
            (current, currentTerms) = (null, null);
        }
    }

    private void CountOpenOrders(in BookEvent happened)
    {
        var change = happened.Kind switch
        {
            BookEventKind.Rejected => 0,
            BookEventKind.Accepted => 1,
            _ => happened.Status.IsClosed() ? -1 : 0,
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
    /// Commits the first part of a command. What an order that is trading did so far is kept back in the head, so that
    /// its owner sees it all at once; only an order with very many fills is told in parts. (Between two triggered orders
    /// no order is trading: the others of them are written as waiting for their turn.)
    /// </summary>
    private async Task FlushPartAsync()
    {
        if (current is not { } key)
        {
            await committer.CommitAsync(state, commit, null);
            commit = new MarketCommit();
            return;
        }

        var change = commit.Find(key);
        var isTold = change.Fills.Count >= options.MaxFillsKeptBack;
        if (!isTold)
        {
            commit.Remove(key);
        }

        var last = change.Last;
        var unfinished = new UnfinishedOrder(OrderKey.Format(key), state.Owners.UserOf(last.Owner), currentTerms! with { Price = last.OrderPrice })
        {
            Remaining = last.Remaining,
            Executed = last.Executed,
            ExecutedQuote = last.ExecutedQuote,
            Fee = last.CumulativeFee,
            Budget = last.Budget == NewOrder.NoBudget ? null : last.Budget,
            Priority = last.Priority,
            Sequence = last.Sequence,
            WasWorking = change.WasWorking && !isTold,
            IsReplacement = change.IsReplacement && !isTold,
            FirstSequence = isTold ? last.Sequence + 1 : change.FirstSequence,
            Fills = isTold ? [] : change.Fills,
        };
        await committer.CommitAsync(state, commit, unfinished);
        commit = new MarketCommit();
        commit.Resume(key, unfinished.FirstSequence, unfinished.WasWorking, unfinished.IsReplacement, unfinished.Fills);
    }
}
