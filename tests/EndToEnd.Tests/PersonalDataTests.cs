using System.Text;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>
/// What customers enter about themselves lies nowhere in the clear: everything personal that can be entered over HTTP is
/// entered, then every file of the data folder (database, log of the database, blobs, keys) and all log lines are searched.
/// </summary>
public sealed class PersonalDataTests
{
    private const string Email = "quokka.pemberton@wombatmail.example";
    private const string NewEmail = "numbat.pemberton@bilbymail.example";
    private const string Unknown = "echidna.unknown@dunnartmail.example";
    private const string BirthDate = "1987-06-05";
    private const string Label = "Platypus bot seven";
    private const string Network = "198.51.100.231";
    private const string Memo = "thanks for the bandicoot";
    private const string Beneficiary = "Vanterpool-Quill"; // stands on the list that is shipped
    private const string Browser = "KookaburraBrowser/9.7 (Lyrebird)";
    private const string Forwarded = "203.0.113.197";
    private const string Password = "correct-Horse-Galah-19";
    private const string NextPassword = "another-Horse-Corella-23";

    /// <summary>Personal values, and what of them would give them away; the masked address shows its host.</summary>
    private static readonly string[] Canaries =
        ["quokka", "wombatmail", "numbat", "bilbymail", "echidna", "dunnartmail", BirthDate, "Platypus", Network, "bandicoot", "Vanterpool", "VANTERPOOL", "Kookaburra", "Lyrebird", Forwarded];

