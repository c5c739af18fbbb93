namespace CryptoVault.SecurityAudit;

/// <summary>The text files of the repository, without what is built, restored or produced by runs.</summary>
internal static class SourceTree
{
    private const long MostBytes = 2 * 1024 * 1024;

    private static readonly HashSet<string> Skipped = ["bin", "obj", ".git", "node_modules", "TestResults", ".data", ".vs", ".idea", "BenchmarkDotNet.Artifacts"];

    private static readonly HashSet<string> TextKinds =
    [
        ".cs", ".csproj", ".props", ".targets", ".json", ".yaml", ".yml", ".md", ".http", ".bicep", ".bicepparam", ".sh", ".js", ".mjs", ".ts",
        ".html", ".css", ".xml", ".txt", ".config", ".runsettings", ".env", ".pem", ".key", ".sln", "",
    ];

    public static IEnumerable<SourceFile> Read(string root)
    {
        foreach (var file in Files(new DirectoryInfo(root)).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            if (file.Length <= MostBytes && TextKinds.Contains(file.Extension))
            {
                yield return new SourceFile(Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName));
            }
        }
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles())
        {
            yield return file;
        }

        foreach (var inner in folder.EnumerateDirectories().Where(inner => !Skipped.Contains(inner.Name)))
        {
            foreach (var file in Files(inner))
            {
                yield return file;
            }
        }
    }
}
