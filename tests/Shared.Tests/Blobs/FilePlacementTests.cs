using CryptoVault.Adapters.Files;
using CryptoVault.Testing;

namespace CryptoVault.Blobs;

/// <summary>Of many who put a file in the same place, one does.</summary>
public sealed class FilePlacementTests
{
    [Fact]
    public void TryMove_FromManyThreads_OneWinsAndItsFileStays()
    {
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 50; round++)
        {
            var place = folder.File($"place-{round}");
            var files = Enumerable.Range(0, 8).Select(i => folder.File($"{round}-{i}")).ToArray();
            Array.ForEach(files, file => File.WriteAllText(file, file));
            using var start = new Barrier(files.Length);
            var won = new bool[files.Length];
            var threads = files.Select((file, i) => new Thread(() =>
            {
                start.SignalAndWait();
                won[i] = FilePlacement.TryMove(file, place);
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            var winner = Assert.Single(Enumerable.Range(0, files.Length), i => won[i]);
            Assert.Equal(files[winner], File.ReadAllText(place));
            Assert.All(Enumerable.Range(0, files.Length), i => Assert.Equal(i != winner, File.Exists(files[i])));
        }
    }

    [Fact]
    public void TryMove_FromNowhere_ThrowsAndCreatesNothing()
    {
        using var folder = new TemporaryFolder();

        Assert.ThrowsAny<IOException>(() => FilePlacement.TryMove(folder.File("nothing"), folder.File("place")));

        Assert.False(File.Exists(folder.File("place")));
    }
}
