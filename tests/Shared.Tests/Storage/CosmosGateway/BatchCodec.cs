using System.Net;
using System.Text;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Serialization.HybridRow;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.IO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Layouts;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.RecordIO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Schemas;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>Operation types in a batch: Microsoft.Azure.Documents.OperationType of the client library's Direct package.</summary>
internal enum BatchOperationType
{
    Create = 0,
    Read = 2,
    Delete = 4,
    Replace = 5,
    Upsert = 20,
}

/// <summary>One operation as it stands in a batch request.</summary>
internal sealed record BatchOperation(BatchOperationType Type, string? Id, byte[]? Body, string? IfMatch);

/// <summary>One result as it stands in a batch response.</summary>
internal sealed record BatchResult(HttpStatusCode Status, string? ETag = null);

/// <summary>
/// The binary encoding of batches: a RecordIO stream of hybrid rows. The schema is the client library's own
/// (Batch/HybridRowBatchSchemas.json, an embedded resource); requests are written by ServerBatchRequest.cs and
/// ItemBatchOperation.cs there, responses read by TransactionalBatchResponse.cs and TransactionalBatchOperationResult.cs.
/// </summary>
internal static class BatchCodec
{
    private static readonly Namespace Schemas = ReadSchemas();
    private static readonly LayoutResolverNamespace Resolver = new(Schemas);
    private static readonly Layout ResultLayout = Resolver.Resolve(Schemas.Schemas.Single(schema => schema.Name == "BatchResult").SchemaId);

    public static async Task<List<BatchOperation>> ReadAsync(byte[] request)
    {
        var operations = new List<BatchOperation>();
        var result = await new MemoryStream(request).ReadRecordIOAsync(
            (ReadOnlyMemory<byte> record) =>
            {
                operations.Add(Read(record));
                return Result.Success;
            },
            resizer: new MemorySpanResizer<byte>(request.Length));
        return result == Result.Success ? operations : throw new InvalidDataException($"The batch cannot be read: {result}.");
    }

    public static async Task<byte[]> WriteAsync(IReadOnlyList<BatchResult> results)
    {
        using var stream = new MemoryStream();
        var resizer = new MemorySpanResizer<byte>(256);
        var written = await stream.WriteRecordIOAsync(default(Segment), (long index, out ReadOnlyMemory<byte> buffer) =>
        {
            buffer = default;
            if (index >= results.Count)
            {
                return Result.Success;
            }

            var row = new RowBuffer(resizer.Memory.Length, resizer);
            row.InitLayout(HybridRowVersion.V1, ResultLayout, Resolver);
            var outcome = RowWriter.WriteBuffer(ref row, results[(int)index], Write);
            buffer = resizer.Memory[..row.Length];
            return outcome;
        });
        return written == Result.Success ? stream.ToArray() : throw new InvalidDataException($"The results cannot be written: {written}.");
    }

    private static Namespace ReadSchemas()
    {
        using var stream = typeof(CosmosClient).Assembly.GetManifestResourceStream("Microsoft.Azure.Cosmos.Batch.HybridRowBatchSchemas.json")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Namespace.Parse(reader.ReadToEnd());
    }

    private static BatchOperation Read(ReadOnlyMemory<byte> record)
    {
        var row = new RowBuffer(record.Length);
        if (!row.ReadFrom(record.Span, HybridRowVersion.V1, Resolver))
        {
            throw new InvalidDataException("An operation of the batch is not a row of the batch schema.");
        }

        var reader = new RowReader(ref row);
        var (type, id, body, ifMatch) = (-1, (string?)null, (byte[]?)null, (string?)null);
        while (reader.Read())
        {
            switch (reader.Path.ToString())
            {
                case "operationType": reader.ReadInt32(out type); break;
                case "id": reader.ReadString(out id); break;
                case "resourceBody": reader.ReadBinary(out body); break;
                case "ifMatch": reader.ReadString(out ifMatch); break;
                default: break;
            }
        }

        return new BatchOperation((BatchOperationType)type, id, body, ifMatch);
    }

    private static Result Write(ref RowWriter writer, TypeArgument type, BatchResult result)
    {
        var outcome = writer.WriteInt32("statusCode", (int)result.Status);
        outcome = outcome == Result.Success ? writer.WriteInt32("subStatusCode", 0) : outcome;
        outcome = outcome == Result.Success && result.ETag is not null ? writer.WriteString("eTag", result.ETag) : outcome;
        return outcome == Result.Success ? writer.WriteFloat64("requestCharge", 1.0) : outcome;
    }
}
