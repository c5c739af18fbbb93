using CryptoVault.RateLimits;
using CryptoVault.Testing;

namespace CryptoVault.Shared.Tests.RateLimits;

public sealed class LeasedBucketTests
{
    private static readonly RateLimit Limit = new("user", new RateLimitSetting { Tokens = 60, Period = TimeSpan.FromMinutes(1), Burst = 40 });
    private readonly FakeTimeProvider clock = new();
    private readonly List<(int Wanted, TaskCompletionSource<int?> Answer)> asked = [];

    [Fact]
    public async Task Take_WhileALeaseIsUnderWay_AdmitsOneChunkOnCredit()
    {
        var bucket = Bucket();

        var admitted = Enumerable.Range(0, 50).Count(_ => bucket.Take(Now, 1).IsAdmitted);
        await AskedAsync(1);

        Assert.Equal(Limit.Chunk, admitted);
        Assert.Single(asked);
    }

    [Fact]
    public async Task Take_AfterALeaseOfNothing_IsRefusedUntilTokensMayBeThere()
    {
        var bucket = Bucket();
        bucket.Take(Now, 1);
        await AnswerAsync(0);

        await UntilAsync(() => bucket.IsIdle(Now + Limit.TimeToFill.Ticks)); // the answer is settled; a take before would go on credit
        var refused = bucket.Take(Now, 1);
        clock.Advance(refused.RetryAfter);

        Assert.False(refused.IsAdmitted);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.True(bucket.Take(Now, 1).IsAdmitted);
    }

    [Fact]
    public async Task Take_AfterALease_PaysTheCreditFirst()
    {
        var bucket = Bucket();
        for (var i = 0; i < Limit.Chunk; i++)
        {
            bucket.Take(Now, 1);
        }

        await AnswerAsync(Limit.Chunk); // just what was used on credit
        await UntilAsync(() => asked.Count > 0 && bucket.Take(Now, 1).IsAdmitted);

        Assert.Equal(0, bucket.Take(Now, 1).Remaining);
    }

    [Fact]
    public async Task Take_WithoutTheStore_CountsAlone()
    {
        var bucket = Bucket(() => Task.FromResult<int?>(null));
        var admitted = 0;
        await UntilAsync(() =>
        {
            var isAdmitted = bucket.Take(Now, 1).IsAdmitted;
            admitted += isAdmitted ? 1 : 0;
            return admitted >= Limit.Burst && !isAdmitted;
        });

        Assert.InRange(admitted, Limit.Burst, Limit.Burst + Limit.Chunk);
    }

    private long Now => clock.GetUtcNow().UtcTicks;

    private LeasedBucket Bucket(Func<Task<int?>>? lease = null) => new(Limit, wanted => lease?.Invoke() ?? Ask(wanted), clock);

    private Task<int?> Ask(int wanted)
    {
        var answer = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (asked)
        {
            asked.Add((wanted, answer));
        }

        return answer.Task;
    }

    private Task AskedAsync(int times) => UntilAsync(() =>
    {
        lock (asked)
        {
            return asked.Count >= times;
        }
    });

    private async Task AnswerAsync(int granted)
    {
        await AskedAsync(1);
        asked[0].Answer.SetResult(granted);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), "It does not come to pass.");
            await Task.Yield();
        }
    }
}
