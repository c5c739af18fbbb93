using CryptoVault.Messaging;
using CryptoVault.Results;

namespace CryptoVault.Orders.Placing;

/// <summary>Limits of placing orders.</summary>
public sealed record OrderOptions
{
    /// <summary>Most commands that may wait for the engines; beyond it orders are refused before anything is reserved.</summary>
    public int MaxQueuedCommands { get; init; } = 10_000;
}

/// <summary>
/// Holds orders back while the engines are behind: better an answer at once than a command that expires in the queue.
/// Where the queue cannot be asked from here (Service Bus), nothing is held back.
/// </summary>
/// <param name="options">The limit.</param>
/// <param name="queues">The queues, where they are in this process.</param>
public sealed class EngineLoad(OrderOptions options, IQueueInspector? queues = null)
{
    /// <summary>Why no order can be taken now, or null.</summary>
    public ServiceUnavailable? Refuse() =>
        queues is not null && queues.State(Queues.MarketCommands).Length > options.MaxQueuedCommands
            ? new ServiceUnavailable("The markets are busy; nothing was reserved.", TimeSpan.FromSeconds(1))
            : null;
}
