using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CryptoVault.Matching;

namespace CryptoVault.Benchmarks;

/// <summary>
/// The order book core: orders (commands) per second of processor time of the whole process, median of several rounds,
/// each on a fresh book; bytes allocated per order; the slowest of a thousand.
/// </summary>
internal static class OrderBookBenchmark
{
    private const int Seed = 20_240_229;
    private const int Rounds = 9;
    private const int Lookahead = 16;

    public static void Run()
    {
        var plain = OrderStream.Create(Seed, resting: 10_000, count: 2_000_000);
        var (rate, bytes) = Measure("plain", plain, 10_000, Rounds);
        var micros = SlowestOfAThousand(plain, 10_000);

        var mixed = OrderStream.Create(Seed, resting: 10_000, count: 2_000_000, isMixed: true);
        var (mixedRate, mixedBytes) = Measure("mixed", mixed, 10_000, Rounds);
        var mixedMicros = SlowestOfAThousand(mixed, 10_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p99.9: plain {micros:F2} us, mixed {mixedMicros:F2} us"));

        var deepRate = RunDeep();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            ordersPerCpuSecond = Math.Round(rate),
            mixedOrdersPerCpuSecond = Math.Round(mixedRate),
            allocatedBytesPerOrder = Math.Round(Math.Max(bytes, mixedBytes), 4),
            p999Micros = Math.Round(Math.Max(micros, mixedMicros), 3),
            ordersPerCpuSecondAt1M = Math.Round(deepRate),
        }));
    }

    public static double RunDeep()
    {
        var deep = OrderStream.Create(Seed, resting: 1_000_000, count: 1_000_000);
        return Measure("plain, deep", deep, 1_000_000, 5).Rate;
    }

    private static (double Rate, double BytesPerOrder) Measure(string name, OrderStream stream, int resting, int rounds)
    {
        var rates = new List<double>();
        var bytes = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var (book, events) = Prepare(stream, resting);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Environment.CpuUsage.TotalTime;
            Play(book, events, stream.Measured);
            var seconds = (Environment.CpuUsage.TotalTime - started).TotalSeconds;
            bytes.Add((GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)stream.Measured.Length);
            rates.Add(stream.Measured.Length / seconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {stream.Measured.Length} orders, {stream.Trades} trades, {100.0 * stream.Crossing / stream.Measured.Length:F0} % trading, {stream.RestingAtEnd} working at the end; {Median(rates):F0} orders per CPU second (of {rounds} rounds {rates.Min():F0} to {rates.Max():F0}), {Median(bytes):F4} bytes per order"));
        return (Median(rates), Median(bytes));
    }

    private static (OrderBook Book, BookEvents Events) Prepare(OrderStream stream, int resting)
    {
        var book = stream.NewBook(resting);
        var events = new BookEvents(4_096);
        Play(book, events, stream.Preparation);
        GC.Collect();
        return (book, events);
    }

    /// <summary>As the engine does: it knows the orders that the next commands of its batch are about.</summary>
    private static void Play(OrderBook book, BookEvents events, StreamCommand[] commands)
    {
        Span<UInt128> next = stackalloc UInt128[Lookahead];
        for (var i = 0; i < commands.Length; i++)
        {
            if (i % Lookahead == 0)
            {
                var count = Math.Min(Lookahead, commands.Length - i);
                for (var j = 0; j < count; j++)
                {
                    next[j] = commands[i + j].Target;
                }

                book.Expect(next[..count]);
            }

            events.Clear();
            OrderStream.Play(book, in commands[i], events);
        }
    }

    private static double SlowestOfAThousand(OrderStream stream, int resting)
    {
        var (book, events) = Prepare(stream, resting);
        var ticks = new long[stream.Measured.Length];
        for (var i = 0; i < ticks.Length; i++)
        {
            events.Clear();
            var started = Stopwatch.GetTimestamp();
            OrderStream.Play(book, in stream.Measured[i], events);
            ticks[i] = Stopwatch.GetTimestamp() - started;
        }

        Array.Sort(ticks);
        return ticks[(int)(ticks.Length * 0.999)] * 1e6 / Stopwatch.Frequency;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
