using System.Runtime.InteropServices;

namespace CryptoVault.Adapters.Files;

/// <summary>
/// Puts a written file in its place unless there is one, as one step. <see cref="File.Move(string, string)"/> is no such
/// step on Unix: it looks whether there is a file, and then renames over whatever is there by then.
/// </summary>
internal static class FilePlacement
{
    private const int Exists = 17; // EEXIST, the same on Linux and macOS

    /// <summary>Moves the file; false when there is one of that name already, and then nothing is changed.</summary>
    /// <exception cref="IOException">The file cannot be moved.</exception>
    public static bool TryMove(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Link(from, to) == 0)
            {
                File.Delete(from);
                return true;
            }

            if (Marshal.GetLastPInvokeError() == Exists)
            {
                return false;
            }
        }

        // Windows, where this is one step; or a file system without links, or some other trouble that this explains.
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
