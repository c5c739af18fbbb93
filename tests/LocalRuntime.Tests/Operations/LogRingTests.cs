using CryptoVault.LocalRuntime.Operations.Logs;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests.Operations;

public sealed class LogRingTests : IDisposable
{
    private readonly LogRing ring = new(TimeProvider.System, capacity: 10);

    public void Dispose() => ring.Dispose();

    [Fact]
    public void Newest_AfterMoreLinesThanFit_HasTheNewestOnes()
    {
        Write(25);

        Assert.Equal(Enumerable.Range(16, 10).Reverse().Select(n => $"line {n}"), ring.Newest(_ => true, 0, 100).Select(e => e.Text));
    }

    [Fact]
    public void Newest_PageByPage_GoesThroughAll()
    {
        Write(10);
        var first = ring.Newest(_ => true, 0, 4);
        var second = ring.Newest(_ => true, first[^1].Number, 4);
        var third = ring.Newest(_ => true, second[^1].Number, 4);

        Assert.Equal([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], first.Concat(second).Concat(third).Select(e => e.Number));
    }

    [Fact]
    public void Line_WrittenInScopes_KnowsWhereItBelongs()
    {
        var logger = ring.CreateLogger("category");
        using (logger.BeginScope(new KeyValuePair<string, object?>[] { new("CorrelationId", "c-1"), new("Function", "F") }))
        using (logger.BeginScope(new KeyValuePair<string, object?>[] { new("InvocationId", "i-1") }))
        {
            logger.LogError(new InvalidOperationException("broken"), "went {What}", "wrong");
        }

        var entry = Assert.Single(ring.Newest(e => e.CorrelationId == "c-1", 0, 10));
        Assert.Equal(("went wrong", "F", "i-1", LogLevel.Error, "category"), (entry.Text, entry.Function, entry.InvocationId, entry.Level, entry.Category));
        Assert.Contains("broken", entry.Exception, StringComparison.Ordinal);
        Assert.Empty(ring.Newest(e => e.CorrelationId == "c-2", 0, 10));
    }

    [Fact]
    public void Line_ThatIsTooLong_IsCut()
    {
        ring.CreateLogger("category").LogInformation("{Text}", new string('x', 100_000));

        Assert.True(ring.Newest(_ => true, 0, 1)[0].Text.Length < 5000);
    }

    private void Write(int lines)
    {
        var logger = ring.CreateLogger("category");
        for (var n = 1; n <= lines; n++)
        {
            logger.LogInformation("line {N}", n);
        }
    }
}
