using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.LocalRuntime;
using CryptoVault.Storage;

namespace CryptoVault.LocalHost.Backups;

/// <summary>
/// Copies a data folder into one file, while a host may be running on it: the store as it was at one instant, then the
/// keys. Keys and blobs are only ever added, and before the store speaks of them; so, copied after the store, they hold
/// all that it needs.
/// </summary>
internal static class BackupCommand
{
    public static int Run(string dataFolder, string target, TimeProvider clock)
    {
        var folder = DataFolder.Look(dataFolder);
        if (!File.Exists(folder.Database))
        {
            throw new StartupException([$"There is no database in {dataFolder}. Name the data folder with --data."]);
        }

        if (File.Exists(target))
        {
            throw new StartupException([$"{target} exists already; a backup never replaces a file."]);
        }

        var copy = target + ".database.part";
        var archive = target + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            DeletePieces(copy, archive); // of an attempt that was cut off
            var createdAt = clock.GetUtcNow();
            var anchors = AnchorsOf(folder);
            var state = SqliteBackup.Copy(folder.Database, copy);
            Write(archive, createdAt, state, Contents(folder, copy, anchors));
            File.Move(archive, target, overwrite: false);
            Console.WriteLine($"Backup of {dataFolder}: {state.Documents} documents up to write {state.Sequence}, in {target} ({new FileInfo(target).Length:N0} bytes).");
            return ExitCodes.Done;
        }
        catch (Exception exception) when (exception is StoreException or IOException or UnauthorizedAccessException or NewerStoreException)
        {
            throw new StartupException([$"No backup was made: {exception.Message}"]);
        }
        finally
        {
            DeletePieces(copy, archive);
        }
    }

    /// <summary>Anchors of the audit tell what the store holds: those that are written while it is copied are not of the copy.</summary>
    private static HashSet<string> AnchorsOf(DataFolder.Layout folder) =>
        Directory.Exists(folder.AuditAnchors) ? [.. Directory.EnumerateFiles(folder.AuditAnchors, "*", SearchOption.AllDirectories)] : [];

    private static Dictionary<string, string> Contents(DataFolder.Layout folder, string copy, HashSet<string> anchors)
    {
        var contents = new Dictionary<string, string>(StringComparer.Ordinal) { [Path.GetFileName(folder.Database)] = copy };
        foreach (var keys in new[] { folder.Keys, folder.ServiceKeys }.Where(File.Exists))
        {
            contents[Path.GetFileName(keys)] = keys;
        }

        if (Directory.Exists(folder.Blobs))
        {
            var isAnchor = folder.AuditAnchors + Path.DirectorySeparatorChar;
            foreach (var blob in Directory.EnumerateFiles(folder.Blobs, "*", SearchOption.AllDirectories)
                .Where(blob => !blob.StartsWith(isAnchor, StringComparison.Ordinal) || anchors.Contains(blob)))
            {
                contents[Path.GetRelativePath(folder.Path, blob).Replace('\\', '/')] = blob;
            }
        }

        return contents;
    }

    private static void Write(string archive, DateTimeOffset createdAt, SqliteFileState state, Dictionary<string, string> contents)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // it holds keys
        }

        using var stream = new FileStream(archive, options);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var sums = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, file) in contents)
            {
                sums[name] = Add(zip, name, file);
            }

            using var manifest = zip.CreateEntry(BackupManifest.Name).Open();
            JsonSerializer.Serialize(
                manifest, new BackupManifest(BackupManifest.CurrentFormat, createdAt, state.Version, state.Sequence, state.Documents, sums), BackupJson.Default.BackupManifest);
        }

        stream.Flush(flushToDisk: true);
    }

    private static string Add(ZipArchive zip, string name, string file)
    {
        using var source = File.OpenRead(file);
        var sum = SHA256.HashData(source);
        source.Position = 0;
        using var target = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        source.CopyTo(target);
        return Convert.ToHexStringLower(sum);
    }

    private static void DeletePieces(string copy, string archive)
    {
        File.Delete(copy);
        File.Delete(archive);
    }
}
