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

    private const int FileControlFilePointer = 7;
    private const int SyncNormal = 2;

    private static readonly Lazy<(string Version, string Source, FileControl Control)> Loaded = new(Load);

    /// <summary>The version of the loaded library, such as <c>3.40.1</c>.</summary>
    public static string Version => Loaded.Value.Version;

    /// <summary>Where it came from: <c>system</c> or <c>bundled</c>.</summary>
    public static string Source => Loaded.Value.Source;

    /// <summary>
    /// Flushes a connection's database file through SQLite's own handle. (A handle of ours would not do: closing it
    /// would drop the locks that SQLite holds on the file, as POSIX wants it.)
    /// </summary>
    /// <returns>SQLite's result code.</returns>
    public static int FlushFile(sqlite3 connection)
    {
        var code = Loaded.Value.Control(connection.DangerousGetHandle(), "main", FileControlFilePointer, out var file);
        if (code != raw.SQLITE_OK)
        {
            return code;
        }

        // struct sqlite3_file { const struct sqlite3_io_methods *pMethods; };
        // struct sqlite3_io_methods { int iVersion; xClose; xRead; xWrite; xTruncate; xSync; ... };
        var methods = Marshal.ReadIntPtr(file);
        var sync = Marshal.GetDelegateForFunctionPointer<Sync>(Marshal.ReadIntPtr(methods, 5 * IntPtr.Size));
        return sync(file, SyncNormal);
    }

    private static (string Version, string Source, FileControl Control) Load()
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

        var library = system == IntPtr.Zero ? NativeLibrary.Load("e_sqlite3", typeof(SQLite3Provider_e_sqlite3).Assembly, null) : system;
        var control = Marshal.GetDelegateForFunctionPointer<FileControl>(NativeLibrary.GetExport(library, "sqlite3_file_control"));
        return (version, system == IntPtr.Zero ? "bundled" : "system", control);
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

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int FileControl(IntPtr connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string database, int operation, out IntPtr argument);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Sync(IntPtr file, int flags);
}
