using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;

namespace CryptoVault.Threats;

/// <summary>
/// Counts security events in memory, a bounded number of counters, and wishes for an alert where a rule is met. It touches
/// no store: an attack costs the service nothing but this. What it wishes for is written by <see cref="RaiseAlerts"/>.
/// </summary>
public sealed class SecurityEvents(ThreatOptions options, TimeProvider clock)
{
    private const int MostWishes = 1_000;

    private static readonly ILookup<SecurityEventKind, ThreatRule> Rules = ThreatOptions.Rules.ToLookup(rule => rule.Kind);

    private readonly ConcurrentDictionary<(string Rule, string Whom), Counter> counters = new();
    private readonly long[] totals = new long[Enum.GetValues<SecurityEventKind>().Length];
    private readonly Channel<AlertWish> wishes = Channel.CreateBounded<AlertWish>(
        new BoundedChannelOptions(MostWishes) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = false });

    /// <summary>The alerts that are wished for.</summary>
    public ChannelReader<AlertWish> Wishes => wishes.Reader;

    /// <summary>How many counters there are.</summary>
    public int Counters => counters.Count;

    /// <summary>Counts an event.</summary>
    public void Record(SecurityEventKind kind, IPAddress? address, string? userId)
    {
        Interlocked.Increment(ref totals[(int)kind]);
        foreach (var rule in Rules[kind])
        {
            var whom = rule.Per switch
            {
                ThreatScope.Address => NetworkOf(address),
                ThreatScope.User => userId,
                _ => "all",
            };
            if (whom is not null)
            {
                Count(rule, whom, rule.Per == ThreatScope.Address ? address : null, rule.Per == ThreatScope.User ? userId : null);
            }
        }
    }

    /// <summary>Takes what was counted since the last time, by kind.</summary>
    public IReadOnlyDictionary<SecurityEventKind, long> TakeTotals()
    {
        var taken = new Dictionary<SecurityEventKind, long>();
        for (var i = 0; i < totals.Length; i++)
        {
            if (Interlocked.Exchange(ref totals[i], 0) is > 0 and var count)
            {
                taken[(SecurityEventKind)i] = count;
            }
        }

        return taken;
    }

    /// <summary>Gives back what could not be kept.</summary>
    public void GiveBack(IReadOnlyDictionary<SecurityEventKind, long> taken)
    {
        foreach (var (kind, count) in taken)
        {
            Interlocked.Add(ref totals[(int)kind], count);
        }
    }

    private void Count(ThreatRule rule, string whom, IPAddress? address, string? userId)
    {
        if (counters.Count >= options.MostCounters && !counters.ContainsKey((rule.Name, whom)))
        {
            Forget();
        }

        var now = clock.GetUtcNow();
        var count = counters.GetOrAdd((rule.Name, whom), static _ => new Counter()).Add(now, rule, options.CoolDown);
        if (count is { } met)
        {
            wishes.Writer.TryWrite(new AlertWish(rule, address, userId, met, now));
        }
    }

    /// <summary>Forgets counters whose time is over; if that is not enough, all but those that have alerted.</summary>
    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, counter) in counters)
        {
            if (counter.IsIdle(now))
            {
                counters.TryRemove(key, out _);
            }
        }

        if (counters.Count >= options.MostCounters)
        {
            counters.Clear();
        }
    }

    /// <summary>An IPv6 client has a /64 network of addresses.</summary>
    private static string? NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return bytes.Length == 16 ? Convert.ToHexStringLower(bytes.AsSpan(0, 8)) : plain.ToString();
    }

    /// <summary>A window that begins with its first event and ends after its length.</summary>
    private sealed class Counter
    {
        private readonly Lock gate = new();
        private DateTimeOffset until;
        private DateTimeOffset silentUntil;
        private int count;

        /// <summary>Counts; the count, where an alert is due.</summary>
        public int? Add(DateTimeOffset now, ThreatRule rule, TimeSpan coolDown)
        {
            lock (gate)
            {
                if (now >= until)
                {
                    (until, count) = (now + rule.Window, 0);
                }

                count++;
                if (count < rule.Threshold || now < silentUntil)
                {
                    return null;
                }

                silentUntil = now + coolDown;
                return count;
            }
        }

        public bool IsIdle(DateTimeOffset now)
        {
            lock (gate)
            {
                return now >= until && now >= silentUntil;
            }
        }
    }
}
