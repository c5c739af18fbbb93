using System.Runtime.InteropServices;
using SQLitePCL;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>
/// Chooses the SQLite library once per process: the system's (patched by the distribution) when it is there and
/// new enough, else the bundled one.
/// </summary>
internal static class SqliteLibrary
{
    /// <summary>3.35: UPSERT with several clauses, RETURNING, DROP COLUMN.</summary>
    public const int OldestVersionNumber = 3_035_000;

    private static readonly Lazy<(string Version, string Source)> Loaded = new(Load);

    /// <summary>The version of the loaded library, such as <c>3.40.1</c>.</summary>
    public static string Version => Loaded.Value.Version;

    /// <summary>Where it came from: <c>system</c> or <c>bundled</c>.</summary>
    public static string Source => Loaded.Value.Source;

    private static (string Version, string Source) Load()
    {
        var system = SystemLibrary();
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? system : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0); // nobody asks, and its lock is shared by all connections
        var number = raw.sqlite3_libversion_number();
        var version = raw.sqlite3_libversion().utf8_to_string();
        if (number < OldestVersionNumber)
        {
            throw new InvalidOperationException($"SQLite {version} is too old: 3.35 or newer is needed.");
        }

        return (version, system == IntPtr.Zero ? "bundled" : "system");
    }

    private static IntPtr SystemLibrary()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libsqlite3.so.0", out var library))
        {
            return IntPtr.Zero;
        }

        if (NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var export)
            && Marshal.GetDelegateForFunctionPointer<VersionNumber>(export)() >= OldestVersionNumber)
        {
            return library;
        }

        NativeLibrary.Free(library);
        return IntPtr.Zero;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
