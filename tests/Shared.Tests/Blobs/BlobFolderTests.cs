using CryptoVault.Adapters.Files;
using CryptoVault.Ids;
using CryptoVault.Testing;

namespace CryptoVault.Blobs;

/// <summary>The conformance suite on files, and what can happen to files.</summary>
public sealed class BlobFolderTests : BlobStoreConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public BlobFolderTests() => Store = Open();

    protected override IBlobStore Store { get; }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Open_ContentChangedOnDisk_NeverReachesTheEnd()
    {
        await PutAsync("a", "0123456789");
        Change(file => file[4] ^= 1);

        await using var opened = await Store.OpenAsync(Key("a"));

        var failure = await Assert.ThrowsAsync<BlobStoreException>(() => BytesAsync(opened!));
        Assert.Equal(BlobFailure.Damaged, failure.Failure);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1000)]
    public async Task Open_FileCutShort_IsDamaged(int cut)
    {
        await PutAsync("a", new string('x', 5000));
        var path = PathOf("a");
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^cut]);

        var failure = await Assert.ThrowsAsync<BlobStoreException>(() => Store.OpenAsync(Key("a")));

        Assert.Equal(BlobFailure.Damaged, failure.Failure);
    }

    [Fact]
    public async Task Reopened_AfterACrashWhileWriting_HasWhatWasWrittenWhole()
    {
        await PutAsync("a", "whole");
        var left = Path.Combine(folder.Path, ".writing", "half");
        await File.WriteAllTextAsync(left, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-2));

        var reopened = Open();

        Assert.False(File.Exists(left));
        await using var opened = await reopened.OpenAsync(Key("a"));
        Assert.Equal("whole"u8.ToArray(), await BytesAsync(opened!));
    }

    [Fact]
    public async Task Put_FolderThatCannotBeWritten_IsUnavailable()
    {
        Directory.Delete(Path.Combine(folder.Path, ".writing"));

        var failure = await Assert.ThrowsAsync<BlobStoreException>(() => Store.PutAsync(Key("a"), Content("x"), new BlobOptions()));

        Assert.Equal(BlobFailure.Unavailable, failure.Failure);
        Assert.Null(await Store.FindAsync(Key("a")));
    }

    [Fact]
    public async Task Put_File_IsItsOwnersAlone()
    {
        await PutAsync("a", "secret");

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(PathOf("a")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private BlobFolder Open() => new(folder.Path, new UuidV7Ids(TimeProvider.System), TimeProvider.System);

    private string PathOf(string name) => Path.Combine(folder.Path, Key(name).Container, name);

    private void Change(Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(PathOf("a"));
        change(bytes);
        File.WriteAllBytes(PathOf("a"), bytes);
    }
}
