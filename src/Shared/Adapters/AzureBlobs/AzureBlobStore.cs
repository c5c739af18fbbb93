using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using CryptoVault.Blobs;
using CryptoVault.Ids;
using CryptoVault.Results;
using BlobProperties = CryptoVault.Blobs.BlobProperties;
using PresentBlob = Azure.Storage.Blobs.Models.BlobProperties;

namespace CryptoVault.Adapters.AzureBlobs;

/// <summary>
/// Blobs in an Azure Storage account. Checksum and write-once flag are metadata of the blob. Every write names the version
/// that it replaces, and bears a mark by which it knows itself again when the answer was lost.
/// </summary>
public sealed class AzureBlobStore : IBlobStore
{
    private const string Sha256 = "sha256";
    private const string WriteOnce = "writeonce";
    private const string PutId = "putid";
    private const int MaxRaces = 20;

    private readonly BlobServiceClient client;
    private readonly AzureBlobOptions options;
    private readonly IIds ids;

    /// <param name="options">The account and the limits.</param>
    /// <param name="credential">Signs in where the options have no connection string.</param>
    /// <param name="ids">Marks of writes.</param>
    /// <exception cref="InvalidOperationException">The connection string cannot be read, or there is no credential.</exception>
    public AzureBlobStore(AzureBlobOptions options, TokenCredential? credential, IIds ids)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.ids = ids;
        client = Client(options, credential);
    }

    /// <inheritdoc />
    public async Task<Result<BlobProperties>> PutAsync(BlobKey key, Stream content, Blobs.BlobOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        await using var spooled = await SpooledContent.ReadAsync(content, options.MaxBytes, cancellation).ConfigureAwait(false);
        return spooled is null ? new BlobTooLarge(options.MaxBytes) : await GuardAsync(() => PutAsync(key, spooled, options, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellation = default) => GuardAsync(async () =>
    {
        try
        {
            Response<BlobDownloadStreamingResult> answer = await Blob(key).DownloadStreamingAsync(cancellationToken: cancellation).ConfigureAwait(false);
            var details = answer.Value.Details;
            var blob = Properties(key, details.ContentLength, details.ContentType, details.Metadata, details.LastModified);
            return new BlobContent(blob, new GuardedStream(new VerifiedStream(answer.Value.Content, blob)));
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }, cancellation);

    /// <inheritdoc />
    public Task<BlobProperties?> FindAsync(BlobKey key, CancellationToken cancellation = default) => GuardAsync(async () =>
        await PresentAsync(key, cancellation).ConfigureAwait(false) is { } present
            ? Properties(key, present.ContentLength, present.ContentType, present.Metadata, present.LastModified)
            : null, cancellation);

    /// <inheritdoc />
    public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancellation = default) => GuardAsync(async () =>
    {
        try
        {
            return (await Blob(key).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation).ConfigureAwait(false)).Value;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return false; // not even the container
        }
    }, cancellation);

    /// <inheritdoc />
    public async IAsyncEnumerable<BlobProperties> ListAsync(string container, string prefix = "", [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        BlobKey.CheckContainer(container);
        BlobKey.CheckPrefix(prefix);
        await using var pages = client.GetBlobContainerClient(container)
            .GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix.Length == 0 ? null : prefix, cancellation)
            .AsPages(pageSizeHint: 1000).GetAsyncEnumerator(cancellation);
        while (await GuardAsync(() => NextAsync(pages), cancellation).ConfigureAwait(false))
        {
            foreach (var item in pages.Current.Values)
            {
                yield return Properties(
                    new BlobKey(container, item.Name), item.Properties.ContentLength ?? 0, item.Properties.ContentType, item.Metadata, item.Properties.LastModified ?? default);
            }
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<Page<BlobItem>> pages)
    {
        try
        {
            return await pages.MoveNextAsync().ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return false; // no container, no blobs
        }
    }

    private static BlobServiceClient Client(AzureBlobOptions options, TokenCredential? credential)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = options.ConnectTimeout, PooledConnectionLifetime = options.ConnectionLifetime, UseCookies = false, AllowAutoRedirect = false };
        var settings = new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }) };
        settings.Retry.MaxRetries = options.MaxRetries;
        settings.Retry.NetworkTimeout = options.OperationTimeout;
        settings.Retry.Mode = RetryMode.Exponential;
        settings.Retry.Delay = TimeSpan.FromMilliseconds(200);
        settings.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        try
        {
            return options.ConnectionString is { } connection ? new BlobServiceClient(connection, settings)
                : options.Endpoint is { } endpoint && credential is not null ? new BlobServiceClient(endpoint, credential, settings)
                : throw new InvalidOperationException("The setting Blobs:ConnectionString is missing, and there is no other credential.");
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new InvalidOperationException("The setting Blobs:ConnectionString is no connection string of a storage account.", exception);
        }
    }

    private BlobClient Blob(BlobKey key) => client.GetBlobContainerClient(key.Container).GetBlobClient(key.Name);

    private async Task<Result<BlobProperties>> PutAsync(BlobKey key, SpooledContent content, Blobs.BlobOptions how, CancellationToken cancellation)
    {
        var putId = ids.New();
        var upload = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = how.ContentType },
            Metadata = new Dictionary<string, string> { [Sha256] = content.Sha256, [WriteOnce] = how.WriteOnce ? "true" : "false", [PutId] = putId },
        };
        for (var race = 0; race < MaxRaces; race++)
        {
            var present = await PresentAsync(key, cancellation).ConfigureAwait(false);
            if (present is not null && present.Metadata.TryGetValue(PutId, out var writer) && writer == putId)
            {
                // It was our own write whose answer was lost.
                return Properties(key, present.ContentLength, present.ContentType, present.Metadata, present.LastModified);
            }

            if (present is not null && (how.WriteOnce || IsWriteOnce(present.Metadata)))
            {
                return new BlobExists();
            }

            upload.Conditions = present is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = present.ETag };
            try
            {
                content.Stream.Position = 0;
                var written = await Blob(key).UploadAsync(content.Stream, upload, cancellation).ConfigureAwait(false);
                return new BlobProperties(key, content.Bytes, content.Sha256, how.ContentType, how.WriteOnce, written.Value.LastModified);
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound && options.CreateContainers)
            {
                await client.GetBlobContainerClient(key.Container).CreateIfNotExistsAsync(cancellationToken: cancellation).ConfigureAwait(false);
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412 && exception.ErrorCode != BlobErrorCode.ContainerBeingDeleted)
            {
                // Another was first, or our own first try: the next look tells.
            }
        }

        throw new BlobStoreException(BlobFailure.Unavailable, $"The blob {key} is being written by others all the time.");
    }

    private async Task<PresentBlob?> PresentAsync(BlobKey key, CancellationToken cancellation)
    {
        try
        {
            return await Blob(key).GetPropertiesAsync(cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private static bool IsWriteOnce(IDictionary<string, string> metadata) => metadata.TryGetValue(WriteOnce, out var flag) && flag == "true";

    private static BlobProperties Properties(BlobKey key, long bytes, string contentType, IDictionary<string, string> metadata, DateTimeOffset written) =>
        metadata.TryGetValue(Sha256, out var checksum) && checksum.Length == 64
            ? new BlobProperties(key, bytes, checksum, contentType, IsWriteOnce(metadata), written)
            : throw new BlobStoreException(BlobFailure.Damaged, string.Create(CultureInfo.InvariantCulture, $"The blob {key} has no checksum."));

    private static async Task<T> GuardAsync<T>(Func<Task<T>> act, CancellationToken cancellation)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && GuardedStream.IsInfrastructure(exception))
        {
            throw GuardedStream.Unavailable(exception);
        }
    }
}
