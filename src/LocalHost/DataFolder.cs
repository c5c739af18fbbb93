namespace CryptoVault.LocalHost;

/// <summary>The data folder, owned by one host at a time, or by several that know of it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream ownership;

    private DataFolder(string path, FileStream ownership)
    {
        Path = path;
        this.ownership = ownership;
    }

    public string Path { get; }

    public string Database => Look(Path).Database;

    public string Keys => Look(Path).Keys;

    public string ServiceKeys => Look(Path).ServiceKeys;

    public string AdminSetupCode => System.IO.Path.Combine(Path, "admin-setup-code.txt");

    /// <summary>There once the pending approvals that were asked for are made.</summary>
    public string PendingApprovals => System.IO.Path.Combine(Path, "pending-approvals.txt");

    public string LoadUsers => System.IO.Path.Combine(Path, "load-users.json");

    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    public string Outbox => System.IO.Path.Combine(Path, "outbox");

    /// <summary>Where things lie in a data folder, without taking it.</summary>
    public static Layout Look(string path) => new(path);

    /// <summary>Takes the folder; the text says why it cannot be had, or is null.</summary>
    public static (DataFolder? Folder, string? Problem) Take(string path, bool reset, bool shared = false)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"The data folder {path} cannot be made: {exception.Message}");
        }

        var lockFile = System.IO.Path.Combine(path, "host.lock");
        FileStream ownership;
        try
        {
            ownership = shared ? TakeShared(lockFile) : new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return (null, $"Another host is using the data folder {path}. Stop it, or choose another folder with --data (or start both with --shared).");
        }
        catch (UnauthorizedAccessException exception)
        {
            return (null, $"The data folder {path} cannot be written: {exception.Message}");
        }

        if (reset && Clear(path, lockFile) is { } problem)
        {
            ownership.Dispose();
            return (null, problem);
        }

        return (new DataFolder(path, ownership), null);
    }

    public void Dispose() => ownership.Dispose();

    /// <summary>Reading and sharing reading is a shared lock, which a host that wants the folder for itself does not get past.</summary>
    private static FileStream TakeShared(string lockFile)
    {
        if (!File.Exists(lockFile))
        {
            using var created = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        }

        return new FileStream(lockFile, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    /// <summary>Deletes a data folder's contents, and only those of a data folder: a mistyped --data must not cost anybody their files.</summary>
    private static string? Clear(string path, string lockFile)
    {
        var entries = Directory.GetFileSystemEntries(path).Where(entry => entry != lockFile).ToArray();
        if (entries.Length > 0 && !File.Exists(System.IO.Path.Combine(path, "cryptovault.db")))
        {
            return $"--reset refused: {path} is not empty and holds no cryptovault.db, so it does not look like a data folder.";
        }

        foreach (var entry in entries)
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }

        return null;
    }

    /// <summary>Names in a data folder.</summary>
    internal readonly record struct Layout(string Path)
    {
        public string Database => System.IO.Path.Combine(Path, "cryptovault.db");

        public string Keys => System.IO.Path.Combine(Path, "keys.json");

        public string ServiceKeys => System.IO.Path.Combine(Path, "service-keys.json");

        public string Blobs => System.IO.Path.Combine(Path, "blobs");

        /// <summary>Where the adapter for blobs puts those named <c>anchors/...</c> of the container <c>audit</c>.</summary>
        public string AuditAnchors => System.IO.Path.Combine(Blobs, "audit", "anchors~");
    }
}
