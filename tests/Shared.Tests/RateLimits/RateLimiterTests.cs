using System.Net;
using CryptoVault.Adapters.Files;
using CryptoVault.Ids;
using CryptoVault.RateLimits;
using CryptoVault.Security;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.RateLimits;

public sealed class RateLimiterTests : IDisposable
{
    private const int Burst = 40;
    private static readonly RateLimitOptions Options = new() { User = new RateLimitSetting { Tokens = 1, Period = TimeSpan.FromMinutes(1), Burst = Burst } };
    private static readonly UInt128 Ana = RateKeys.OfUser("0198c0de-0000-7000-8000-000000000001");

    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-limits-").FullName;
    private readonly FakeTimeProvider clock = new();
    private readonly MemoryStore store = new();

    [Fact]
    public void Take_OfOneUser_LeavesOthersAlone()
    {
        var limiter = new RateLimiter(Options, clock);
        TakeAll(limiter);

        Assert.False(limiter.Take(RateLimitKind.User, Ana).IsAdmitted);
        Assert.True(limiter.Take(RateLimitKind.User, Ana + 1).IsAdmitted);
        Assert.True(limiter.Take(RateLimitKind.Orders, Ana).IsAdmitted);
    }

    [Fact]
    public async Task Take_FromManyThreads_AdmitsExactlyTheBurst()
    {
        var limiter = new RateLimiter(Options, clock);

        var admitted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 100).Count(_ => limiter.Take(RateLimitKind.User, Ana).IsAdmitted))));

        Assert.Equal(Burst, admitted.Sum());
    }

    [Fact]
    public void Take_WithMoreKeysThanAreKept_ForgetsFullBucketsFirst()
    {
        var limiter = new RateLimiter(Options with { MostKeys = 100 }, clock);
        TakeAll(limiter);
        for (var i = 1u; i < 1000; i++)
        {
            limiter.Take(RateLimitKind.User, Ana + i);
            clock.Advance(TimeSpan.FromMinutes(1)); // each bucket is full again soon, hers is not
            TakeAll(limiter);
        }

        Assert.False(limiter.Take(RateLimitKind.User, Ana).IsAdmitted);
    }

    [Fact]
    public async Task Take_ByTwoInstances_AdmitsTheBurstAndAtMostAChunkOfEach()
    {
        var instances = new[] { Instance(), Instance() };
        var admitted = 0;
        for (var round = 0; round < 200; round++)
        {
            foreach (var instance in instances)
            {
                admitted += instance.Take(RateLimitKind.User, Ana).IsAdmitted ? 1 : 0;
            }

            await Task.Delay(1); // leases are on their way; nothing is asserted about when they come
        }

        var chunk = instances[0].Of(RateLimitKind.User).Chunk;
        Assert.InRange(admitted, Burst - (2 * chunk), Burst + (2 * chunk));
        Assert.Contains(store.All("system"), document => document.Id == RateLimitDocument.DocumentId);
        Assert.DoesNotContain(store.All("system"), document => document.Partition.Contains("0198c0de", StringComparison.Ordinal));
    }

    [Fact]
    public void OfAddress_OfOneNetworkOfIPv6_IsOneKey()
    {
        Assert.Equal(RateKeys.OfAddress(IPAddress.Parse("2001:db8:1:2::1")), RateKeys.OfAddress(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.NotEqual(RateKeys.OfAddress(IPAddress.Parse("2001:db8:1:2::1")), RateKeys.OfAddress(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Equal(RateKeys.OfAddress(IPAddress.Parse("192.0.2.7")), RateKeys.OfAddress(IPAddress.Parse("::ffff:192.0.2.7")));
        Assert.NotEqual(RateKeys.OfAddress(IPAddress.Parse("192.0.2.7")), RateKeys.OfAddress(IPAddress.Parse("192.0.2.8")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void TakeAll(RateLimiter limiter)
    {
        while (limiter.Take(RateLimitKind.User, Ana).IsAdmitted)
        {
        }
    }

    private RateLimiter Instance()
    {
        var partitions = new Partitions(store, new RecordingBus(), new UuidV7Ids(TimeProvider.System), TimeProvider.System, new PartitionOptions { MaxAttempts = 8 }, NullLogger<Partitions>.Instance);
        var keys = KeyRingFile.Open(Path.Combine(folder, "keys.json"), clock, new SystemRandomness());
        return new RateLimiter(Options, clock, new LeaseTokens(partitions, keys, clock, NullLogger<LeaseTokens>.Instance));
    }
}
