using CryptoVault.DemoPlayer.Client;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>A host as the README starts it, with the demo's people signed in; shared by tests that change nothing in it.</summary>
public sealed class DefaultHost : IAsyncLifetime
{
    public const string Password = "demo-Passphrase-1";

    private const int SameDigests = 10;

    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-").FullName;
    private readonly Dictionary<string, (string UserId, string Token)> people = [];
    private HostProcess? host;

    internal Api Api { get; private set; } = null!;

    internal HostProcess Host => host!;

    /// <summary>The access token of ana, ben, rita or adam; null for nobody.</summary>
    public string? TokenOf(string? name) => name is null ? null : people[name].Token;

    public string IdOf(string name) => people[name].UserId;

    public async Task InitializeAsync()
    {
        host = await LocalHosts.StartAsync(folder, new Dictionary<string, string>
        {
            ["Accounts__StepUpLifetime"] = "01:00:00",
            ["Threats__IsEnabled"] = "false", // its counts of bad requests are written now and then
            ["AzureWebJobs.ProjectVolumes.Disabled"] = "true", // it counts the demo's trades into the customers' partitions, at some time
            ["AzureWebJobs.RewrapDataKeys.Disabled"] = "true", // its first run makes the key that wraps data keys, at some second of the first minute
        });
        Api = new Api(host.Url);
        foreach (var name in new[] { "ana", "ben", "rita", "adam" })
        {
            var answer = (await Api.SignInAsync(name)).Expect(200);
            people[name] = (answer["userId"], answer["accessToken"]);
        }

        await Api.EnrolAsync(TokenOf("ana")!, Password);
        await SettleAsync();
    }

    /// <summary>Waits for the mail about the second factor, and until what its delivery changes in the store has changed.</summary>
    private async Task SettleAsync()
    {
        var mails = new Mailbox(folder);
        var (digest, same) = ("", 0);
        while (same < SameDigests)
        {
            var now = (await Api.GetAsync("dev/store-digest")).Expect(200)["digest"];
            same = now == digest && mails.To(EmailOf("ana")).Any() ? same + 1 : 0;
            digest = now;
            await Task.Delay(20);
        }
    }

    public static string EmailOf(string name) => $"{name}@demo.cryptovault.test";

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await StuckWithdrawals.AssertNoneAsync(Api);
            await host.Process.StopAsync();
            await host.DisposeAsync();
        }

        Api?.Dispose();

        Directory.Delete(folder, recursive: true);
    }
}
