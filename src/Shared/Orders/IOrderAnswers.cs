using System.Collections.Concurrent;
using CryptoVault.Ledger;
using CryptoVault.Storage;

namespace CryptoVault.Orders;

/// <summary>How a request waits for what the market makes of its order.</summary>
public interface IOrderAnswers
{
    /// <summary>Starts to listen for an order; dispose to stop. Listening starts before the order is sent, so that no answer is missed.</summary>
    IOrderAnswer Listen(string userId, string orderId);

    /// <summary>Says that an order changed in its customer's partition.</summary>
    void Tell(OrderDocument order);
}

/// <summary>A listener for one order.</summary>
public interface IOrderAnswer : IDisposable
{
    /// <summary>Waits until the order is as wanted or the time is over; returns the newest state that is known, or null.</summary>
    Task<OrderDocument?> WaitAsync(Func<OrderDocument, bool> wanted, TimeSpan atMost, CancellationToken cancellation);
}

/// <summary>
/// Answers by signal within a process. Where settlement runs in another process there are no signals: then the
/// order's document is polled, with growing pauses.
/// </summary>
/// <param name="store">Where orders are polled.</param>
/// <param name="clock">The clock.</param>
public sealed class OrderAnswers(IDocumentStore store, TimeProvider clock) : IOrderAnswers
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    /// <summary>A shorter wait ends at once, so that waiting for it would be asking the store in circles.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Listener> listeners = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public IOrderAnswer Listen(string userId, string orderId)
    {
        while (true)
        {
            var listener = listeners.GetOrAdd(orderId, static (id, owner) => new Listener(owner.Answers, owner.UserId, id), (Answers: this, UserId: userId));
            if (listener.TryJoin())
            {
                return listener;
            }
        }
    }

    /// <inheritdoc />
    public void Tell(OrderDocument order)
    {
        if (listeners.TryGetValue(order.OrderId, out var listener))
        {
            listener.Tell(order);
        }
    }

    private async Task<OrderDocument?> ReadAsync(string userId, string orderId, CancellationToken cancellation) =>
        await store.ReadAsync(LedgerPartitions.Users, userId, OrderDocument.IdOf(orderId), cancellation) is { } stored
            ? DocumentCodec.Decode<OrderDocument>(stored)
            : null;

    private sealed class Listener(OrderAnswers answers, string userId, string orderId) : IOrderAnswer
    {
        private readonly Lock gate = new();
        private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private OrderDocument? newest;
        private int users;

        public bool TryJoin()
        {
            lock (gate)
            {
                if (users < 0)
                {
                    return false;
                }

                users++;
                return true;
            }
        }

        public void Tell(OrderDocument order)
        {
            TaskCompletionSource tell;
            lock (gate)
            {
                if (newest is not null && newest.Sequence >= order.Sequence)
                {
                    return;
                }

                newest = order;
                (tell, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            tell.SetResult();
        }

        public async Task<OrderDocument?> WaitAsync(Func<OrderDocument, bool> wanted, TimeSpan atMost, CancellationToken cancellation)
        {
            var started = answers.Clock.GetTimestamp();
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                OrderDocument? known;
                Task signal;
                lock (gate)
                {
                    (known, signal) = (newest, changed.Task);
                }

                var left = atMost - answers.Clock.GetElapsedTime(started);
                if ((known is not null && wanted(known)) || left < Tick)
                {
                    return known;
                }

                try
                {
                    await FollowAsync(signal).WaitAsync(pause < left ? pause : left, answers.Clock, cancellation);
                }
                catch (TimeoutException)
                {
                    if (await answers.ReadAsync(userId, orderId, cancellation) is { } stored)
                    {
                        Tell(stored);
                    }
                }
            }
        }

        /// <summary>The signal, gone on with where the caller runs; a wait on the signal itself would go on in the thread pool.</summary>
        private static async Task FollowAsync(Task signal) => await signal;

        public void Dispose()
        {
            lock (gate)
            {
                if (--users > 0)
                {
                    return;
                }

                users = -1;
            }

            answers.listeners.TryRemove(new KeyValuePair<string, Listener>(orderId, this));
        }
    }

    private TimeProvider Clock => clock;
}
