using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.LocalRuntime.Durable.Functions;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>
/// Runs activities, so many at a time, and takes turns between instances, so that one that wants thousands does not
/// keep the others waiting.
/// </summary>
internal sealed class ActivityDispatcher(
    FunctionCatalog functions, int maxConcurrent, Action<ActivityCall, string?, FailureRecord?> ended, ILogger logger, CancellationToken stopping)
    : IDisposable
{
    private readonly CancellationTokenSource aborting = new();
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<ActivityCall>> waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> turns = new();
    private readonly HashSet<Task> slow = [];
    private int running;
    private bool draining;

    /// <summary>Activities that wait or run.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return running + waiting.Values.Sum(q => q.Count);
            }
        }
    }

    public void Enqueue(ActivityCall call)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue(call.InstanceId, out var queue))
            {
                waiting[call.InstanceId] = queue = new Queue<ActivityCall>();
                turns.Enqueue(call.InstanceId);
            }

            queue.Enqueue(call);
            if (running >= maxConcurrent || draining)
            {
                return;
            }

            running++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => dispatcher.Work(), this, preferLocal: false);
    }

    /// <summary>Begins no more activities, waits for those that run, and cancels them when the time is over.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        Task[] tasks;
        lock (gate)
        {
            draining = true;
            tasks = [.. slow];
        }

        await Task.WhenAll(tasks).WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await aborting.CancelAsync();
    }

    public void Dispose()
    {
        aborting.Cancel();
        aborting.Dispose();
    }

    private void Work()
    {
        var work = WorkAsync();
        if (work.IsCompleted)
        {
            return;
        }

        lock (gate)
        {
            slow.Add(work);
        }

        work.ContinueWith(
            done =>
            {
                lock (gate)
                {
                    slow.Remove(done);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task WorkAsync()
    {
        while (TryTake(out var call))
        {
            await RunAsync(call);
        }
    }

    private bool TryTake(out ActivityCall call)
    {
        lock (gate)
        {
            if (draining || stopping.IsCancellationRequested || !turns.TryDequeue(out var instance))
            {
                running--;
                call = null!;
                return false;
            }

            var queue = waiting[instance];
            call = queue.Dequeue();
            if (queue.Count == 0)
            {
                waiting.Remove(instance);
            }
            else
            {
                turns.Enqueue(instance);
            }

            return true;
        }
    }

    private async Task RunAsync(ActivityCall call)
    {
        var token = aborting.Token;
        try
        {
            if (functions.FindActivity(call.Name) is not { } activity)
            {
                ended(call, null, new FailureRecord(typeof(InvalidOperationException).FullName!, $"There is no activity '{call.Name}'.", null, null));
                return;
            }

            var result = Payloads.Checked(await activity.RunAsync(call, token), $"The result of activity '{call.Name}'");
            ended(call, result, null);
        }
        catch (Exception exception)
        {
            if (token.IsCancellationRequested)
            {
                logger.LogInformation("Activity {Activity} of {Instance} was interrupted; it runs again.", call.Name, call.InstanceId);
                return;
            }

            ended(call, null, FailureRecord.Of(exception));
        }
    }
}
