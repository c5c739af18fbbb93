using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>What the README tells a newcomer to type, typed.</summary>
public sealed partial class ReadmeTests
{
    private static readonly TimeSpan TourLimit = TimeSpan.FromMinutes(2);

    [ShellFact]
    public async Task Tour_PastedAsItStands_EndsWithACompletedWithdrawal()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(Path.Combine(folder.Path, ".data"));
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var tour = readme[readme.IndexOf("## A tour with curl", StringComparison.Ordinal)..readme.IndexOf("## Test it", StringComparison.Ordinal)];
        var script = string.Concat(ShellBlock().Matches(tour).Select(block => block.Groups["commands"].Value));
        Assert.Contains("URL=http://127.0.0.1:7071\n", script, StringComparison.Ordinal);

        var output = await TypeAsync(script.Replace("http://127.0.0.1:7071", host.Url.ToString().TrimEnd('/'), StringComparison.Ordinal), folder.Path);

        Assert.Contains("\"status\":\"filled\"", output, StringComparison.Ordinal);
        Assert.Contains("\"recoveryCodes\":", output, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"approved\"", output, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"completed\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("/problems/", output, StringComparison.Ordinal);
    }

    private static async Task<string> TypeAsync(string script, string folder)
    {
        using var shell = new Process
        {
            StartInfo = new ProcessStartInfo("bash", ["-s"])
            {
                UseShellExecute = false,
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
        };
        using var limit = new CancellationTokenSource(TourLimit);
        var output = new StringBuilder();
        shell.Start();
        try
        {
            await shell.StandardInput.WriteAsync(script.AsMemory(), limit.Token);
            shell.StandardInput.Close();
            while (await shell.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output.AppendLine(line);
            }

            await shell.WaitForExitAsync(limit.Token);
            return output.ToString();
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw new TimeoutException($"The tour did not end within {TourLimit}. Its output:\n{output}");
        }
    }

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
