using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>SIGTERM, as a service manager sends it: what runs may end, nothing new begins, the next start is clean.</summary>
public sealed class StopTests
{
    private const string Body = """{"email":"ana@demo.cryptovault.test","password":"demo-Passphrase-1"}""";

    [Fact]
    public async Task Stop_WithARequestUnderWay_AnswersItAndTakesNoNewOnes()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);
        using var slow = await SlowRequest.BeginAsync(host.Url);

        var stopping = host.Process.StopAsync();
        await RefusesNewConnectionsAsync(host.Url);
        Assert.False(stopping.IsCompleted);
        var answer = await slow.FinishAsync();

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("accessToken", answer, StringComparison.Ordinal);
        Assert.Equal(0, await stopping);
        Assert.DoesNotContain("\"LogLevel\":\"Error\"", host.Process.Output, StringComparison.Ordinal);
        await AssertStartsCleanlyAsync(folder.Path);
    }

    [Fact]
    public async Task Stop_WithARequestThatNeverEnds_GivesItTenSecondsAndStopsAllTheSame()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path, "--empty");
        using var slow = await SlowRequest.BeginAsync(host.Url);
        var watch = Stopwatch.StartNew();

        var exitCode = await host.Process.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 9, 16);
        await AssertStartsCleanlyAsync(folder.Path, "--empty");
    }

    [Fact]
    public async Task Stop_WithNothingUnderWay_TakesNoTime()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path, "--empty");
        var watch = Stopwatch.StartNew();

        Assert.Equal(0, await host.Process.StopAsync());

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        // The log was copied into the file: nothing is left to recover.
        Assert.False(File.Exists(Path.Combine(folder.Path, "cryptovault.db-wal")));
    }

    private static async Task AssertStartsCleanlyAsync(string folder, params string[] arguments)
    {
        await using var again = await LocalHosts.StartAsync(folder, arguments);
        using var api = new Api(again.Url);
        Assert.True(await api.IsReadyAsync());
        Assert.Equal(0, await again.Process.StopAsync());
        Assert.DoesNotContain("\"LogLevel\":\"Error\"", again.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"LogLevel\":\"Critical\"", again.Process.Output, StringComparison.Ordinal);
    }

    private static async Task RefusesNewConnectionsAsync(Uri host)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, host.Port);
            }
            catch (SocketException)
            {
                return;
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), "The host still accepts connections.");
            await Task.Delay(10);
        }
    }

    /// <summary>A sign-in whose body comes in two parts.</summary>
    private sealed class SlowRequest : IDisposable
    {
        private readonly TcpClient client = new();

        public static async Task<SlowRequest> BeginAsync(Uri host)
        {
            var request = new SlowRequest();
            await request.client.ConnectAsync(IPAddress.Loopback, host.Port);
            var head = $"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: {Body.Length}\r\n\r\n";
            await request.client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));

            // "100 Continue" comes when the function reads the body: the invocation runs.
            var buffer = new byte[256];
            var read = await request.client.GetStream().ReadAsync(buffer);
            Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
            await request.client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Body[..10]));
            return request;
        }

        public async Task<string> FinishAsync()
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Body[10..]));
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            return await reader.ReadToEndAsync();
        }

        public void Dispose() => client.Dispose();
    }
}
