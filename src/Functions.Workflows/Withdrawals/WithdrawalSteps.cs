using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Workflows;
using Microsoft.DurableTask;

namespace CryptoVault.Functions.Workflows.Withdrawals;

/// <summary>How the orchestration makes steps and waits: for an event raced with a timer, or for a timer alone.</summary>
internal sealed class WithdrawalSteps(TaskOrchestrationContext context, WithdrawalReference withdrawal)
{
    /// <summary>
    /// A fault of the store or of custody is worth repeating for days: the money is held meanwhile, and giving up
    /// would leave it so.
    /// </summary>
    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 10_000, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>Between two looks at a record whose time seems to be over and that nobody has closed yet.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private string? compensation;

    /// <summary>From here on: what is done when a step cannot be made at all.</summary>
    public void CompensateBy(string step) => compensation = step;

    /// <summary>Tells a part of the story; when one of its steps fails for good, what was registered is done instead.</summary>
    public async Task<WithdrawalStatus> TryAsync(Func<WithdrawalSteps, Task<WithdrawalStatus>> part)
    {
        try
        {
            return await part(this);
        }
        catch (TaskFailedException) when (compensation is not null)
        {
            return await DoAsync(compensation); // what failed and why is in the history
        }
    }

    /// <summary>Makes a step.</summary>
    public async Task<WithdrawalStatus> DoAsync(string step) => (await CallAsync(step)).Status;

    /// <summary>
    /// Looks at the record, and waits as long as it stays where it is: until an event says that something happened, or
    /// until its time is over. The event says nothing more: the record is read again.
    /// </summary>
    public async Task<WithdrawalStatus> WaitAsync(string look, params WithdrawalStatus[] waiting)
    {
        var progress = await CallAsync(look);
        while (waiting.Contains(progress.Status))
        {
            await WakeUpOrTimeAsync(progress.WakeAt);
            progress = await CallAsync(look);
        }

        return progress.Status;
    }

    /// <summary>Looks at the record, and if it stays where it is, waits once for an event or the time.</summary>
    public async Task<WithdrawalStatus> WaitOnceAsync(string look, WithdrawalStatus waiting)
    {
        var progress = await CallAsync(look);
        if (progress.Status == waiting)
        {
            await WakeUpOrTimeAsync(progress.WakeAt);
        }

        return progress.Status;
    }

    private Task<WithdrawalProgress> CallAsync(string step) => context.CallActivityAsync<WithdrawalProgress>(step, withdrawal, Retries);

    private async Task WakeUpOrTimeAsync(DateTimeOffset? time)
    {
        using var waits = new CancellationTokenSource();
        var wakeUp = context.WaitForExternalEvent<object?>(WorkflowCommands.WakeUp, waits.Token);
        var timer = context.CreateTimer(TimeOf(time), waits.Token);
        await Task.WhenAny(wakeUp, timer);
        waits.Cancel();
    }

    private DateTime TimeOf(DateTimeOffset? time) =>
        time is { } later && later.UtcDateTime > context.CurrentUtcDateTime ? later.UtcDateTime : context.CurrentUtcDateTime + Pause;
}
