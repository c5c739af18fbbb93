using System.Runtime.InteropServices;

namespace CryptoVault.Accounts.Passwords;

/// <summary>Lets the present thread have what of the processors nobody else wants.</summary>
internal static partial class LowPriority
{
    private const int OfThread = 0; // PRIO_PROCESS with id 0: on Linux the calling thread (setpriority(2), "C library/kernel differences")
    private const int Nice = 5; // a third of an ordinary thread's share: less would starve sign-ins beside a busy neighbour

    /// <summary>
    /// Lowers the calling thread's priority. The runtime does it where the system knows priorities of threads; on Linux it
    /// ignores <see cref="Thread.Priority"/>, so that the scheduler is asked itself.
    /// </summary>
    public static void Enter()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(OfThread, 0, Nice); // where it is refused, hashing runs as before
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetPriority(int which, uint who, int priority);
}
