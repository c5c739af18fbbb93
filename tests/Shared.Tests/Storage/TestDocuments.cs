using System.Text.Json;

namespace CryptoVault.Storage;

/// <summary>Short ways to write documents down in tests of stores.</summary>
internal static class TestDocuments
{
    public static ReadOnlyMemory<byte> Body(string id, params (string Name, object? Value)[] properties)
    {
        var all = new Dictionary<string, object?> { ["id"] = id, ["type"] = "test", ["schemaVersion"] = 1 };
        foreach (var (name, value) in properties)
        {
            all[name] = value;
        }

        return JsonSerializer.SerializeToUtf8Bytes(all);
    }

    public static DocumentOperation Create(string id, params (string Name, object? Value)[] properties) =>
        DocumentOperation.Create(id, Body(id, properties));

    public static DocumentOperation Replace(string id, string etag, params (string Name, object? Value)[] properties) =>
        DocumentOperation.Replace(id, Body(id, properties), etag);

    public static DocumentBatch Batch(string partition, params DocumentOperation[] operations) => new("users", partition, operations);
}
