using CryptoVault.Audit;
using CryptoVault.Results;

namespace CryptoVault.Storage;

/// <summary>A decision waiting for its partition.</summary>
internal abstract class PartitionCommand
{
    public required string CorrelationId { get; init; }

    public required AuditOrigin? Origin { get; init; }

    /// <summary>Runs the decision; true when it may change the partition.</summary>
    public abstract bool Decide(PartitionView view);

    public abstract void Complete();

    public abstract void Refuse(Error error);

    public abstract void Fail(Exception exception);
}

internal sealed class PartitionCommand<T>(Func<PartitionView, Result<T>> decide) : PartitionCommand
{
    private readonly TaskCompletionSource<Result<T>> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Result<T> result;

    public Task<Result<T>> Task => completion.Task;

    public override bool Decide(PartitionView view)
    {
        result = decide(view);
        return result.IsSuccess;
    }

    public override void Complete() => completion.TrySetResult(result);

    public override void Refuse(Error error) => completion.TrySetResult(error);

    public override void Fail(Exception exception) => completion.TrySetException(exception);
}
