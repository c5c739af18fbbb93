using System.Buffers;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>A batch on its way to the writer, with what the caller's thread prepared, and its answer.</summary>
internal sealed class PendingCommit : TaskCompletionSource<CommitResult>
{
    private FieldValue[]? fields;

    /// <summary>Prepares a batch that is within the limits.</summary>
    /// <exception cref="ArgumentException">A body is no document, or an indexed field is of no indexable type.</exception>
    public PendingCommit(DocumentBatch batch, ContainerTable table) : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Batch = batch;
        Table = table;
        var perOperation = table.Fields.Count;
        fields = perOperation == 0 ? null : ArrayPool<FieldValue>.Shared.Rent(perOperation * batch.Operations.Count);
        try
        {
            for (var i = 0; i < batch.Operations.Count; i++)
            {
                var operation = batch.Operations[i];
                Bytes += operation.Body.Length;
                if (operation.Kind != DocumentOperationKind.Delete)
                {
                    DocumentFields.Extract(table, operation.Id, operation.Body.Span, fields.AsSpan(i * perOperation, perOperation));
                }
            }
        }
        catch
        {
            ReturnFields();
            throw;
        }
    }

    public DocumentBatch Batch { get; }

    public ContainerTable Table { get; }

    public int Bytes { get; }

    /// <summary>Set by the writer when the batch was applied or refused; becomes the answer once the group is on disk.</summary>
    public CommitResult? Outcome { get; set; }

    /// <summary>The indexed fields of one operation.</summary>
    public ReadOnlySpan<FieldValue> FieldsOf(int operation) => fields.AsSpan(operation * Table.Fields.Count, Table.Fields.Count);

    public void Answer(CommitResult result)
    {
        ReturnFields();
        TrySetResult(result);
    }

    private void ReturnFields()
    {
        if (Interlocked.Exchange(ref fields, null) is { } rented)
        {
            ArrayPool<FieldValue>.Shared.Return(rented, clearArray: true);
        }
    }
}
