namespace CryptoVault.Streams.UserEvents;

/// <summary>
/// Tells streams in the same process at once what happened to a user, after the commit and in order. Only a wake-up: who
/// misses it, or runs in another process, reads the events. One instance per process, shared by both apps where they share one.
/// </summary>
public sealed class UserEventSignals
{
    private Action<string, UserEventsDocument>? listeners;

    internal void Announce(string userId, UserEventsDocument events) => listeners?.Invoke(userId, events);

    /// <summary>Listens from now on. Who listens must not wait, nor fail.</summary>
    internal void Listen(Action<string, UserEventsDocument> listener) => listeners += listener;
}
