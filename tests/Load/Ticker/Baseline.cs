using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Load.Ticker;

/// <summary>What the web server alone can do: a process with an empty MapGet and nothing else.</summary>
internal static class Baseline
{
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        var app = builder.Build();
        app.MapGet("/health/ready", () => { });
        app.MapGet("/", () => { });
        await app.RunAsync();
        return 0;
    }
}
