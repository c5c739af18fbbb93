namespace CryptoVault.Shared.Tests.Matching;

/// <summary>The worked examples of docs/matching.md, run as they stand there.</summary>
public sealed class MatchingExamplesTests
{
    public static TheoryData<string, string, string, string, string> Examples()
    {
        var examples = new TheoryData<string, string, string, string, string>();
        var inTable = false;
        foreach (var line in File.ReadLines(Path.Combine(Root(), "docs", "matching.md")))
        {
            inTable = line.StartsWith("| example |", StringComparison.Ordinal) || (inTable && line.StartsWith('|'));
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (inTable && cells.Length == 7 && cells[1] != "example" && !cells[1].StartsWith("---", StringComparison.Ordinal))
            {
                examples.Add(cells[1], cells[2], cells[3], cells[4], cells[5]);
            }
        }

        return examples;
    }

    [Fact]
    public void Examples_AreThere() => Assert.True(Examples().Count >= 60);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Run_HappensAsWritten(string example, string commands, string trades, string orders, string book)
    {
        Assert.NotEmpty(example);
        var run = new ExampleRun();
        foreach (var command in Split(commands))
        {
            run.Do(command);
        }

        Assert.Equal(Split(trades), run.Trades);
        Assert.Equal(Split(orders), run.Orders.Select(order => $"{order.Key} {order.Value}"));
        Assert.Equal(Split(book), run.Left());
    }

    private static string[] Split(string cell) => cell.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Functions.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root was not found.");
        }

        return folder;
    }
}
