using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CryptoVault.LocalProcess;

/// <summary>A local host as its users run it: a process of its own, reached over HTTP.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private HostProcess(ChildProcess process, Uri url, string dataFolder)
    {
        Process = process;
        Url = url;
        DataFolder = dataFolder;
    }

    public ChildProcess Process { get; }

    public Uri Url { get; }

    public string DataFolder { get; }

    /// <summary>Process start to the first answer.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Starts a host and waits until it answers.</summary>
    /// <param name="assembly">The host's assembly.</param>
    /// <param name="dataFolder">Its data folder.</param>
    /// <param name="port">Its port; a restarted host takes the one that it had.</param>
    /// <param name="arguments">More options.</param>
    /// <exception cref="InvalidOperationException">It ended or did not answer; the message holds its output.</exception>
    public static Task<HostProcess> StartAsync(string assembly, string dataFolder, int port, params string[] arguments) =>
        StartAsync(assembly, dataFolder, port, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a host with environment variables besides this process's own; those of <see cref="RaisedLimits"/> are there unless they are given.</summary>
    /// <inheritdoc cref="StartAsync(string, string, int, string[])" />
    public static async Task<HostProcess> StartAsync(
        string assembly, string dataFolder, int port, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var process = ChildProcess.Start(assembly, RaisedLimits.With(environment), ["--data", dataFolder, "--port", $"{port}", .. arguments]);
        var host = new HostProcess(process, new Uri($"http://127.0.0.1:{port}/"), dataFolder);
        try
        {
            await host.AwaitAnswerAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private async Task AwaitAnswerAsync()
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartLimit)
        {
            if (Process.HasExited)
            {
                throw new InvalidOperationException($"The host ended with {await Process.ExitAsync(StartLimit)}:\n{Process.Output}");
            }

            if (await IsReadyAsync(http))
            {
                StartTime = watch.Elapsed;
                return;
            }

            await Task.Delay(20);
        }

        throw new InvalidOperationException($"The host does not answer after {StartLimit.TotalSeconds:F0} s:\n{Process.Output}");
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
