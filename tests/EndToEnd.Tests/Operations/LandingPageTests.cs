using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CryptoVault.EndToEnd.Tests.Operations;

/// <summary>The pages that links in mails lead to, in a browser: opening one changes nothing, its button does.</summary>
public sealed partial class LandingPageTests(OperationsScene scene) : IClassFixture<OperationsScene>
{
    private const string Password = "correct-Horse-7";

    private Api Api => scene.Wallet.Api;

    [BrowserFact]
    public async Task Links_OfANewCustomer_VerifyFreezeAndOpenAgain()
    {
        const string Email = "lena@links.test";
        (await Api.PostAsync("api/v1/auth/register", new JsonObject
        {
            ["email"] = Email, ["password"] = Password, ["country"] = "DE", ["acceptTerms"] = true, ["birthDate"] = "1990-05-17",
        })).Expect(202);
        var page = await FollowAsync(Email, "verify-email");
        Assert.Equal("EMAIL_NOT_VERIFIED", (await SignInAsync(Email, Password)).Code);
        await ActAsync(page, "Confirm", "Your address is confirmed. You can sign in now.");
        (await SignInAsync(Email, Password)).Expect(200);

        (await SignInAsync(Email, Password, ("User-Agent", "stranger"))).Expect(200);
        page = await FollowAsync(Email, "freeze");
        (await SignInAsync(Email, Password)).Expect(200);
        await ActAsync(page, "Freeze my account", "Your account is frozen. A mail with a link for a new password is on its way.");
        Assert.Equal("ACCOUNT_FROZEN", (await SignInAsync(Email, Password)).Code);

        page = await FollowAsync(Email, "reset-password");
        await page.GetByLabel("New password").FillAsync("password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("lists of common passwords");
        await page.GetByLabel("New password").FillAsync("another-Horse-8");
        await ActAsync(page, "Set the password", "The new password is set. You can sign in now.");
        (await SignInAsync(Email, "another-Horse-8")).Expect(200);
    }

    [BrowserFact]
    public async Task Links_OfAChangeOfTheAddress_MoveTheAccountWhenBothSidesSaidYes()
    {
        const string Old = "olga@links.test";
        const string New = "olivia@links.test";
        (await Api.PostAsync("api/v1/auth/register", new JsonObject { ["email"] = Old, ["password"] = Password, ["country"] = "DE", ["acceptTerms"] = true })).Expect(202);
        await ActAsync(await FollowAsync(Old, "verify-email"), "Confirm", "Your address is confirmed. You can sign in now.");
        var token = (await SignInAsync(Old, Password)).Expect(200)["accessToken"];
        (await Api.PostAsync("api/v1/auth/email/change", new JsonObject { ["newEmail"] = New, ["password"] = Password }, token)).Expect(202);

        await ActAsync(await FollowAsync(New, "change-email"), "Yes, change the address", "Taken. The other address has to say yes, too.");
        await ActAsync(await FollowAsync(Old, "change-email"), "Yes, change the address", "Your account has its new address.");

        (await SignInAsync(New, Password)).Expect(200);
    }

    [BrowserFact]
    public async Task Link_OfAnInvitation_SetsThePasswordOfANewMemberOfTheStaff()
    {
        const string Email = "sue@links.test";
        var adam = (await Api.SignInAsync("adam")).Expect(200)["accessToken"]; // with a fresh second factor
        (await Api.PostAsync("api/v1/admin/invitations", new JsonObject { ["email"] = Email, ["role"] = "support" }, adam)).Expect(200);
        var page = await FollowAsync(Email, "accept-invitation");
        await page.GetByLabel("New password").FillAsync(Password);

        await ActAsync(page, "Set the password", "The password is set. Sign in and set up a second factor.");

        (await SignInAsync(Email, Password)).Expect(200);
    }

    [BrowserFact]
    public async Task Link_OfAWithdrawal_ConfirmsItByItsButtonOnly()
    {
        var id = (await scene.Wallet.RequestAsync("70", "by-link")).Expect(201)["id"];
        var page = await FollowAsync(DefaultHost.EmailOf("ana"), "confirm-withdrawal", id);
        await scene.Wallet.UntilAsync(id, "email_confirmation");

        await ActAsync(page, "Confirm the withdrawal", "The withdrawal is confirmed.");

        await scene.Wallet.UntilAsync(id, "completed");
    }

    [BrowserFact]
    public async Task Page_WithoutToken_SaysSoAndHasNoButton()
    {
        var page = await scene.OpenAsync("/links/freeze");

        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The link is not complete. Copy all of it from the mail.");
        await Expect(page.GetByRole(AriaRole.Button)).ToBeHiddenAsync();
    }

    /// <summary>Opens the link of the newest mail that leads to a page.</summary>
    private async Task<IPage> FollowAsync(string email, string to, string about = "")
    {
        string? path = null;
        await WalletScene.EventuallyAsync(() =>
        {
            path = new Mailbox(scene.Wallet.Folder).To(email).Where(mail => mail.Text.Contains(about, StringComparison.Ordinal))
                .Select(mail => Link().Match(mail.Text)).Where(link => link.Groups[2].Value == to).Select(link => link.Groups[1].Value).FirstOrDefault();
            return Task.FromResult((path is not null, $"a mail to {email} that leads to {to}"));
        });
        var page = await scene.OpenAsync(path!);
        page.Console += (_, message) => Assert.DoesNotContain("Content Security Policy", message.Text, StringComparison.Ordinal);
        await Expect(page.GetByRole(AriaRole.Button)).ToBeEnabledAsync();
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
        return page;
    }

    private static async Task ActAsync(IPage page, string button, string outcome)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(outcome);
        await page.CloseAsync();
    }

    private Task<Answer> SignInAsync(string email, string password, params (string, string)[] headers) =>
        Api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = email, ["password"] = password }, null, headers);

    [GeneratedRegex(@"https?://[^/]+(/links/([a-z-]+)#\S+)")]
    private static partial Regex Link();
}
