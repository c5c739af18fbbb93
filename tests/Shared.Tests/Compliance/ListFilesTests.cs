using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Compliance.Lists;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Compliance;

/// <summary>Lists refresh themselves; what looks like a failed download changes nothing.</summary>
public sealed class ListFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-lists-").FullName;
    private readonly FakeTimeProvider clock = new();
    private readonly ListOptions options;

    public ListFilesTests()
    {
        options = new ListOptions { Folder = folder, Shipped = false };
        Write(Enumerable.Range(0, 20));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Current_AfterAFileChanged_IsTheNewListOnceItIsTimeToLook()
    {
        var files = Open();
        var before = files.Current;
        Write(Enumerable.Range(0, 21));
        Assert.Same(before, files.Current);
        clock.Advance(options.RefreshEvery);

        Assert.NotEmpty(files.Current.Find(AddressOf(20)));
        Assert.NotEqual(before.Version, files.Current.Version);
    }

    [Fact]
    public void Current_WhenNothingChanged_IsNotReadAgain()
    {
        var files = Open();
        var before = files.Current;
        clock.Advance(options.RefreshEvery);

        Assert.Same(before, files.Current);
    }

    [Theory]
    [InlineData(18, true)]
    [InlineData(17, false)]
    [InlineData(0, false)]
    public void Current_OfListsThatShrank_IsTheOldOneBeyondATenth(int left, bool isTaken)
    {
        var files = Open();
        Write(Enumerable.Range(0, left));
        clock.Advance(options.RefreshEvery);

        Assert.True(files.Current.IsLoaded);
        Assert.Equal(isTaken ? left : 20, files.Current.Count);
    }

    [Fact]
    public void Current_WithTheFolderGone_IsTheOldOneUntilThereAreFilesAgain()
    {
        var files = Open();
        Directory.Delete(folder, recursive: true);
        clock.Advance(options.RefreshEvery);
        Assert.Equal(20, files.Current.Count);

        Directory.CreateDirectory(folder);
        Write(Enumerable.Range(0, 22));
        clock.Advance(options.RefreshEvery);
        Assert.Equal(22, files.Current.Count);
    }

    [Fact]
    public void Current_ThatHadNoList_HasOneAsSoonAsItIsThere()
    {
        File.Delete(Path.Combine(folder, "sanctioned_addresses_ETH.txt"));
        var files = Open();
        Assert.False(files.Current.IsLoaded);
        Write([1]);
        clock.Advance(options.RefreshEvery);

        Assert.True(files.Current.IsLoaded);
    }

    private ListFiles<AddressLists> Open() =>
        new(ListKind.Addresses, options, lists => AddressLists.Of(lists, []), clock, NullLogger<ListFiles<AddressLists>>.Instance);

    private void Write(IEnumerable<int> numbers) =>
        File.WriteAllLines(Path.Combine(folder, "sanctioned_addresses_ETH.txt"), numbers.Select(AddressOf));

    private static string AddressOf(int number) => $"0x{number:x40}";
}
