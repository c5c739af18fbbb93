using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>Turns Ctrl-C and SIGTERM into a request to stop; a second signal ends the process at once.</summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly PosixSignalRegistration[] registrations;
    private int received;

    public ShutdownSignals(Action stop)
    {
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT }.Select(signal =>
            PosixSignalRegistration.Create(signal, context =>
            {
                if (Interlocked.Increment(ref received) == 1)
                {
                    context.Cancel = true;
                    stop();
                }
            }))];
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }
}

/// <summary>Leaves signals to <see cref="ShutdownSignals"/>, so that a host in a test does not catch the test runner's.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
