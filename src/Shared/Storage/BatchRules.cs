namespace CryptoVault.Storage;

/// <summary>The limits of a batch, checked by every adapter alike before it touches anything.</summary>
public static class BatchRules
{
    /// <summary>Returns the refusal, or null when the batch is within all limits.</summary>
    /// <exception cref="ArgumentException">The batch is malformed in a way that only a bug can cause.</exception>
    public static CommitResult? Refuse(DocumentBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Partition.Length is 0 or > 512)
        {
            throw new ArgumentException("A partition key has 1 to 512 characters.", nameof(batch));
        }

        if (batch.Operations.Count == 0)
        {
            throw new ArgumentException("A batch has at least one operation.", nameof(batch));
        }

        if (batch.Operations.Count > DocumentBatch.MaxOperations)
        {
            return new CommitResult(CommitStatus.TooLarge) { Reason = $"{batch.Operations.Count} operations; at most {DocumentBatch.MaxOperations}." };
        }

        long bytes = 0;
        var recognisable = false;
        CheckIds(batch);
        for (var i = 0; i < batch.Operations.Count; i++)
        {
            var operation = batch.Operations[i];
            if (operation.Kind == DocumentOperationKind.Replace && operation.ETag is null)
            {
                throw new ArgumentException($"Replacing '{operation.Id}' needs an ETag.", nameof(batch));
            }

            recognisable |= operation.Kind == DocumentOperationKind.Create || operation.ETag is not null;
            bytes += operation.Body.Length;
        }

        if (!recognisable)
        {
            throw new ArgumentException("A batch holds at least one creation or ETag-guarded operation.", nameof(batch));
        }

        return bytes > DocumentBatch.MaxBytes
            ? new CommitResult(CommitStatus.TooLarge) { Reason = $"{bytes} bytes; at most {DocumentBatch.MaxBytes}." }
            : null;
    }

    private static void CheckIds(DocumentBatch batch)
    {
        // Most batches are small: comparing all pairs is faster than a set.
        const int Small = 12;
        var operations = batch.Operations;
        var seen = operations.Count > Small ? new HashSet<string>(operations.Count, StringComparer.Ordinal) : null;
        for (var i = 0; i < operations.Count; i++)
        {
            var id = operations[i].Id;
            CheckId(id);
            var twice = seen is not null && !seen.Add(id);
            for (var j = 0; seen is null && j < i; j++)
            {
                twice |= operations[j].Id == id;
            }

            if (twice)
            {
                throw new ArgumentException($"Document '{id}' stands twice in one batch.", nameof(batch));
            }
        }
    }

    /// <summary>Throws when an id is one that Cosmos DB would refuse.</summary>
    public static void CheckId(string id)
    {
        if (id.Length is 0 or > 255 || id.AsSpan().IndexOfAny("/\\?#") >= 0)
        {
            throw new ArgumentException($"'{id}' is no document id: 1 to 255 characters without / \\ ? #.", nameof(id));
        }
    }
}
