namespace CryptoVault.Accounts.Access;

/// <summary>
/// Tells, inside a process, that a user's sessions, roles or state changed, so that what is remembered of them is
/// forgotten before the change is answered. Between processes nothing is told; there the memory is short.
/// </summary>
public interface IAccessSignals
{
    /// <summary>Says that something changed. Call it after the commit and before the answer.</summary>
    void Changed(string userId);

    /// <summary>Listens until what is returned is disposed.</summary>
    IDisposable Listen(Action<string> changed);
}

/// <summary>Signals between the apps of one process.</summary>
public sealed class InProcessAccessSignals : IAccessSignals
{
    private readonly Lock gate = new();
    private Action<string>? listeners;

    /// <inheritdoc />
    public void Changed(string userId) => listeners?.Invoke(userId);

    /// <inheritdoc />
    public IDisposable Listen(Action<string> changed)
    {
        lock (gate)
        {
            listeners += changed;
        }

        return new Subscription(this, changed);
    }

    private void Leave(Action<string> changed)
    {
        lock (gate)
        {
            listeners -= changed;
        }
    }

    private sealed class Subscription(InProcessAccessSignals owner, Action<string> changed) : IDisposable
    {
        public void Dispose() => owner.Leave(changed);
    }
}
