using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>How people get in: the first admin by the one-time code, everybody else by registering and a mail.</summary>
internal sealed class Accounts(Stage stage)
{
    private static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(15);

    /// <summary>Sets up the first admin; on a host that has one (demo data), signs in as that one.</summary>
    public async Task<string> SetUpAdminAsync()
    {
        if (stage.State.Notes.TryGetValue("admin", out var known))
        {
            return await SignInAdminAsync(known);
        }

        var code = await SetUpCodeAsync();
        var refused = "no set-up code in the data folder";
        if (code is not null)
        {
            var answer = await stage.Api.PostAsync("api/v1/admin/setup", new JsonObject
            {
                ["code"] = code,
                ["email"] = stage.Admin.Email,
                ["password"] = stage.Admin.Password,
            });
            if (answer.Status == 201)
            {
                stage.Journal.Add("admin", stage.Admin.Email);
                return await SignInAdminAsync("own");
            }

            refused = answer.ToString();
        }

        // Either the answer to our own set-up was lost, or somebody set the host up before us.
        if ((await stage.People.TrySignInAsync(stage.Admin)).Status == 200)
        {
            return await SignInAdminAsync("own");
        }

        if ((await stage.People.TrySignInAsync(DemoAdmin)).Status == 200)
        {
            return await SignInAdminAsync("demo");
        }

        throw new UnexpectedException("Admin set-up", "an open set-up, or an admin who can sign in", refused);
    }

    /// <summary>Registers somebody, follows the link in the mail, signs in.</summary>
    public async Task<string> JoinAsync(Person person)
    {
        var registered = $"{person.Name} registered";
        if (!stage.State.Knows(registered))
        {
            (await stage.Api.PostAsync("api/v1/auth/register", new JsonObject
            {
                ["email"] = person.Email,
                ["password"] = person.Password,
                ["country"] = "DE",
                ["acceptTerms"] = true,
            })).Expect(202);
            stage.Journal.Add("registered", person.Email);
            stage.State.Note(registered);
        }

        await VerifyAsync(person);
        var session = await stage.People.SignInAsync(person);
        var me = (await stage.People.GetAsync(person, "api/v1/me")).Expect(200);
        if (me["email"] != person.Email || me["userId"] != session.UserId)
        {
            throw new UnexpectedException("GET me", $"{person.Email}, {session.UserId}", me.Text);
        }

        stage.Journal.Add("verified", person.Email, ("userId", session.UserId));
        return person.Email;
    }

    /// <summary>Has the first admin make somebody the second one, alone, as it may once; from then on roles take both.</summary>
    public async Task<string> SecondAdminJoinsAsync()
    {
        if (stage.SecondAdmin == DemoSecondAdmin)
        {
            return $"{DemoSecondAdmin.Email} is there already";
        }

        await JoinAsync(stage.SecondAdmin);
        var roles = await GiveRoleAsync(stage.SecondAdmin, "admin");
        return $"roles {roles}";
    }

    /// <summary>Has a role given: asked for by the admin, approved by the second one where it takes two.</summary>
    public async Task<string> GiveRoleAsync(Person person, string role)
    {
        var id = await stage.People.IdOfAsync(person);
        var path = $"api/v1/admin/users/{id}/roles";
        var asked = (await stage.People.PostAsync(stage.Admin, path, new JsonObject { ["role"] = role })).Expect(200, 202);
        if (asked.Status == 202)
        {
            (await stage.People.PostAsync(
                stage.SecondAdmin, $"api/v1/admin/requests/{asked["pendingRequestId"]}/approve", new JsonObject { ["reason"] = "We know each other." })).Expect(200);
            asked = (await stage.People.PostAsync(stage.Admin, path, new JsonObject { ["role"] = role })).Expect(200);
        }

        stage.Journal.Add("role", stage.Admin.Email, ("userId", id), ("email", person.Email), ("role", role));
        return asked["roles"];
    }

    private Person DemoSecondAdmin { get; } = new("Alma", "alma@demo.cryptovault.test", "demo-Passphrase-1", "DEMODEMODEMODEMODEMODEMODEMODEMO");

    private Person DemoAdmin { get; } = new("Adam", "adam@demo.cryptovault.test", "demo-Passphrase-1", "DEMODEMODEMODEMODEMODEMODEMODEMO");

    private async Task<string> SignInAdminAsync(string which)
    {
        (stage.Admin, stage.SecondAdmin) = which == "own" ? (stage.Admin, stage.SecondAdmin) : (DemoAdmin, DemoSecondAdmin);
        stage.State.Note("admin", which);
        await stage.People.SignInAsync(stage.Admin);
        return $"{stage.Admin.Email} signs in";
    }

    private async Task<string?> SetUpCodeAsync()
    {
        var file = Path.Combine(stage.Options.DataFolder, "admin-setup-code.txt");
        return File.Exists(file) ? (await File.ReadAllTextAsync(file)).Trim() : null;
    }

    private async Task VerifyAsync(Person person)
    {
        var verified = $"{person.Name} verified";
        if (stage.State.Knows(verified))
        {
            return;
        }

        if (!await TryMailsAsync(person, ResendAfter))
        {
            // No mail brought a token that works: the answer to an earlier try was lost, or the mail was.
            if ((await stage.People.TrySignInAsync(person)).Status != 200)
            {
                (await stage.Api.PostAsync("api/v1/auth/resend-verification", new JsonObject { ["email"] = person.Email })).Expect(202);
                if (!await TryMailsAsync(person, stage.Options.Patience))
                {
                    throw new UnexpectedException("Verification", $"a mail to {person.Email} with a token that works", "none");
                }
            }
        }

        stage.State.Note(verified);
    }

    private async Task<bool> TryMailsAsync(Person person, TimeSpan limit)
    {
        var tried = new HashSet<string>(StringComparer.Ordinal);
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (waited.Elapsed < limit)
        {
            foreach (var token in stage.Mailbox.To(person.Email).Select(mail => mail.Token).OfType<string>().Where(tried.Add))
            {
                if ((await stage.Api.PostAsync("api/v1/auth/verify-email", new JsonObject { ["token"] = token })).Status == 200)
                {
                    return true;
                }
            }

            if (tried.Count > 0 && (await stage.People.TrySignInAsync(person)).Status == 200)
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }
}
