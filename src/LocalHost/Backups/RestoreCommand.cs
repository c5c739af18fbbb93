using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.LocalRuntime;
using CryptoVault.Storage;

namespace CryptoVault.LocalHost.Backups;

/// <summary>
/// Brings a backup back. Everything is unpacked and checked beside its place first, and the database takes its place
/// last: a restore that is cut off leaves a folder without a database, never one with half of it.
/// </summary>
internal static class RestoreCommand
{
    private const string Unpacked = "restore.part";

    public static int Run(string backup, string dataFolder, bool reset)
    {
        var (folder, problem) = DataFolder.Take(dataFolder, reset);
        using var owned = folder ?? throw new StartupException([problem!]);
        var layout = DataFolder.Look(dataFolder);
        if (File.Exists(layout.Database))
        {
            throw new StartupException([$"{dataFolder} holds a database already. Restore into another folder, or add --reset to delete what is there."]);
        }

        var unpacked = Path.Combine(dataFolder, Unpacked);
        try
        {
            DeleteUnpacked(unpacked);
            var manifest = Unpack(backup, unpacked);
            var database = Path.Combine(unpacked, Path.GetFileName(layout.Database));
            var state = SqliteBackup.Check(database);
            if (state.Sequence != manifest.Sequence || state.Documents != manifest.Documents)
            {
                throw new InvalidDataException($"its database has {state.Documents} documents up to write {state.Sequence}, its manifest says {manifest.Documents} up to {manifest.Sequence}.");
            }

            Move(unpacked, dataFolder, last: database);
            Console.WriteLine($"Restored to {dataFolder}: {state.Documents} documents up to write {state.Sequence}, as of {manifest.CreatedAt:u}.");
            return ExitCodes.Done;
        }
        catch (Exception exception) when (
            exception is StoreException or IOException or UnauthorizedAccessException or InvalidDataException or NewerStoreException or JsonException)
        {
            throw new StartupException([$"{backup} was not restored: {exception.Message}"]);
        }
        finally
        {
            DeleteUnpacked(unpacked);
        }
    }

    private static BackupManifest Unpack(string backup, string unpacked)
    {
        using var zip = ZipFile.OpenRead(backup);
        var manifest = ReadManifest(zip);
        Directory.CreateDirectory(unpacked);
        foreach (var (name, sum) in manifest.Files)
        {
            var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"{name} is missing in it.");
            var target = Path.GetFullPath(Path.Combine(unpacked, name));
            if (!target.StartsWith(unpacked + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{name} would lie outside of the data folder.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Unpack(entry, target);
            using var written = File.OpenRead(target);
            if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(written)), sum, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException($"{name} is not as it was when the backup was made.");
            }
        }

        return manifest;
    }

    private static BackupManifest ReadManifest(ZipArchive zip)
    {
        var entry = zip.GetEntry(BackupManifest.Name) ?? throw new InvalidDataException("it is no backup: it has no manifest.");
        using var stream = entry.Open();
        var manifest = JsonSerializer.Deserialize(stream, BackupJson.Default.BackupManifest) ?? throw new InvalidDataException("its manifest is empty.");
        return manifest.Format <= BackupManifest.CurrentFormat
            ? manifest
            : throw new InvalidDataException($"it is of format {manifest.Format}; this program knows formats up to {BackupManifest.CurrentFormat}.");
    }

    private static void Unpack(ZipArchiveEntry entry, string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var source = entry.Open();
        using var stream = new FileStream(target, options);
        source.CopyTo(stream);
        stream.Flush(flushToDisk: true);
    }

    private static void Move(string unpacked, string dataFolder, string last)
    {
        foreach (var file in Directory.EnumerateFiles(unpacked, "*", SearchOption.AllDirectories).Where(file => file != last).Append(last).ToArray())
        {
            var target = Path.Combine(dataFolder, Path.GetRelativePath(unpacked, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(file, target, overwrite: false);
        }
    }

    private static void DeleteUnpacked(string unpacked)
    {
        if (Directory.Exists(unpacked))
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }
}
