using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Timers;

namespace CryptoVault.LocalRuntime;

/// <summary>A timer function as operators see it.</summary>
public sealed class LocalTimer
{
    private readonly FunctionTimer timer;
    private readonly ShutdownTokens tokens;

    internal LocalTimer(FunctionTimer timer, ShutdownTokens tokens)
    {
        this.timer = timer;
        this.tokens = tokens;
    }

    /// <summary>The function.</summary>
    public LocalFunction Function => timer.Function;

    /// <summary>The NCRONTAB expression.</summary>
    public string Schedule => timer.Schedule.Expression;

    /// <summary>The next occurrence; null while another process runs the timers of this store.</summary>
    public DateTimeOffset? Next => timer.Next;

    /// <summary>Runs the function now; ends when the run has ended, well or not. Waits while it is running already.</summary>
    public Task RunNowAsync() => timer.RunNowAsync(tokens);
}
