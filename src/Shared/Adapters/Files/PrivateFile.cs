namespace CryptoVault.Adapters.Files;

/// <summary>Files that only their owner may read (0600 where the system has such rights), written completely or not at all.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file unless there is one; when another process was first, its file stays.</summary>
    public static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        var temporary = WriteTemporary(path, content);
        if (!FilePlacement.TryMove(temporary, path))
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a file in place of any older one.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content) => File.Move(WriteTemporary(path, content), path, overwrite: true);

    private static string WriteTemporary(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(temporary, options);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
        return temporary;
    }
}
