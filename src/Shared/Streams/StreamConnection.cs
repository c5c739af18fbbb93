using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace CryptoVault.Streams;

/// <summary>One connection's events that wait to be sent. Offering never blocks: who does not keep up is ended with a reason.</summary>
public sealed class StreamConnection : IDisposable
{
    private readonly Channel<StreamMessage> waiting;
    private readonly CancellationTokenSource ended = new(); // without a timer it holds nothing that must be given back
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly StreamOptions options;
    private Queue<StreamMessage>? replayed;
    private Action<StreamConnection>? left;
    private string? reason;
    private long bytes;

    internal StreamConnection(StreamClient client, StreamOptions options, bool takesHeartbeats)
    {
        (Client, this.options, TakesHeartbeats, Ended) = (client, options, takesHeartbeats, ended.Token);
        waiting = Channel.CreateBounded<StreamMessage>(new BoundedChannelOptions(options.MaxQueuedEvents) { SingleReader = true });
    }

    /// <summary>Who holds it.</summary>
    public StreamClient Client { get; }

    /// <summary>Fires when the stream is over; <see cref="Reason"/> then says why.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why the stream is over; null while it is not.</summary>
    public string? Reason => Volatile.Read(ref reason);

    /// <summary>False where the transport has heartbeats of its own.</summary>
    internal bool TakesHeartbeats { get; }

    /// <summary>Waits for the next event; false when the stream is over.</summary>
    public async ValueTask<bool> WaitAsync() => Reason is null && (replayed is not null || (await waiting.Reader.WaitToReadAsync() && Reason is null));

    /// <summary>The next event, if it is there. Asked by one reader only.</summary>
    public bool TryNext([NotNullWhen(true)] out StreamMessage? next)
    {
        if (replayed is { } before)
        {
            next = before.Dequeue();
            replayed = before.Count == 0 ? null : before;
            return true;
        }

        if (!waiting.Reader.TryRead(out next))
        {
            return false;
        }

        Interlocked.Add(ref bytes, -next.Size);
        return true;
    }

    /// <summary>The client is gone.</summary>
    public void Dispose() => End(StreamEnds.ClientGone);

    /// <summary>Ends the stream.</summary>
    public void End(string why)
    {
        if (Interlocked.CompareExchange(ref reason, why, null) is not null)
        {
            return;
        }

        Interlocked.Exchange(ref left, null)?.Invoke(this);
        waiting.Writer.TryComplete();
        _ = ended.CancelAsync(); // not on this thread: what waits for it must not hold up the others
    }

    internal void Offer(StreamMessage next)
    {
        if (Interlocked.Add(ref bytes, next.Size) > options.MaxQueuedBytes || !waiting.Writer.TryWrite(next))
        {
            End(StreamEnds.SlowConsumer);
        }
    }

    /// <summary>What the client missed: sent before all else, and bounded by whoever read it. Before the connection is read.</summary>
    internal void Replay(IReadOnlyCollection<StreamMessage> missed) => replayed = missed.Count == 0 ? null : new Queue<StreamMessage>(missed);

    /// <summary>Does something when the stream is over; at once, if it is.</summary>
    internal void OnEnd(Action<StreamConnection> action)
    {
        left += action;
        if (Reason is not null)
        {
            Interlocked.Exchange(ref left, null)?.Invoke(this);
        }
    }

    /// <summary>True the first time that a view has this version. Asked by one thread only.</summary>
    internal bool Learn(string topic, string version)
    {
        if (known.TryGetValue(topic, out var before) && before == version)
        {
            return false;
        }

        known[topic] = version;
        return true;
    }
}
