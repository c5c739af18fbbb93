using System.Net.Http.Json;
using System.Text.Json;
using CryptoVault.LocalProcess;

namespace CryptoVault.SecurityAudit.Host;

/// <summary>Starts the local host with its demo data and looks at its answers.</summary>
internal static class AuditedHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Finding>> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(Repository.HostAssembly, folder.Path, HostProcess.FreePort());
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Url };
            return await new HeaderAudit(http).RunAsync(await SignInAsync(http));
        }
        finally
        {
            await host.Process.StopAsync();
        }
    }

    /// <summary>The demo customer's access token. The demo data comes just after the first answers.</summary>
    private static async Task<string> SignInAsync(HttpClient http)
    {
        var end = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            using var answer = await http.PostAsJsonAsync("api/v1/auth/login", new { email = "ana@demo.cryptovault.test", password = "demo-Passphrase-1" });
            if (answer.IsSuccessStatusCode)
            {
                return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
            }

            if (DateTimeOffset.UtcNow > end)
            {
                throw new TimeoutException($"The demo customer could not sign in: {(int)answer.StatusCode}.");
            }

            await Task.Delay(500);
        }
    }
}
