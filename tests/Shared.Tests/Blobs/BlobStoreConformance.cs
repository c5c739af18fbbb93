using System.Security.Cryptography;
using System.Text;
using CryptoVault.Results;

namespace CryptoVault.Blobs;

/// <summary>What every adapter of <see cref="IBlobStore"/> must do. Each test has a container of its own.</summary>
public abstract class BlobStoreConformance
{
    private readonly string container = $"c-{Guid.NewGuid():N}";

    protected abstract IBlobStore Store { get; }

    protected BlobKey Key(string name) => new(container, name);

    [Fact]
    public async Task Put_New_CanBeReadBackWithItsProperties()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);

        var put = await Store.PutAsync(Key("kyc/ana/front.jpg"), new MemoryStream(bytes), new BlobOptions { ContentType = "image/jpeg" });

        Assert.Equal((300_000, Convert.ToHexStringLower(SHA256.HashData(bytes)), "image/jpeg", false), (put.Value.Bytes, put.Value.Sha256, put.Value.ContentType, put.Value.WriteOnce));
        Assert.Equal(put.Value, await Store.FindAsync(Key("kyc/ana/front.jpg")));
        await using var opened = await Store.OpenAsync(Key("kyc/ana/front.jpg"));
        Assert.Equal(put.Value, opened!.Properties);
        Assert.Equal(bytes, await BytesAsync(opened));
    }

    [Fact]
    public async Task Put_Empty_CanBeReadBack()
    {
        await PutAsync("empty", "");

        await using var opened = await Store.OpenAsync(Key("empty"));

        Assert.Empty(await BytesAsync(opened!));
    }

    [Fact]
    public async Task Put_LargerThanMemoryIsFor_CanBeReadBack()
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);

        await Store.PutAsync(Key("large"), new MemoryStream(bytes), new BlobOptions());

        await using var opened = await Store.OpenAsync(Key("large"));
        Assert.Equal(bytes, await BytesAsync(opened!));
    }

    [Fact]
    public async Task Put_Existing_ReplacesIt()
    {
        await PutAsync("a", "first and longer");

        await PutAsync("a", "second");

        Assert.Equal("second", await TextAsync("a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_OverWrittenOnce_IsRefusedAndChangesNothing(bool writeOnceAgain)
    {
        await PutAsync("a", "for ever", writeOnce: true);

        var put = await Store.PutAsync(Key("a"), Content("other"), new BlobOptions { WriteOnce = writeOnceAgain });

        Assert.IsType<BlobExists>(put.Error);
        Assert.Equal("for ever", await TextAsync("a"));
        Assert.True((await Store.FindAsync(Key("a")))!.WriteOnce);
    }

    [Fact]
    public async Task Put_WriteOnceOverOrdinary_IsRefusedAndChangesNothing()
    {
        await PutAsync("a", "ordinary");

        var put = await Store.PutAsync(Key("a"), Content("other"), new BlobOptions { WriteOnce = true });

        Assert.IsType<BlobExists>(put.Error);
        Assert.Equal("ordinary", await TextAsync("a"));
    }

    [Fact]
    public async Task Put_ManyWriteOnceAtOnce_OneWins()
    {
        await PutAsync("warm", "");

        var puts = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Store.PutAsync(Key("a"), Content($"writer {i}"), new BlobOptions { WriteOnce = true })));

        var winner = Assert.Single(Enumerable.Range(0, 10), i => puts[i].IsSuccess);
        Assert.All(puts.Where(put => !put.IsSuccess), put => Assert.IsType<BlobExists>(put.Error));
        Assert.Equal($"writer {winner}", await TextAsync("a"));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(9)]
    public async Task Put_UpToItsLimit_DecidesByTheLastByte(int maxBytes)
    {
        await PutAsync("a", "before");

        var put = await Store.PutAsync(Key("a"), Content("0123456789"), new BlobOptions { MaxBytes = maxBytes });

        Assert.Equal(maxBytes == 10, put.IsSuccess);
        Assert.True(put.IsSuccess || put.Error is BlobTooLarge { MaxBytes: 9, Kind: ErrorKind.TooLarge });
        Assert.Equal(put.IsSuccess ? "0123456789" : "before", await TextAsync("a"));
    }

    [Fact]
    public async Task Put_ContentThatBreaks_ThrowsAndChangesNothing()
    {
        await PutAsync("a", "before");

        await Assert.ThrowsAnyAsync<Exception>(() => Store.PutAsync(Key("a"), new BrokenStream(), new BlobOptions()));

        Assert.Equal("before", await TextAsync("a"));
        Assert.Equal(["a"], await NamesAsync());
    }

    [Fact]
    public async Task Find_NothingThere_IsNull()
    {
        Assert.Null(await Store.FindAsync(Key("nothing")));
        Assert.Null(await Store.OpenAsync(Key("nothing")));
        Assert.False(await Store.DeleteAsync(Key("nothing")));
        await PutAsync("a", "");
        Assert.Null(await Store.FindAsync(Key("nothing")));
        Assert.Null(await Store.OpenAsync(Key("nothing")));
        Assert.False(await Store.DeleteAsync(Key("nothing")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_Existing_RemovesItAndItsNameIsFree(bool writeOnce)
    {
        await PutAsync("a", "first", writeOnce);
        await PutAsync("b", "stays");

        Assert.True(await Store.DeleteAsync(Key("a")));

        Assert.Null(await Store.FindAsync(Key("a")));
        Assert.Equal(["b"], await NamesAsync());
        await PutAsync("a", "second", writeOnce);
        Assert.Equal("second", await TextAsync("a"));
    }

    [Fact]
    public async Task List_ByPrefix_IsInOrderOfNames()
    {
        Assert.Empty(await NamesAsync());
        foreach (var name in new[] { "b/2", "a", "b/10", "b-1", "a/b/c", "b/2.txt", "bb" })
        {
            await PutAsync(name, name);
        }

        Assert.Equal(["a", "a/b/c", "b-1", "b/10", "b/2", "b/2.txt", "bb"], await NamesAsync());
        Assert.Equal(["b/10", "b/2", "b/2.txt"], await NamesAsync("b/"));
        Assert.Equal(["b/2", "b/2.txt"], await NamesAsync("b/2"));
        Assert.Empty(await NamesAsync("c"));
        var listed = new List<BlobProperties>();
        await foreach (var blob in Store.ListAsync(container, "a/"))
        {
            listed.Add(blob);
        }

        Assert.Equal(await Store.FindAsync(Key("a/b/c")), Assert.Single(listed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/..")]
    [InlineData("a\\b")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void Key_Malformed_Throws(string name)
    {
        Assert.Throws<ArgumentException>(() => Key(name));
        Assert.Throws<ArgumentException>(() => new BlobKey("Bad--", "a"));
    }

    [Fact]
    public async Task Put_BadOptions_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(Key("a"), Content(""), new BlobOptions { ContentType = "text/plain\r\nX: y" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(Key("a"), Content(""), new BlobOptions { MaxBytes = -1 }));
        Assert.Null(await Store.FindAsync(Key("a")));
    }

    protected static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    protected async Task PutAsync(string name, string text, bool writeOnce = false) =>
        Assert.True((await Store.PutAsync(Key(name), Content(text), new BlobOptions { WriteOnce = writeOnce })).IsSuccess);

    protected async Task<string> TextAsync(string name)
    {
        await using var opened = await Store.OpenAsync(Key(name));
        return Encoding.UTF8.GetString(await BytesAsync(opened!));
    }

    protected static async Task<byte[]> BytesAsync(BlobContent blob)
    {
        using var copy = new MemoryStream();
        await blob.Content.CopyToAsync(copy);
        return copy.ToArray();
    }

    private async Task<List<string>> NamesAsync(string prefix = "")
    {
        var names = new List<string>();
        await foreach (var blob in Store.ListAsync(container, prefix))
        {
            names.Add(blob.Key.Name);
        }

        return names;
    }

    /// <summary>Ends with an error after some bytes, as an upload whose client goes away.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        private bool begun;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (begun)
            {
                throw new InvalidOperationException("The client went away.");
            }

            begun = true;
            buffer.Span[0] = 1;
            return ValueTask.FromResult(1);
        }
    }
}
