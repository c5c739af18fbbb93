using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CryptoVault.LocalProcess;

namespace CryptoVault.Blobs;

/// <summary>
/// A real Azurite (npm, pinned in tests/package.json) on a free port, for the tests of one class. It ends with its standard
/// input, so also when the tests are killed.
/// </summary>
public sealed partial class Azurite : IAsyncLifetime
{
    private const string Account = "tests";
    private const string EndWithInput = "process.stdin.resume().on('end', () => process.exit(0)); process.argv.splice(1, 0, 'azurite'); require(process.argv.splice(2, 1)[0]);";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource<string> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private Process? process;

    /// <summary>With an account and a key of this run.</summary>
    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var tests = await NodePackages.EnsureAsync();
        var main = Path.Combine(tests, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        process = Start("node", tests, ["-e", EndWithInput, main,
            "--blobPort", "0", "--blobHost", "127.0.0.1", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"], ("AZURITE_ACCOUNTS", $"{Account}:{key}"));
        process.OutputDataReceived += (_, line) =>
        {
            if (Address().Match(line.Data ?? "") is { Success: true } match)
            {
                listening.TrySetResult(match.Value);
            }
        };
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("Azurite ended before it listened."));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var address = await listening.Task.WaitAsync(StartLimit);
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};BlobEndpoint={address}/{Account};";
    }

    public async Task DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(StartLimit);
            process.Dispose();
        }
    }

    private static Process Start(string command, string folder, string[] arguments, (string Name, string Value)? setting = null)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (setting is { } set)
        {
            start.Environment[set.Name] = set.Value;
        }

        try
        {
            var process = new Process { StartInfo = start, EnableRaisingEvents = true };
            process.Start();
            return process;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"'{command}' cannot be started: the tests of Azure blobs need Node.js 20 or later (https://nodejs.org).", exception);
        }
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Address();
}
