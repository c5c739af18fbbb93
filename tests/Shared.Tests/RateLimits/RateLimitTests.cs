using CryptoVault.RateLimits;

namespace CryptoVault.Shared.Tests.RateLimits;

public sealed class RateLimitTests
{
    private static readonly long Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private static readonly RateLimit Reads = new("reads", new RateLimitSetting { Tokens = 50, Period = TimeSpan.FromSeconds(1), Burst = 200 });

    [Fact]
    public void Take_FromAFullBucket_AdmitsTheBurstAndNoMore()
    {
        var state = 0L;
        for (var i = 0; i < 200; i++)
        {
            (state, var verdict) = Reads.Take(state, Start, 1);
            Assert.True(verdict.IsAdmitted);
            Assert.Equal(199 - i, verdict.Remaining);
        }

        var (after, refused) = Reads.Take(state, Start, 1);

        Assert.False(refused.IsAdmitted);
        Assert.Equal(state, after);
        Assert.Equal(TimeSpan.FromMilliseconds(20), refused.RetryAfter);
        Assert.Equal("\"reads\";r=0;t=4", refused.Header);
        Assert.Equal("\"reads\";q=200;w=4", Reads.Policy);
    }

    [Fact]
    public void Take_AfterTheWaitThatWasTold_AdmitsOne()
    {
        var (empty, _) = Reads.Take(0, Start, 200);
        var wait = Reads.Take(empty, Start, 3).Verdict.RetryAfter;

        Assert.False(Reads.Take(empty, Start + wait.Ticks - 1, 3).Verdict.IsAdmitted);
        Assert.True(Reads.Take(empty, Start + wait.Ticks, 3).Verdict.IsAdmitted);
    }

    [Fact]
    public void Take_OverALongTime_AdmitsTheRateAndOneBurst()
    {
        var (state, admitted) = (0L, 0);
        for (var millisecond = 0; millisecond < 60_000; millisecond++)
        {
            (state, var verdict) = Reads.Take(state, Start + (millisecond * TimeSpan.TicksPerMillisecond), 1);
            admitted += verdict.IsAdmitted ? 1 : 0;
        }

        Assert.InRange(admitted, 200 + (60 * 50) - 2, 200 + (60 * 50));
    }

    [Fact]
    public void Take_OfMoreThanTheBurst_CountsAsTheBurst()
    {
        var (state, verdict) = Reads.Take(0, Start, 1000);

        Assert.True(verdict.IsAdmitted);
        Assert.Equal(0, verdict.Remaining);
        Assert.False(Reads.Take(state, Start, 1).Verdict.IsAdmitted);
    }

    [Fact]
    public void Take_WithTheClockSetBack_IsNoEmptierThanEmpty()
    {
        var (state, _) = Reads.Take(0, Start, 200);
        var anHourBack = Start - TimeSpan.TicksPerHour;

        var verdict = Reads.Take(state, anHourBack, 1).Verdict;

        Assert.False(verdict.IsAdmitted);
        Assert.Equal(TimeSpan.FromMilliseconds(20), verdict.RetryAfter);
    }

    [Fact]
    public void TakeUpTo_WithFewerThere_TakesThese()
    {
        var (state, _) = Reads.Take(0, Start, 190);

        var (after, taken) = Reads.TakeUpTo(state, Start, 50);

        Assert.Equal(10, taken);
        Assert.Equal((after, 0), Reads.TakeUpTo(after, Start, 50));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(-5, 1, 1)]
    public void Constructor_WithAFigureNotAboveZero_Refuses(int tokens, int seconds, int burst) =>
        Assert.Throws<ArgumentException>(() => new RateLimit("x", new RateLimitSetting { Tokens = tokens, Period = TimeSpan.FromSeconds(seconds), Burst = burst }));
}
