using Microsoft.DurableTask;

namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>
/// External events of one run: who waits for them, and those that nobody waited for yet. As in the real engine the
/// latest wait gets an event first, so that a loop which abandons its waits loses none; waits that were canceled get none.
/// </summary>
internal sealed class EventWaits(DataConverter converter, Func<bool> isOnTurn)
{
    private readonly Dictionary<string, List<IWait>> waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Payload)> buffered = [];

    /// <summary>Waits that are open.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<(string Name, string? Payload)> Buffered => buffered;

    public Task<T> WaitFor<T>(string name, CancellationToken cancellation)
    {
        if (waits.TryGetValue(name, out var open) && open.Count > 0 && open[^1].Type != typeof(T))
        {
            throw new ArgumentException(
                $"Events with the same name must have the same type argument. Expected {open[^1].Type.FullName} but was requested {typeof(T).FullName}.");
        }

        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellation);
        }

        var wait = new Wait<T>();
        var earlier = buffered.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        if (earlier >= 0)
        {
            var payload = buffered[earlier].Payload;
            buffered.RemoveAt(earlier);
            wait.Complete(payload, converter);
            return wait.Task;
        }

        if (open is null)
        {
            waits[name] = open = [];
        }

        open.Add(wait);
        Count++;
        wait.Registration = cancellation.Register(() =>
        {
            if (isOnTurn() && open.Remove(wait))
            {
                Count--;
                wait.Cancel(cancellation);
            }
        });
        return wait.Task;
    }

    public void Raise(string name, string? payload)
    {
        if (!waits.TryGetValue(name, out var open) || open.Count == 0)
        {
            buffered.Add((name, payload));
            return;
        }

        var wait = open[^1];
        open.RemoveAt(open.Count - 1);
        Count--;
        wait.Registration.Dispose();
        wait.Complete(payload, converter);
    }

    private interface IWait
    {
        Type Type { get; }

        CancellationTokenRegistration Registration { get; }

        void Complete(string? payload, DataConverter converter);
    }

    private sealed class Wait<T> : IWait
    {
        private readonly TaskCompletionSource<T> completion = new();

        public Type Type => typeof(T);

        public CancellationTokenRegistration Registration { get; set; }

        public Task<T> Task => completion.Task;

        public void Complete(string? payload, DataConverter converter)
        {
            try
            {
                completion.TrySetResult(converter.Deserialize<T>(payload)!);
            }
            catch (Exception exception)
            {
                completion.TrySetException(exception); // the orchestrator asked for a type that the event is not
            }
        }

        public void Cancel(CancellationToken cancellation) => completion.TrySetCanceled(cancellation);
    }
}
