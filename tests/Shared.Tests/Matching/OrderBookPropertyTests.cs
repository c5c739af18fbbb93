using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CryptoVault.Matching;
using CryptoVault.MatchingComparison;
using CryptoVault.Orders;
using Xunit.Abstractions;

namespace CryptoVault.Shared.Tests.Matching;

public sealed class OrderBookPropertyTests(ITestOutputHelper output)
{
    [Fact]
    public void Apply_RandomCommands_SaysWhatTheReferenceSays()
    {
        var counts = new ComboCounts();
        for (var seed = 1; seed <= 4; seed++)
        {
            Comparison.Run(seed, 25_000, counts);
        }

        output.WriteLine(counts.Table());
        Assert.Empty(counts.Missing());
    }

    [Fact]
    public void Apply_RandomCommands_KeepsEveryInvariant()
    {
        var book = new WatchedBook();
        var commands = new RandomCommands(11);
        for (var step = 0; step < 40_000; step++)
        {
            commands.LastPrice = book.Book.LastPrice;
            book.Apply(commands.Next());
        }

        book.AssertSawEverything();
    }

    [Fact]
    public void Apply_SameCommandsTwice_GivesTheSameBytes()
    {
        Assert.Equal(DigestOf(23), DigestOf(23));
        Assert.NotEqual(DigestOf(23), DigestOf(24));
    }

    [Fact]
    public void Expect_AnyOrders_ChangesNothing()
    {
        Assert.Equal(DigestOf(29), DigestOf(29, expects: true));
    }

    private static string DigestOf(int seed, bool expects = false)
    {
        var commands = new RandomCommands(seed);
        var book = new OrderBook(Comparison.LotUnits, Comparison.TickLotUnits, capacity: 16);
        var events = new BookEvents(4);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var step = 0; step < 10_000; step++)
        {
            commands.LastPrice = book.LastPrice;
            var command = commands.Next();
            if (expects)
            {
                book.Expect([command.Target, command.Order.Id, 0]);
            }

            events.Clear();
            book.Apply(in command, events);
            hash.AppendData(MemoryMarshal.AsBytes(events.Span));
        }

        Assert.True(book.TradeNumber > 1_000);
        return Convert.ToHexString(hash.GetCurrentHash());
    }
}
