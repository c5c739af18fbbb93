using System.ComponentModel;
using System.Diagnostics;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Embedded.Leases;

/// <summary>
/// Names a process so that another one on the same machine can see whether it still lives. That lets a host that
/// was killed be followed by the next one at once, without waiting for its leases to run out.
/// </summary>
internal sealed record ProcessIdentity(string Machine, int ProcessId, string Started)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    public static ProcessIdentity Current { get; } = OfThisProcess();

    /// <summary>True only when that process certainly runs no more.</summary>
    public bool IsGone()
    {
        if (Machine != Current.Machine)
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return (new DateTimeOffset(process.StartTime) - StoredTime.Parse(Started)).Duration() > Tolerance;
        }
        catch (ArgumentException)
        {
            return true; // no process has this id
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return false; // it cannot be told; the lease runs out by time
        }
    }

    private static ProcessIdentity OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessIdentity(Environment.MachineName, Environment.ProcessId, StoredTime.Format(process.StartTime));
    }
}
