using System.Net;
using CryptoVault.LocalProcess;

namespace CryptoVault.Load;

/// <summary>The host that is measured: one that runs already, or one of our own on a temporary folder.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    private readonly TemporaryFolder? folder;
    private HostProcess? own;

    private MeasuredHost(Uri url, string dataFolder, HostProcess? own, TemporaryFolder? folder)
    {
        Url = url;
        DataFolder = dataFolder;
        this.own = own;
        this.folder = folder;
    }

    public Uri Url { get; }

    public string DataFolder { get; }

    /// <summary>The host's process, when it is ours.</summary>
    public ChildProcess? Process => own?.Process;

    public IPEndPoint EndPoint => new(IPAddress.Parse(Url.Host == "localhost" ? "127.0.0.1" : Url.Host), Url.Port);

    public static async Task<MeasuredHost> StartAsync(LoadOptions options, params string[] arguments)
    {
        if (options.Host is not null)
        {
            return new MeasuredHost(options.Host, options.DataFolder ?? "", null, null);
        }

        var folder = new TemporaryFolder();
        var own = await HostProcess.StartAsync(Repository.HostAssembly, folder.Path, HostProcess.FreePort(), arguments);
        var disk = new DriveInfo(folder.Path);
        Console.WriteLine($"Host of our own ({Repository.Configuration}) at {own.Url}, answered {own.StartTime.TotalSeconds:F2} s after its start; {Environment.ProcessorCount} cores; data on {disk.DriveFormat}.");
        Console.WriteLine(RaisedLimits.Description);
        return new MeasuredHost(own.Url, folder.Path, own, folder);
    }

    /// <summary>Kills a host of our own by SIGKILL and starts it again on the same data and port.</summary>
    /// <returns>How long the new one took to answer; null when the host is not ours.</returns>
    public async Task<TimeSpan?> KillAndRestartAsync()
    {
        if (own is null)
        {
            return null;
        }

        await own.Process.KillAsync();
        await own.DisposeAsync();
        own = await HostProcess.StartAsync(Repository.HostAssembly, DataFolder, Url.Port);
        return own.StartTime;
    }

    public async ValueTask DisposeAsync()
    {
        if (own is not null)
        {
            await own.Process.StopAsync();
            await own.DisposeAsync();
        }

        folder?.Dispose();
    }
}
