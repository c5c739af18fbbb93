using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;
using CryptoVault.Storage.CosmosGateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>The local host on Cosmos DB: its process talks over HTTP to the stand-in for the gateway in this one.</summary>
public sealed class CosmosHostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Host_OnCosmos_BuildsItsDemoDataTradesAndGoesOnAfterARestart()
    {
        await using var account = await ServeAsync();
        using var folder = new TemporaryFolder();
        string balance;
        await using (var host = Start(folder.Path, ("Cosmos__Endpoint", account.Urls.First()), ("Cosmos__Key", "YQ==")))
        {
            using var client = await ReadyAsync(host);
            using var order = await client.PostAsJsonAsync("api/v1/orders", new { symbol = "BTC-USDT", side = "buy", type = "market", quoteAmount = "500" });

            Assert.True(order.StatusCode == HttpStatusCode.Created, await order.Content.ReadAsStringAsync());
            balance = await client.GetStringAsync("api/v1/wallet/balances");
            Assert.Equal(0, await host.StopAsync());
        }

        Assert.False(File.Exists(Path.Combine(folder.Path, "cryptovault.db")));
        await using var again = Start(folder.Path, ("Cosmos__Endpoint", account.Urls.First()), ("Cosmos__Key", "YQ=="));
        using var returned = await ReadyAsync(again);
        Assert.Equal(Amounts(balance), Amounts(await returned.GetStringAsync("api/v1/wallet/balances")));
    }

    [Theory]
    [InlineData("Storage__Provider", "Mongo", "Storage:Provider 'Mongo' is not known")]
    [InlineData("Cosmos__Key", "", "The setting Cosmos:Key is missing")]
    [InlineData("Cosmos__Endpoint", "http://127.0.0.1:9/", "Cosmos DB at http://127.0.0.1:9/ cannot be used")]
    public async Task Host_WithABadSetting_EndsAndNamesIt(string name, string value, string told)
    {
        using var folder = new TemporaryFolder();
        await using var host = Start(folder.Path, ("Cosmos__Endpoint", "http://127.0.0.1:9/"), ("Cosmos__Key", "YQ=="), ("Cosmos__PrepareTimeout", "00:00:05"), (name, value));

        var exitCode = await host.ExitAsync(Patience);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(told, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }

    private static ChildProcess Start(string folder, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string> { ["Storage__Provider"] = "Cosmos" };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return ChildProcess.Start(LocalHosts.HostAssembly, all, ["--data", folder, "--port", "0"]);
    }

    /// <summary>Waits until the host tells its address, and signs Ana in.</summary>
    private static async Task<HttpClient> ReadyAsync(ChildProcess host)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!host.Output.Contains("is ready at ", StringComparison.Ordinal))
        {
            Assert.False(host.HasExited, host.Output);
            await Task.Delay(50, limit.Token);
        }

        var address = host.Output[(host.Output.IndexOf("is ready at ", StringComparison.Ordinal) + 12)..].Split(' ', '\n', '\r')[0];
        var client = new HttpClient { BaseAddress = new Uri(address.TrimEnd('/') + "/") };
        using var login = await client.PostAsJsonAsync("api/v1/auth/login", new { email = "ana@demo.cryptovault.test", password = "demo-Passphrase-1" });
        Assert.True(login.IsSuccessStatusCode, await login.Content.ReadAsStringAsync());
        var token = (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static IEnumerable<string> Amounts(string balances) => JsonDocument.Parse(balances).RootElement.GetProperty("items").EnumerateArray()
        .Select(item => $"{item.GetProperty("asset")} {item.GetProperty("available")} {item.GetProperty("held")}");

    private static async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var port = HostProcess.FreePort();
        var endpoint = new Uri($"http://127.0.0.1:{port}/");
        builder.WebHost.UseKestrel().UseUrls(endpoint.ToString());
        var app = builder.Build();
        var gateway = new Gateway(TimeProvider.System, endpoint);
        app.Run(context => AnswerAsync(gateway, endpoint, context));
        await app.StartAsync();
        return app;
    }

    private static async Task AnswerAsync(Gateway gateway, Uri endpoint, HttpContext context)
    {
        using var invoker = new HttpMessageInvoker(gateway.Handler());
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(endpoint, context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget));
        request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        using var answer = await invoker.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (context.Response.StatusCode != StatusCodes.Status304NotModified)
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
