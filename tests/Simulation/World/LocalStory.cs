using CryptoVault.Functions.Workflows.Withdrawals;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Simulation.World;

/// <summary>
/// Runs the real orchestration without the durable engine: a story that was interrupted is told again from its
/// beginning, so that its activities run more often than they ever would with a history.
/// </summary>
internal sealed class LocalStory(WithdrawalReference withdrawal, WithdrawalActivities activities, TimeProvider clock, TimeSpan retry) : TaskOrchestrationContext
{
    private TaskCompletionSource<object?>? wake;
    private bool wasWoken;

    public override TaskName Name => WithdrawalWorkflow.Orchestration;

    public override string InstanceId => withdrawal.InstanceId;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => clock.GetUtcNow().UtcDateTime;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public void Wake()
    {
        wasWoken = true;
        wake?.TrySetResult(null);
    }

    public override T GetInput<T>() => (T)(object)withdrawal;

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        while (true)
        {
            try
            {
                return (TResult)(object)await RunAsync(name.Name);
            }
            catch (Exception exception) when (Node.IsFault(exception))
            {
                await Task.Delay(retry, clock);
            }
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var wait = fireAt - CurrentUtcDateTime;
        return Task.Delay(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), clock, cancellationToken);
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        if (!wasWoken)
        {
            wake = new TaskCompletionSource<object?>();
            await wake.Task.WaitAsync(cancellationToken);
        }

        wasWoken = false;
        return default!;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private Task<WithdrawalProgress> RunAsync(string step) => step switch
    {
        nameof(AskForConfirmation) => activities.AskForConfirmationAsync(withdrawal),
        nameof(FollowConfirmation) => activities.FollowConfirmationAsync(withdrawal),
        nameof(ScreenWithdrawal) => activities.ScreenWithdrawalAsync(withdrawal),
        nameof(ApplyPolicy) => activities.ApplyPolicyAsync(withdrawal),
        nameof(OpenApprovalCase) => activities.OpenApprovalCaseAsync(withdrawal),
        nameof(FollowApproval) => activities.FollowApprovalAsync(withdrawal),
        nameof(SubmitWithdrawal) => activities.SubmitWithdrawalAsync(withdrawal),
        nameof(FollowCustody) => activities.FollowCustodyAsync(withdrawal),
        nameof(OpenReviewCase) => activities.OpenReviewCaseAsync(withdrawal),
        nameof(FollowReview) => activities.FollowReviewAsync(withdrawal),
        nameof(GiveBackWithdrawal) => activities.GiveBackWithdrawalAsync(withdrawal),
        nameof(StopWithdrawal) => activities.StopWithdrawalAsync(withdrawal),
        _ => throw new InvalidOperationException($"No activity {step}."),
    };
}
