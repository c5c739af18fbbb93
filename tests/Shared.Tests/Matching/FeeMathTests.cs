using System.Numerics;
using CryptoVault.Matching;

namespace CryptoVault.Shared.Tests.Matching;

public sealed class FeeMathTests
{
    [Theory]
    [InlineData(1, 1, 10, 1)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(10_000, 1, 10, 10)]
    [InlineData(10_001, 1, 10, 11)]
    [InlineData(5, 3, 10_000, 15)]
    public void Of_KnownAmounts_RoundsUpTowardTheHouse(long count, long unit, int basisPoints, int expected)
    {
        Assert.Equal(expected, new FeeMath(unit).Of(count, basisPoints));
    }

    [Fact]
    public void Of_RandomAmounts_EqualsExactArithmetic()
    {
        var random = new Random(5);
        for (var i = 0; i < 100_000; i++)
        {
            var unit = random.NextInt64(1, 1L << random.Next(1, 61));
            var count = random.NextInt64(0, 1L << random.Next(1, 62));
            var basisPoints = random.Next(0, 10_001);
            var exact = (((BigInteger)count * unit * basisPoints) + 9_999) / 10_000;

            Assert.Equal(exact, (BigInteger)new FeeMath(unit).Of(count, basisPoints));
        }
    }
}
