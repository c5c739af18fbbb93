using CryptoVault.Messaging;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>Queues of a length that a test says.</summary>
internal sealed class FakeQueues : IQueueInspector
{
    public int Length { get; set; }

    public IReadOnlyList<string> QueueNames => [Queues.MarketCommands];

    public QueueState State(string queue) => new(queue, Length, 0, 0, TimeSpan.Zero, true);

    public IReadOnlyList<PeekedMessage> Peek(string queue, int limit) => [];

    public ValueTask<DeadLetterPage> DeadLettersAsync(int limit, string? continuation = null, CancellationToken cancellation = default) =>
        ValueTask.FromResult(new DeadLetterPage([], null));

    public ValueTask<bool> ResubmitAsync(MessageReference reference, CancellationToken cancellation = default) => ValueTask.FromResult(false);

    public ValueTask<bool> DeleteAsync(MessageReference reference, CancellationToken cancellation = default) => ValueTask.FromResult(false);
}
