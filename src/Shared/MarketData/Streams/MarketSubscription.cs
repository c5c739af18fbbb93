using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace CryptoVault.MarketData.Streams;

/// <summary>One connection's events that wait to be sent. Offering never blocks: who does not keep up is ended with a reason.</summary>
public sealed class MarketSubscription : IDisposable
{
    /// <summary>The reason when more came together than may wait.</summary>
    public const string SlowConsumer = "SLOW_CONSUMER";

    /// <summary>The reason when this process stops.</summary>
    public const string ServerStopping = "SERVER_STOPPING";

    private readonly Channel<MarketEvent> waiting;
    private readonly CancellationTokenSource ended = new(); // without a timer it holds nothing that must be given back
    private readonly Dictionary<(string Channel, string Symbol), string> known = [];
    private readonly MarketStreamOptions options;
    private readonly Action<MarketSubscription> left;
    private string? reason;
    private long bytes;
    private int disposed;

    internal MarketSubscription(MarketStreamQuery query, MarketStreamOptions options, Action<MarketSubscription> left)
    {
        (Query, this.options, this.left, Ended) = (query, options, left, ended.Token);
        waiting = Channel.CreateBounded<MarketEvent>(new BoundedChannelOptions(options.MaxQueuedEvents) { SingleReader = true });
    }

    /// <summary>What it wants to be told.</summary>
    public MarketStreamQuery Query { get; }

    /// <summary>Fires when the server ends the stream; <see cref="Reason"/> then says why.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why the server ended the stream; null while it has not.</summary>
    public string? Reason => Volatile.Read(ref reason);

    /// <summary>Waits for the next event.</summary>
    public async ValueTask<MarketEvent> NextAsync(CancellationToken cancellation)
    {
        var next = await waiting.Reader.ReadAsync(cancellation);
        Interlocked.Add(ref bytes, -next.Frame.Length);
        return next;
    }

    /// <summary>The next event, if it is there.</summary>
    public bool TryNext([NotNullWhen(true)] out MarketEvent? next)
    {
        if (!waiting.Reader.TryRead(out next))
        {
            return false;
        }

        Interlocked.Add(ref bytes, -next.Frame.Length);
        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            left(this);
        }
    }

    internal void Offer(MarketEvent next)
    {
        if (Interlocked.Add(ref bytes, next.Frame.Length) > options.MaxQueuedBytes || !waiting.Writer.TryWrite(next))
        {
            End(SlowConsumer);
        }
    }

    internal void End(string why)
    {
        if (Interlocked.CompareExchange(ref reason, why, null) is not null)
        {
            return;
        }

        left(this);
        _ = ended.CancelAsync(); // not on this thread: what waits for it must not hold up the others
    }

    /// <summary>True the first time that a view has this version. Asked by one thread only.</summary>
    internal bool Learn(string channel, string symbol, string version)
    {
        if (known.TryGetValue((channel, symbol), out var before) && before == version)
        {
            return false;
        }

        known[(channel, symbol)] = version;
        return true;
    }
}
