using CryptoVault.Testing;
using static CryptoVault.Storage.TestDocuments;

namespace CryptoVault.Storage;

/// <summary>Random batches, written in groups, against a model of a few lines.</summary>
public sealed class SqliteModelTests
{
    private static readonly ContainerDefinition Users = new("users") { HasChangeFeed = true, Indexes = [new("byN", "n")] };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Commit_RandomBatchesInGroups_DoesWhatTheModelDoes(int seed)
    {
        var random = new Random(seed);
        var clock = new FakeTimeProvider();
        await using var temporary = new TemporaryStore(clock, options => options, Users);
        var model = new Model(clock);
        for (var wave = 0; wave < 40; wave++)
        {
            // The writer is held back, so that the whole wave becomes one group.
            using var gate = new ManualResetEventSlim();
            temporary.Store.Post(_ => gate.Wait());
            var batches = Enumerable.Range(0, random.Next(1, 30)).Select(_ => model.RandomBatch(random)).ToList();
            var pending = batches.Select(batch => temporary.Store.CommitAsync(batch).AsTask()).ToList();
            gate.Set();
            var results = await Task.WhenAll(pending);
            for (var i = 0; i < batches.Count; i++)
            {
                var (status, failed) = model.Apply(batches[i], results[i].ETags);
                Assert.Equal((status, failed), (results[i].Status, results[i].FailedOperation));
            }

            clock.Advance(TimeSpan.FromSeconds(random.Next(0, 4)));
            if (random.Next(4) == 0)
            {
                await temporary.Store.SweepAsync();
            }

            await AssertSameAsync(model, temporary.Store);
        }

        await temporary.ReopenAsync();
        await AssertSameAsync(model, temporary.Store);
    }

    private static async Task AssertSameAsync(Model model, Adapters.Sqlite.SqliteStore store)
    {
        using var snapshot = store.OpenSnapshot();
        var stored = new List<(string, string, string, int)>();
        await foreach (var document in snapshot.ReadAsync("users"))
        {
            stored.Add((document.Partition, document.Id, document.ETag, Model.N(document.Body)));
        }

        Assert.Equal(model.Documents(), stored);
        foreach (var partition in stored.GroupBy(document => document.Item1))
        {
            var page = await store.QueryAsync(new DocumentQuery("users", "byN") { Partition = partition.Key, Limit = 1000 });
            Assert.Equal(partition.OrderBy(document => document.Item4).ThenBy(document => document.Item2).Select(document => document.Item3), page.Items.Select(item => item.ETag));
        }

        var changes = await store.ReadChangesAsync("users", null, 1000);
        Assert.Equal(stored.Select(document => document.Item3).Order(), changes.Items.Select(item => item.ETag).Order());
    }

    private sealed class Model(FakeTimeProvider clock)
    {
        private readonly SortedDictionary<(string Partition, string Id), (string ETag, int N, DateTimeOffset? Expires)> documents =
            new(Comparer<(string Partition, string Id)>.Create((left, right) =>
                string.CompareOrdinal(left.Partition, right.Partition) is not 0 and var order ? order : string.CompareOrdinal(left.Id, right.Id)));

        private int next;

        public static int N(ReadOnlyMemory<byte> body)
        {
            using var json = System.Text.Json.JsonDocument.Parse(body);
            return json.RootElement.GetProperty("n").GetInt32();
        }

        public IEnumerable<(string, string, string, int)> Documents() =>
            documents.Where(document => !(document.Value.Expires <= clock.GetUtcNow()))
                .Select(document => (document.Key.Partition, document.Key.Id, document.Value.ETag, document.Value.N));

        public DocumentBatch RandomBatch(Random random)
        {
            var partition = $"p{random.Next(4)}";
            var ids = Enumerable.Range(0, 12).Select(i => $"d{i}").ToArray();
            random.Shuffle(ids);
            var operations = ids.Take(random.Next(1, 6)).Select(id => RandomOperation(random, partition, id)).ToList();
            operations.Add(DocumentOperation.Create($"unique{next}", Body($"unique{next}", ("n", next++)), TimeSpan.FromSeconds(1)));
            return new DocumentBatch("users", partition, operations);
        }

        public (CommitStatus, int) Apply(DocumentBatch batch, IReadOnlyList<string?> etags)
        {
            for (var i = 0; i < batch.Operations.Count; i++)
            {
                if (Refusal(batch.Partition, batch.Operations[i]) is { } status)
                {
                    return (status, i);
                }
            }

            for (var i = 0; i < batch.Operations.Count; i++)
            {
                var operation = batch.Operations[i];
                var key = (batch.Partition, operation.Id);
                documents.Remove(key);
                if (operation.Kind != DocumentOperationKind.Delete)
                {
                    documents[key] = (etags[i]!, N(operation.Body), clock.GetUtcNow() + operation.TimeToLive);
                }
            }

            return (CommitStatus.Committed, -1);
        }

        private DocumentOperation RandomOperation(Random random, string partition, string id)
        {
            var known = documents.TryGetValue((partition, id), out var document) ? document.ETag : "1";
            var etag = random.Next(20) == 0 ? "12345678" : known;
            var body = Body(id, ("n", next++));
            TimeSpan? life = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(1, 8)) : null;
            return random.Next(5) switch
            {
                0 => DocumentOperation.Create(id, body, life),
                1 => DocumentOperation.Upsert(id, body, life),
                2 => DocumentOperation.Delete(id, random.Next(2) == 0 ? etag : null),
                _ => DocumentOperation.Replace(id, body, etag, life),
            };
        }

        private CommitStatus? Refusal(string partition, DocumentOperation operation)
        {
            var present = documents.TryGetValue((partition, operation.Id), out var document) && !(document.Expires <= clock.GetUtcNow());
            return operation.Kind switch
            {
                DocumentOperationKind.Create => present ? CommitStatus.AlreadyExists : null,
                DocumentOperationKind.Upsert => null,
                _ when operation.ETag is null => null,
                _ when !present => CommitStatus.NotFound,
                _ => document.ETag == operation.ETag ? null : CommitStatus.PreconditionFailed,
            };
        }
    }
}
