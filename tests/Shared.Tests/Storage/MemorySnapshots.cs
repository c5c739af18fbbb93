using CryptoVault.Hosting;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Storage;

/// <summary>Shows all of a <see cref="MemoryStore"/> at one instant.</summary>
internal sealed class MemorySnapshots(MemoryStore store) : IStoreSnapshots
{
    public IStoreSnapshot OpenSnapshot() => new Snapshot(store);

    private sealed class Snapshot(MemoryStore store) : IStoreSnapshot
    {
        private static readonly string[] Containers =
            [.. ContainerCatalog.Product.Concat(ContainerCatalog.Embedded).Select(container => container.Name)];

        private readonly Dictionary<string, IReadOnlyList<StoredDocument>> documents =
            Containers.ToDictionary(container => container, store.All, StringComparer.Ordinal);

        public IAsyncEnumerable<StoredDocument> ReadAsync(
            string container, string? partition = null, string? idPrefix = null, CancellationToken cancellation = default) =>
            documents[container]
                .Where(document => (partition is null || document.Partition == partition) && (idPrefix is null || document.Id.StartsWith(idPrefix, StringComparison.Ordinal)))
                .ToAsyncEnumerable();

        public IAsyncEnumerable<string> PartitionsAsync(string container, CancellationToken cancellation = default) =>
            documents[container].Select(document => document.Partition).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToAsyncEnumerable();

        public ValueTask<string> DigestAsync(IReadOnlyCollection<string>? except = null, CancellationToken cancellation = default) => throw new NotSupportedException();

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
