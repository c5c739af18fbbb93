using System.Diagnostics;

namespace CryptoVault.LocalHost;

/// <summary>Plays the demo: a separate process that knows nothing but HTTP, against a host of its own or a running one.</summary>
internal static class DemoRun
{
    public static async Task<int> PlayAsync(HostOptions options)
    {
        if (options.Url is not null)
        {
            return await PlayAgainstAsync(options.Url, options.DataFolder, options.Resume);
        }

        var temporary = options.HasDataFolder ? null : Directory.CreateTempSubdirectory("cryptovault-demo-").FullName;
        var folder = temporary ?? options.DataFolder;
        try
        {
            await using var host = await HostRun.StartAsync(options with { DataFolder = folder, Port = 0, Empty = true, LoadUsers = 0 }, quiet: true);
            return await PlayAgainstAsync(host.Url, folder, options.Resume);
        }
        finally
        {
            if (temporary is not null)
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static async Task<int> PlayAgainstAsync(Uri url, string dataFolder, bool resume)
    {
        var player = Path.Combine(AppContext.BaseDirectory, "player", "CryptoVault.DemoPlayer.dll");
        if (!File.Exists(player))
        {
            await Console.Error.WriteLineAsync($"The demo player is missing: {player}. Build the solution first.");
            return ExitCodes.CannotStart;
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
        {
            start.FileName = "dotnet";
        }

        foreach (var argument in (string[])[player, "--url", url.ToString(), "--data", dataFolder, .. resume ? (string[])["--resume"] : []])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