    [Fact]
    public async Task EverythingPersonal_EnteredOverHttp_LiesNowhereInTheClear()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);
        using var api = new Api(host.Url);
        var mails = new Mailbox(folder.Path);
        var secrets = new List<string> { Password, NextPassword };

        var token = await RegisterAsync(api, mails, secrets);
        await EnterAsync(api, token, secrets);
        await PayAsync(api);
        await WithdrawAsync(api, mails);
        (await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = Unknown, ["password"] = Password }, null, ("User-Agent", Browser))).ExpectProblem(401, "INVALID_CREDENTIALS");
        var me = (await api.GetAsync("api/v1/me", token)).Expect(200);
        Assert.Equal((Email, BirthDate), (me["email"], me["birthDate"]));
        await WalletScene.EventuallyAsync(async () =>
        {
            var chained = await api.GetAsync($"api/v1/compliance/audit?actor={me["userId"]}", (await api.SignInAsync("adam")).Expect(200)["accessToken"]);
            return (chained.Text.Contains("email.change-asked", StringComparison.Ordinal) && mails.To(NewEmail).Any(), chained.Text);
        });
        await host.Process.StopAsync();

        AssertNowhere(Canaries.Concat(secrets), Files(folder.Path, outbox: false));
        AssertNowhere([BirthDate, "Platypus", Network, "bandicoot", "Vanterpool", "VANTERPOOL", Forwarded, Password, NextPassword], Files(folder.Path, outbox: true));
        AssertNowhere(Canaries.Concat(secrets), [("the log", Encoding.UTF8.GetBytes(host.Process.Output))]);
    }

    [Fact]
    public void Forms_OfAText_AreFoundWhereverItLies()
    {
        foreach (var before in new[] { "", "x", "xy", "xyz" })
        {
            var bytes = Encoding.UTF8.GetBytes($"{before}KookaburraBrowser and more");
            AssertFound(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
            AssertFound(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes)));
            AssertFound(bytes);
        }

        static void AssertFound(byte[] content) => Assert.Contains(FormsOf("KookaburraBrowser"), form => content.AsSpan().IndexOf(form) >= 0);
    }

    private static async Task<string> RegisterAsync(Api api, Mailbox mails, List<string> secrets)
    {
        var wish = new JsonObject { ["email"] = Email, ["password"] = Password, ["country"] = "DE", ["acceptTerms"] = true, ["birthDate"] = BirthDate };
        (await api.PostAsync("api/v1/auth/register", wish)).Expect(202);
        await WalletScene.EventuallyAsync(() => Task.FromResult((mails.To(Email).Any(mail => mail.Token is not null), "no verification mail")));
        var verification = mails.To(Email).First(mail => mail.Token is not null).Token!;
        secrets.Add(verification);
        (await api.PostAsync("api/v1/auth/verify-email", new JsonObject { ["token"] = verification })).Expect(200);
        (string Name, string Value)[] traits = [("User-Agent", Browser), ("X-Forwarded-For", Forwarded)];
        (await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = Email, ["password"] = "wrong-Horse-1" }, null, traits)).ExpectProblem(401, "INVALID_CREDENTIALS");
        var signedIn = (await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = Email, ["password"] = Password }, null, traits)).Expect(200);
        secrets.AddRange([signedIn["accessToken"], signedIn["refreshToken"]]);
        return signedIn["accessToken"];
    }

    private static async Task EnterAsync(Api api, string token, List<string> secrets)
    {
        await api.EnrolAsync(token, Password, secrets.Add);
        var key = (await api.PostAsync(
            "api/v1/api-keys", new JsonObject { ["label"] = Label, ["scopes"] = new JsonArray("read"), ["addresses"] = new JsonArray(Network) }, token)).Expect(201);
        secrets.Add(key["secret"]);
        (await api.PostAsync("api/v1/auth/email/change", new JsonObject { ["newEmail"] = NewEmail, ["password"] = Password }, token)).Expect(202);
        (await api.PostAsync("api/v1/auth/password/change", new JsonObject { ["currentPassword"] = Password, ["newPassword"] = NextPassword }, token)).Expect(204);
    }

    private static async Task PayAsync(Api api)
    {
        var payer = (await api.SignInAsync("ana")).Expect(200)["accessToken"];
        var paid = (await api.PostAsync(
            "api/v1/wallet/transfers", new JsonObject { ["to"] = Email, ["asset"] = "USDT", ["amount"] = "1", ["memo"] = Memo }, payer, ("Idempotency-Key", "canary-1"))).Expect(201);
        Assert.Equal(Memo, (await api.GetAsync($"api/v1/wallet/transfers/{paid["id"]}", payer)).Expect(200)["memo"]);
        (await api.PostAsync(
            "api/v1/wallet/transfers", new JsonObject { ["to"] = Email, ["asset"] = "USDT", ["amount"] = "1", ["memo"] = Memo }, payer, ("Idempotency-Key", "canary-1"))).Expect(201);
    }

    /// <summary>A withdrawal to somebody whom a list names: what screening says of it is written down, too.</summary>
    private static async Task WithdrawAsync(Api api, Mailbox mails)
    {
        var token = (await api.SignInAsync("ana")).Expect(200)["accessToken"];
        await api.EnrolAsync(token, DefaultHost.Password);
        var told = new JsonObject
        {
            ["wallet"] = "self_hosted", ["originator"] = new JsonObject { ["lastName"] = "Quokka" },
            ["beneficiary"] = new JsonObject { ["lastName"] = Beneficiary, ["firstName"] = "Ludmil" },
        };
        var wish = new JsonObject
        {
            ["asset"] = "USDT", ["network"] = "ethereum", ["address"] = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", ["amount"] = "20", ["travelRule"] = told,
        };
        var id = (await api.PostAsync("api/v1/wallet/withdrawals", wish, token, ("Idempotency-Key", "canary-2"))).Expect(201)["id"];
        await WalletScene.EventuallyAsync(async () =>
        {
            var mail = mails.To(DefaultHost.EmailOf("ana")).FirstOrDefault(one => one.Token is not null && one.Text.Contains(id, StringComparison.Ordinal));
            return mail is null
                ? (false, "a mail about the withdrawal")
                : ((await api.PostAsync($"api/v1/wallet/withdrawals/{id}/confirm", new JsonObject { ["token"] = mail.Token }, token)).Status == 200, "confirmed");
        });
        await WalletScene.EventuallyAsync(async () =>
        {
            var status = (await api.GetAsync($"api/v1/wallet/withdrawals/{id}", token)).Expect(200)["status"];
            return (status == "pending_approval", status);
        });
    }

    private static IEnumerable<(string Name, byte[] Content)> Files(string folder, bool outbox) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(folder, file).StartsWith("outbox", StringComparison.Ordinal) == outbox)
            .Select(file => (Path.GetRelativePath(folder, file), File.ReadAllBytes(file)));

    private static void AssertNowhere(IEnumerable<string> canaries, IEnumerable<(string Name, byte[] Content)> places)
    {
        var found = new List<string>();
        var all = canaries.ToArray();
        foreach (var (name, content) in places)
        {
            found.AddRange(all.Where(canary => FormsOf(canary).Any(form => content.AsSpan().IndexOf(form) >= 0)).Select(canary => $"'{canary}' in {name}"));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>A text as it may lie in a file: plain, UTF-16, and base 64 from each of the three positions, in both alphabets.</summary>
    private static IEnumerable<byte[]> FormsOf(string text)
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text) })
        {
            yield return bytes;
            for (var before = 0; before < 3; before++)
            {
                // Only the characters that no neighbour has a part in.
                var whole = Convert.ToBase64String([.. new byte[before], .. bytes])[(before == 0 ? 0 : before + 1)..];
                var core = whole.TrimEnd('=');
                var alone = (before + bytes.Length) % 3 == 0 ? core : core[..^1];
                yield return Encoding.ASCII.GetBytes(alone);
                yield return Encoding.ASCII.GetBytes(alone.Replace('+', '-').Replace('/', '_'));
            }
        }
    }
}
