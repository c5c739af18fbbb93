using System.Collections.Immutable;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Streams.UserEvents;

/// <summary>One user's streams in this process: who gets the events, and how far they are.</summary>
internal sealed class UserFeed(string userId, ReadUserEvents events, StreamOptions options, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Queue<UserEventsDocument> told = new();
    private ImmutableArray<StreamConnection> connections = [];
    private long last;
    private bool isStarted;
    private int waiting;

    public string UserId => userId;

    public bool IsEmpty => connections.IsEmpty;

    /// <summary>Adds a connection: with what it missed after a sequence, if it names one; from now on it gets all.</summary>
    public async Task AddAsync(StreamConnection connection, long? after, Func<long, StreamMessage> open, CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            if (!isStarted || IsEmpty)
            {
                lock (told)
                {
                    told.Clear();
                }

                (last, isStarted) = (await events.LastAsync(userId, cancellation), true);
            }
            else
            {
                await AdvanceAsync(true, cancellation);
            }

            List<StreamMessage> first = [open(last), .. after is { } sequence ? await MissedAsync(sequence, cancellation) : []];
            connection.Replay(first);
            connections = connections.Add(connection);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Remove(StreamConnection connection) => ImmutableInterlocked.Update(ref connections, static (all, one) => all.Remove(one), connection);

    /// <summary>Takes what a commit in this process told. Never waits.</summary>
    public void Take(UserEventsDocument document)
    {
        lock (told)
        {
            told.Enqueue(document);
        }

        _ = CatchUpAsync(false);
    }

    /// <summary>Sends what is new; reads the store for it when told to, or when something is missing in what was told.</summary>
    public async Task CatchUpAsync(bool read)
    {
        if (!read && Interlocked.Exchange(ref waiting, 1) == 1)
        {
            return; // who waits already will see it
        }

        await reading.WaitAsync();
        if (!read)
        {
            Volatile.Write(ref waiting, 0);
        }

        try
        {
            if (isStarted && !IsEmpty)
            {
                await AdvanceAsync(read, CancellationToken.None);
            }
        }
        catch (StoreException exception)
        {
            logger.LogWarning(exception, "Private events of {UserId} cannot be read now; they are with the next ones.", userId);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private async Task AdvanceAsync(bool read, CancellationToken cancellation)
    {
        while (TryDequeue(out var document))
        {
            if (document.LastSequence <= last)
            {
                continue;
            }

            if (document.FirstSequence != last + 1)
            {
                read = true;
                continue;
            }

            for (var i = 0; i < document.Events.Count; i++)
            {
                Offer(ReadUserEvents.MessageOf(document, i));
            }

            last = document.LastSequence;
        }

        while (read)
        {
            var page = await events.AfterAsync(userId, last, options.MaxQueuedEvents, cancellation);
            if (!page.IsSuccess)
            {
                last = await events.LastAsync(userId, cancellation);
                Offer(ResetOf(last)); // only if this process could not read for days
                return;
            }

            foreach (var message in page.Value.Items)
            {
                Offer(message.Message);
            }

            (last, read) = (page.Value.Last, page.Value.HasMore);
        }
    }

    /// <summary>What follows the sequence up to now; a reset when it is too old or too much.</summary>
    private async Task<List<StreamMessage>> MissedAsync(long after, CancellationToken cancellation)
    {
        var missed = new List<StreamMessage>();
        for (var position = after; ;)
        {
            var page = await events.AfterAsync(userId, position, options.MaxReplayedEvents, cancellation);
            if (!page.IsSuccess || missed.Count + page.Value.Items.Count > options.MaxReplayedEvents)
            {
                return [ResetOf(last)];
            }

            // What was committed since the feed looked is for all of its connections: it comes with the next ones.
            missed.AddRange(page.Value.Items.Where(item => item.Sequence <= last).Select(static item => item.Message));
            position = page.Value.Last;
            if (!page.Value.HasMore || position >= last)
            {
                return missed;
            }
        }
    }

    private bool TryDequeue([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out UserEventsDocument? document)
    {
        lock (told)
        {
            return told.TryDequeue(out document);
        }
    }

    private void Offer(StreamMessage message)
    {
        foreach (var connection in connections)
        {
            connection.Offer(message);
        }
    }

    private static StreamMessage ResetOf(long last) => StreamMessage.Of("reset", null, UserStreams.PositionOf("EVENTS_EXPIRED", last));
}
