using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CryptoVault.Matching;

namespace CryptoVault.Benchmarks;

/// <summary>
/// The order book core on the plain stream: orders (commands) per second of processor time of the whole process,
/// median of several rounds, each on a fresh book; bytes allocated per order; the slowest of a thousand.
/// </summary>
internal static class OrderBookBenchmark
{
    private const int Seed = 20_240_229;
    private const int Rounds = 9;

    public static void Run()
    {
        var plain = OrderStream.Create(Seed, resting: 10_000, count: 2_000_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"plain stream: {plain.Measured.Length} orders, {plain.Trades} trades, {100.0 * plain.Crossing / plain.Measured.Length:F0} % crossing, {plain.RestingAtEnd} resting at the end"));
        var (rate, bytes) = Measure(plain, 10_000, Rounds);
        var micros = SlowestOfAThousand(plain, 10_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"10 thousand resting: {rate:F0} orders per CPU second, {bytes:F4} bytes per order, p99.9 {micros:F2} us"));

        var deep = OrderStream.Create(Seed, resting: 1_000_000, count: 1_000_000);
        var (deepRate, deepBytes) = Measure(deep, 1_000_000, 3);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1 million resting: {deepRate:F0} orders per CPU second, {deepBytes:F4} bytes per order"));

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            ordersPerCpuSecond = Math.Round(rate),
            allocatedBytesPerOrder = Math.Round(Math.Max(bytes, deepBytes), 4),
            p999Micros = Math.Round(micros, 3),
            ordersPerCpuSecondAt1M = Math.Round(deepRate),
        }));
    }

    private static (double Rate, double BytesPerOrder) Measure(OrderStream stream, int resting, int rounds)
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

    private static void Play(OrderBook book, BookEvents events, BookCommand[] commands)
    {
        for (var i = 0; i < commands.Length; i++)
        {
            ref var command = ref commands[i];
            events.Clear();
            if (command.IsCancel)
            {
                book.Cancel(command.Order.Id, events);
            }
            else
            {
                book.Place(in command.Order, events);
            }
        }
    }

    private static double SlowestOfAThousand(OrderStream stream, int resting)
    {
        var (book, events) = Prepare(stream, resting);
        var ticks = new long[stream.Measured.Length];
        for (var i = 0; i < ticks.Length; i++)
        {
            ref var command = ref stream.Measured[i];
            events.Clear();
            var started = Stopwatch.GetTimestamp();
            if (command.IsCancel)
            {
                book.Cancel(command.Order.Id, events);
            }
            else
            {
                book.Place(in command.Order, events);
            }

            ticks[i] = Stopwatch.GetTimestamp() - started;
        }

        Array.Sort(ticks);
        return ticks[(int)(ticks.Length * 0.999)] * 1e6 / Stopwatch.Frequency;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
