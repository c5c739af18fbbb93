using System.Net;
using CryptoVault.LocalRuntime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Benchmarks.Runtime;

/// <summary>The two servers that are compared, each run in a process of its own: prints its port, ends with its standard input.</summary>
internal static class HttpServers
{
    public const string Path = "bench/empty";

    public static async Task<int> RunAsync(string kind)
    {
        await using var server = kind == "functions" ? await StartFunctionsAsync() : await StartMapGetAsync();
        Console.WriteLine(server.Port);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task<RunningServer> StartFunctionsAsync()
    {
        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Port = 0 });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.AddApp("bench", typeof(HttpServers).Assembly, _ => { }, t => t == typeof(EmptyFunctions));
        var host = builder.Build();
        await host.StartAsync();
        return new RunningServer(host.Port, host);
    }

    private static async Task<RunningServer> StartMapGetAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet(Path, () => { });
        await app.StartAsync();
        return new RunningServer(new Uri(app.Urls.First()).Port, app);
    }

    private sealed record RunningServer(int Port, IAsyncDisposable Server) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}

/// <summary>The function that is compared with an empty MapGet.</summary>
public sealed class EmptyFunctions
{
    /// <summary>Answers 200 without body.</summary>
    [Function("Empty")]
    public Task<IResult> Empty([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = HttpServers.Path)] HttpRequest request) =>
        Task.FromResult<IResult>(TypedResults.Ok());
}
