using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Two customers with money and a second factor, and somebody of each staff role, all signed in on a host with demo data.</summary>
internal sealed class Cast
{
    private const string DemoPassword = "demo-Passphrase-1";
    private const string DemoSecret = "DEMODEMODEMODEMODEMODEMODEMODEMO";
    private const string StrangerPassword = "violet-Harbour-93";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int strangers;

    private Cast(Api api, string dataFolder)
    {
        Api = api;
        Mails = new Mailbox(dataFolder);
    }

    public Api Api { get; }

    public Mailbox Mails { get; }

    /// <summary>The customer whose things are called for.</summary>
    public Person Ana { get; } = new("ana", "ana@demo.cryptovault.test", DemoPassword);

    /// <summary>Another customer.</summary>
    public Person Ben { get; } = new("ben", "ben@demo.cryptovault.test", DemoPassword);

    /// <summary>Somebody of each staff role.</summary>
    public Dictionary<string, Person> Staff { get; } = [];

    /// <summary>A case that each reviewer works on, by the reviewer's name.</summary>
    public ConcurrentDictionary<string, string> Cases { get; } = new(StringComparer.Ordinal);

    public IEnumerable<Person> Everybody => [Ana, Ben, .. Staff.Values];

    /// <summary>Signs the demo's people in and gives the other staff roles to new people.</summary>
    /// <param name="api">The host, with its limits raised and <c>Accounts:StepUpLifetime</c> of an hour.</param>
    /// <param name="dataFolder">Its data folder, where the mails are.</param>
    public static async Task<Cast> AssembleAsync(Api api, string dataFolder)
    {
        var cast = new Cast(api, dataFolder);
        var demo = new Authenticator(DemoSecret);
        var demoReviewer = new Authenticator(DemoSecret);
        cast.Staff["admin"] = new Person("admin", "adam@demo.cryptovault.test", DemoPassword) { Authenticator = demo };
        cast.Staff["compliance_reviewer"] = new Person("compliance_reviewer", "rita@demo.cryptovault.test", DemoPassword) { Authenticator = demoReviewer };
        cast.SecondAdmin.Authenticator = new Authenticator(DemoSecret);
        foreach (var person in cast.Everybody.Append(cast.SecondAdmin).ToArray())
        {
            await cast.EventuallyAsync("the demo data", async () => await cast.TrySignInAsync(person));
        }

        foreach (var customer in (Person[])[cast.Ana, cast.Ben])
        {
            customer.Authenticator = await api.EnrolAsync(customer.Token, customer.Password);
        }

        foreach (var role in (string[])["support", "compliance_officer", "treasury", "auditor"])
        {
            cast.Staff[role] = await cast.StaffAsync(role);
        }

        foreach (var person in cast.Everybody)
        {
            var me = (await api.GetAsync("api/v1/me", person.Token)).Expect(200);
            person.Roles.UnionWith(me.Find("roles")!.Value.EnumerateArray().Select(role => role.GetString()!));
        }

        await cast.FundAsync(cast.Ana);
        await cast.FundAsync(cast.Ben);
        return cast;
    }

    public Person Admin => Staff["admin"];

    /// <summary>Who approves what takes two.</summary>
    public Person SecondAdmin { get; } = new("second admin", "alma@demo.cryptovault.test", DemoPassword);

    /// <summary>A new customer, verified and signed in; with a second factor when asked for.</summary>
    public async Task<Person> StrangerAsync(bool hasSecondFactor = false)
    {
        var name = $"stranger-{Interlocked.Increment(ref strangers)}-{Guid.NewGuid():N}";
        var person = new Person(name, $"{name}@people.cryptovault.test", StrangerPassword);
        (await Api.PostAsync("api/v1/auth/register", Registration(person.Email))).Expect(202);
        (await Api.PostAsync("api/v1/auth/verify-email", new JsonObject { ["token"] = await TokenOfMailAsync(person.Email, "") })).Expect(200, 204);
        await person.SignInAsync(Api);
        if (hasSecondFactor)
        {
            person.Authenticator = await Api.EnrolAsync(person.Token, person.Password);
        }

        return person;
    }

    /// <summary>What somebody sends who registers.</summary>
    public static JsonObject Registration(string email) =>
        new() { ["email"] = email, ["password"] = StrangerPassword, ["country"] = "DE", ["acceptTerms"] = true };

    /// <summary>The token of the newest mail to an address that has the text in it.</summary>
    public async Task<string> TokenOfMailAsync(string email, string text)
    {
        string? token = null;
        await EventuallyAsync($"a mail to {email} with a token", () =>
        {
            token = Mails.To(email).FirstOrDefault(mail => mail.Token is not null && mail.Text.Contains(text, StringComparison.Ordinal))?.Token;
            return Task.FromResult(token is not null);
        });
        return token!;
    }

    public async Task EventuallyAsync(string what, Func<Task<bool>> look)
    {
        var watch = Stopwatch.StartNew();
        while (!await look())
        {
            if (watch.Elapsed > Patience)
            {
                throw new UnexpectedException($"Within {Patience.TotalSeconds:F0} s", what, "nothing of the kind");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Makes sure that a customer can pay for many calls.</summary>
    public async Task FundAsync(Person person)
    {
        foreach (var (asset, amount) in ((string, string)[])[("USDT", "900000"), ("USDC", "900000"), ("BTC", "9")])
        {
            var deposit = (await Api.PostAsync("api/v1/dev/faucet", new JsonObject { ["asset"] = asset, ["amount"] = amount }, person.Token)).Expect(202)["depositId"];
            await EventuallyAsync($"the deposit {deposit}", async () =>
                (await Api.GetAsync("api/v1/wallet/deposits", person.Token)).Expect(200).Items.Any(one => one.TextOf("id") == deposit && one.TextOf("status") == "credited"));
        }
    }

    private async Task<Person> StaffAsync(string role)
    {
        var person = await StrangerAsync();
        var asked = (await Api.PostAsync($"api/v1/admin/users/{person.UserId}/roles", new JsonObject { ["role"] = role }, Admin.Token)).Expect(200, 202);
        if (asked.Status == 202)
        {
            (await Api.PostAsync($"api/v1/admin/requests/{asked["pendingRequestId"]}/approve", new JsonObject { ["reason"] = "For the tests." }, SecondAdmin.Token)).Expect(200);
        }

        (await Api.SendAsync(HttpMethod.Delete, $"api/v1/admin/users/{person.UserId}/roles/customer", token: Admin.Token)).Expect(200, 204);
        person.Authenticator = await Api.EnrolAsync(person.Token, person.Password);
        await person.SignInAsync(Api);
        return person;
    }

    private async Task<bool> TrySignInAsync(Person person)
    {
        var answer = await Api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = person.Email, ["password"] = person.Password });
        if (answer.Status is not (200 or 202))
        {
            return false;
        }

        await person.SignInAsync(Api);
        return true;
    }
}
