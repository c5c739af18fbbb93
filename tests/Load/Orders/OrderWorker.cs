using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using CryptoVault.Load.Generator;

namespace CryptoVault.Load.Orders;

/// <summary>One customer on one connection: sends an order, waits for the engine's answer, sends the next.</summary>
internal sealed class OrderWorker(LoadUser user, OrderFlow flow, IPEndPoint host)
{
    private const int MostShown = 3;

    /// <summary>Latencies of the orders that were answered 201 while it counted.</summary>
    public List<long> Latencies { get; } = new(1 << 12);

    /// <summary>The same of those that came at the offered rate, from when they were due.</summary>
    public List<long> PacedLatencies { get; } = new(1 << 12);

    /// <summary>Every order that was acknowledged, warm-up included.</summary>
    public List<Guid> Acknowledged { get; } = new(1 << 12);

    /// <summary>Orders answered 201 that met resting orders when they came (a resting order that was met since does not count).</summary>
    public int Crossing { get; private set; }

    /// <summary>Orders answered 202: the engine's answer was not there in time.</summary>
    public int Late { get; private set; }

    /// <summary>Any other answer.</summary>
    public int Errors { get; private set; }

    /// <summary>The first answers that were errors.</summary>
    public List<string> Shown { get; } = [];

    public LoadUser User => user;

    /// <summary>Places orders until the end; counts those answered after the warm-up.</summary>
    /// <param name="watch">The run's clock.</param>
    /// <param name="warmUp">Until when nothing counts.</param>
    /// <param name="end">When to stop.</param>
    public async Task RunAsync(Stopwatch watch, TimeSpan warmUp, TimeSpan end)
    {
        using var connection = new RawConnection(host);
        await connection.ConnectAsync();
        while (watch.Elapsed < end)
        {
            var counts = watch.Elapsed >= warmUp;
            var start = watch.Elapsed;
            var status = await connection.SendAsync(flow.Next());
            Note(status, connection.Body, counts ? Latencies : null, watch.Elapsed - start);
        }
    }

    /// <summary>
    /// Places an order every so often, whether the one before was answered quickly or not: one that has to wait because
    /// the one before took too long is measured from when it was due. (How late this program's own timer wakes is not
    /// the host's doing and is not counted.)
    /// </summary>
    /// <param name="watch">The run's clock.</param>
    /// <param name="first">When the first is due.</param>
    /// <param name="warmUp">Until when nothing counts.</param>
    /// <param name="end">When to stop.</param>
    /// <param name="pace">The time from one order to the next one.</param>
    public async Task RunPacedAsync(Stopwatch watch, TimeSpan first, TimeSpan warmUp, TimeSpan end, TimeSpan pace)
    {
        using var connection = new RawConnection(host);
        await connection.ConnectAsync();
        for (var due = first; due < end; due += pace)
        {
            var start = due;
            if (due - watch.Elapsed is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
                start = watch.Elapsed;
            }

            var status = await connection.SendAsync(flow.Next());
            Note(status, connection.Body, due >= warmUp ? PacedLatencies : null, watch.Elapsed - start);
        }
    }

    private void Note(int status, ReadOnlySpan<byte> body, List<long>? latencies, TimeSpan latency)
    {
        if (status is 201 or 202)
        {
            Acknowledged.Add(OrderId(body));
        }

        if (latencies is null)
        {
            return;
        }

        if (status == 201)
        {
            latencies.Add((long)(latency.TotalSeconds * Stopwatch.Frequency));
            Crossing += body.IndexOf("\"liquidity\":\"taker\""u8) >= 0 ? 1 : 0;
        }
        else if (status == 202)
        {
            Late++;
        }
        else
        {
            Errors++;
            if (Shown.Count < MostShown)
            {
                Shown.Add($"{status} {System.Text.Encoding.UTF8.GetString(body)}");
            }
        }
    }

    private static Guid OrderId(ReadOnlySpan<byte> body)
    {
        var name = "\"orderId\":\""u8;
        var start = body.IndexOf(name);
        return start >= 0 && Utf8Parser.TryParse(body[(start + name.Length)..], out Guid id, out _)
            ? id
            : throw new InvalidDataException($"An order without an id: {System.Text.Encoding.UTF8.GetString(body)}");
    }
}
