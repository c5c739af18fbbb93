using System.Diagnostics;
using System.Text.Json;

namespace CryptoVault.LocalProcess;

/// <summary>What tests need from npm, installed once: several test projects may ask for it at the same time.</summary>
internal static class NodePackages
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    /// <summary>Installs what <c>tests/package.json</c> names, unless it is there; returns that folder.</summary>
    /// <exception cref="InvalidOperationException">It cannot be installed.</exception>
    public static async Task<string> EnsureAsync()
    {
        var tests = TestsFolder();
        if (!IsInstalled(tests))
        {
            await using var turn = await TakeTurnAsync(Path.Combine(tests, "node_modules.lock"));
            if (!IsInstalled(tests))
            {
                await InstallAsync(tests);
            }
        }

        return tests;
    }

    private static bool IsInstalled(string tests)
    {
        using var wanted = JsonDocument.Parse(File.ReadAllText(Path.Combine(tests, "package.json")));
        return wanted.RootElement.GetProperty("dependencies").EnumerateObject().All(
            package => File.Exists(Path.Combine(tests, "node_modules", package.Name, "package.json")))
            && File.Exists(Path.Combine(tests, "node_modules", ".package-lock.json")); // npm writes it last
    }

    private static async Task<FileStream> TakeTurnAsync(string file)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (watch.Elapsed < InstallLimit)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task InstallAsync(string tests)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = tests, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var install = Process.Start(start)!;
        var output = install.StandardOutput.ReadToEndAsync();
        var errors = install.StandardError.ReadToEndAsync();
        await install.WaitForExitAsync().WaitAsync(InstallLimit);
        if (install.ExitCode != 0)
        {
            throw new InvalidOperationException($"Packages of npm could not be installed: run 'npm ci' in {tests}. {await output} {await errors}");
        }
    }

    private static string TestsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository's root was not found.");
        }

        return Path.Combine(folder.FullName, "tests");
    }
}
