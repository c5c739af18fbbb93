using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Embedded.Leases;

/// <summary>Who holds a lease. It lies in container <c>system</c>, partition <c>leases</c>.</summary>
/// <param name="Id">The lease's name.</param>
/// <param name="Owner">The holder's id, new with each start of a process.</param>
/// <param name="Machine">The machine the holder runs on.</param>
/// <param name="ProcessId">The holder's process there.</param>
/// <param name="ProcessStarted">When that process started, so that a reused process id is recognised.</param>
/// <param name="Expires">Until when the lease is held unless it is renewed.</param>
internal sealed record LeaseDocument(
    string Id, string Owner, string Machine, int ProcessId, string ProcessStarted, string Expires) : IDocument<LeaseDocument>
{
    public const string Container = "runtime";
    public const string Partition = "leases";

    public static JsonTypeInfo<LeaseDocument> Json => LeaseJson.Default.LeaseDocument;

    public string Type => "lease";

    public int SchemaVersion => 1;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LeaseDocument))]
internal sealed partial class LeaseJson : JsonSerializerContext;
