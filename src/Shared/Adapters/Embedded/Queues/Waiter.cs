using CryptoVault.Messaging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>A consumer that waits for messages.</summary>
internal sealed class Waiter(int max)
{
    private readonly TaskCompletionSource<QueueBatch?> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration registration;
    private int claimed;

    public int Max { get; } = max;

    public Task<QueueBatch?> Task => completion.Task;

    public bool IsClaimed => Volatile.Read(ref claimed) != 0;

    /// <summary>True once: for whoever gives it messages, or for its cancellation.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref claimed, 1) == 0;

    /// <summary>Ends the wait of a claimed waiter, or of any with null.</summary>
    public void TryEnd(QueueBatch? batch)
    {
        completion.TrySetResult(batch);
        registration.Unregister();
    }

    public void CancelWith(CancellationToken cancellation)
    {
        registration = cancellation.UnsafeRegister(
            static (state, token) =>
            {
                var waiter = (Waiter)state!;
                if (waiter.TryClaim())
                {
                    waiter.completion.TrySetCanceled(token);
                }
            },
            this);
        if (completion.Task.IsCompleted)
        {
            registration.Unregister();
        }
    }
}
