using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CryptoVault.Accounts;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>A key-encryption key that a command puts in force beside a running host.</summary>
public sealed partial class KeyRotationTests
{
    private const string Label = "made before the rotation";
    private const string Password = "correct-Horse-7";

    [Fact]
    public async Task RotateKeys_BesideARunningHost_LeavesSignInsAndDataReadableAndNewDataUnderTheNewKey()
    {
        using var folder = new TemporaryFolder();
        var unrotated = new Dictionary<string, string> { ["AzureWebJobs.RewrapDataKeys.Disabled"] = "true" }; // so that both keys are in use all the time
        string ana, cleo;
        string[] keys;
        await using (var host = await LocalHosts.StartAsync(folder.Path, unrotated))
        {
            using var api = new Api(host.Url);
            ana = (await api.SignInAsync("ana")).Expect(200)["accessToken"];
            await api.EnrolAsync(ana, DefaultHost.Password);
            (await api.PostAsync("api/v1/api-keys", new JsonObject { ["label"] = Label, ["scopes"] = new JsonArray("read") }, ana)).Expect(201);

            keys = [await RotateAsync(folder.Path), await RotateAsync(folder.Path)];

            Assert.NotEqual(keys[0], keys[1]);
            await AssertReadsAsync(api, ana); // the session, and what lies under the old key
            await RegisterAsync(api, folder.Path, "birk@rotation.test");
            await host.Process.StopAsync();
        }

        await using (var restarted = await LocalHosts.StartAsync(folder.Path, unrotated))
        {
            using var api = new Api(restarted.Url);
            await AssertReadsAsync(api, ana); // the access token of before both
            await AssertIsAsync(api, "birk@rotation.test");
            cleo = await RegisterAsync(api, folder.Path, "cleo@rotation.test");
            await restarted.Process.StopAsync();
        }

        using var store = StoreFile.Open(Path.Combine(folder.Path, "cryptovault.db"));
        var key = await store.FindAsync<DataKeyDocument>(AccountPartitions.OfUser(cleo), DataKeyDocument.DocumentId);
        Assert.Equal(keys[1], key?.WrappedUnder);
    }

    [Fact]
    public async Task RotateKeys_OfAFolderWithoutKeys_SaysSoAndMakesNone()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await LocalHosts.RefusedAsync("--rotate-keys", "--data", folder.Path);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("There are no service keys", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static async Task<string> RotateAsync(string folder)
    {
        await using var command = ChildProcess.Start(LocalHosts.HostAssembly, "--rotate-keys", "--data", folder);
        Assert.True(await command.ExitAsync(TimeSpan.FromMinutes(1)) == 0, command.Output);
        return KeyId().Match(command.Output).Groups[1].Value;
    }

    private static async Task AssertReadsAsync(Api api, string token)
    {
        Assert.Equal(DefaultHost.EmailOf("ana"), (await api.GetAsync("api/v1/me", token)).Expect(200)["email"]);
        Assert.Equal(Label, Assert.Single((await api.GetAsync("api/v1/api-keys", token)).Expect(200).Items).TextOf("label"));
    }

    private static async Task<string> RegisterAsync(Api api, string folder, string email)
    {
        (await api.PostAsync("api/v1/auth/register", new JsonObject { ["email"] = email, ["password"] = Password, ["country"] = "DE", ["acceptTerms"] = true })).Expect(202);
        string? token = null;
        await WalletScene.EventuallyAsync(() =>
        {
            token = new Mailbox(folder).To(email).Select(mail => mail.Token).FirstOrDefault();
            return Task.FromResult((token is not null, "the verification mail"));
        });
        (await api.PostAsync("api/v1/auth/verify-email", new JsonObject { ["token"] = token })).Expect(200);
        return await AssertIsAsync(api, email);
    }

    /// <summary>Signs in, and reads the own address.</summary>
    private static async Task<string> AssertIsAsync(Api api, string email)
    {
        var signedIn = (await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = email, ["password"] = Password })).Expect(200);
        Assert.Equal(email, (await api.GetAsync("api/v1/me", signedIn["accessToken"])).Expect(200)["email"]);
        return signedIn["userId"];
    }

    [GeneratedRegex(@"key-encryption key (\S+) is in force")]
    private static partial Regex KeyId();
}
