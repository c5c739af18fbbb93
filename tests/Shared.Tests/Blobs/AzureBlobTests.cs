using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using CryptoVault.Adapters.AzureBlobs;
using CryptoVault.Ids;

namespace CryptoVault.Blobs;

/// <summary>The conformance suite on Azure.Storage.Blobs over a real Azurite.</summary>
public sealed class AzureBlobTests(Azurite azurite) : BlobStoreConformance, IClassFixture<Azurite>
{
    protected override IBlobStore Store { get; } = Open(azurite.ConnectionString);

    [Fact]
    public async Task Open_ContentChangedInTheAccount_NeverReachesTheEnd()
    {
        await PutAsync("a", "0123456789");
        await ChangeAsync("a", metadata => metadata);

        await using var opened = await Store.OpenAsync(Key("a"));

        var failure = await Assert.ThrowsAsync<BlobStoreException>(() => BytesAsync(opened!));
        Assert.Equal(BlobFailure.Damaged, failure.Failure);
    }

    [Fact]
    public async Task Find_BlobWithoutChecksum_IsDamaged()
    {
        await PutAsync("a", "0123456789");
        await ChangeAsync("a", _ => new Dictionary<string, string>());

        var failure = await Assert.ThrowsAsync<BlobStoreException>(() => Store.FindAsync(Key("a")));

        Assert.Equal(BlobFailure.Damaged, failure.Failure);
    }

    [Fact]
    public async Task Find_ServiceAway_IsUnavailable()
    {
        var away = new AzureBlobStore(
            new AzureBlobOptions { ConnectionString = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/a;", MaxRetries = 1 }, credential: null, new UuidV7Ids(TimeProvider.System));

        var failure = await Assert.ThrowsAsync<BlobStoreException>(() => away.FindAsync(Key("a")));

        Assert.Equal(BlobFailure.Unavailable, failure.Failure);
    }

    private static AzureBlobStore Open(string connection) => new(new AzureBlobOptions { ConnectionString = connection }, credential: null, new UuidV7Ids(TimeProvider.System));

    /// <summary>Somebody writes past the adapter: other bytes of the same length.</summary>
    private async Task ChangeAsync(string name, Func<IDictionary<string, string>, IDictionary<string, string>> change)
    {
        var blob = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient(Key(name).Container).GetBlobClient(name);
        var before = (await blob.GetPropertiesAsync()).Value;
        await blob.UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes("0123x56789")), new BlobUploadOptions { Metadata = change(before.Metadata) });
    }
}
