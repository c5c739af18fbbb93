using CryptoVault.Accounts;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Register_ThenVerify_MakesAnAccountThatCanSignIn()
    {
        using var world = new AccountsWorld();

        Assert.True((await world.RegisterAsync("Ana@Example.com ")).IsSuccess);
        Assert.IsType<EmailNotVerified>((await world.SignInAsync("ana@example.com")).Error);
        Assert.True((await world.Verify.ExecuteAsync(world.NewestToken())).IsSuccess);

        var signedIn = await world.SignedInAsync("ana@example.com");
        Assert.Equal(RoleSet.Of(Role.Customer), signedIn.Roles);
        Assert.Equal(signedIn.UserId, (await world.CheckAsync(signedIn.AccessToken)).Value.UserId);
    }

    [Fact]
    public async Task Register_KeepsNeitherPasswordNorTokenNorAddressInTheOutbox()
    {
        using var world = new AccountsWorld();

        await world.RegisterAsync("ana@example.com");

        var everything = string.Join('\n', world.Store.All("users").Select(document => System.Text.Encoding.UTF8.GetString(document.Body.Span)));
        Assert.DoesNotContain(AccountsWorld.Password, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(world.NewestToken(), everything, StringComparison.Ordinal);
        var outbox = world.Store.All("users").Single(document => document.Id.StartsWith("outbox:", StringComparison.Ordinal));
        Assert.DoesNotContain("ana@", System.Text.Encoding.UTF8.GetString(outbox.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_OfAVerifiedAddress_AnswersAlikeAndOnlyMailsTheOwner()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");

        Assert.True((await world.RegisterAsync("ana@example.com", "another-Passw-9")).IsSuccess);

        Assert.Equal([AccountMails.AccountExists], world.Mails().Select(mail => mail.Template));
        Assert.Null(world.Mails()[0].Token);
        Assert.IsType<InvalidCredentials>((await world.SignInAsync("ana@example.com", "another-Passw-9")).Error);
        Assert.True((await world.SignInAsync("ana@example.com")).IsSuccess);
    }

    [Fact]
    public async Task Register_AgainBeforeVerifying_ReplacesPasswordAndToken()
    {
        using var world = new AccountsWorld();
        await world.RegisterAsync("ana@example.com", "first-Password-1x");
        var first = world.NewestToken();
        await world.RegisterAsync("ana@example.com", "second-Password-2x");

        Assert.IsType<MailTokenInvalid>((await world.Verify.ExecuteAsync(first)).Error);
        Assert.True((await world.Verify.ExecuteAsync(world.NewestToken())).IsSuccess);
        Assert.IsType<InvalidCredentials>((await world.SignInAsync("ana@example.com", "first-Password-1x")).Error);
        Assert.True((await world.SignInAsync("ana@example.com", "second-Password-2x")).IsSuccess);
    }

    [Fact]
    public async Task Register_TwiceAtOnce_GivesTheAddressToOneAccount()
    {
        using var world = new AccountsWorld();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.RegisterAsync("ana@example.com")));

        Assert.Single(world.Store.All("users"), document => document.Id == ProfileDocument.DocumentId);
    }

    [Fact]
    public async Task Register_AfterACrashBetweenItsTwoCommits_FinishesUnderTheSameId()
    {
        using var world = new AccountsWorld();
        world.Store.FailNext(MemoryStore.Fault.None, MemoryStore.Fault.Unavailable, MemoryStore.Fault.Unavailable, MemoryStore.Fault.Unavailable, MemoryStore.Fault.Unavailable);
        Assert.IsType<ServiceUnavailable>((await world.RegisterAsync("ana@example.com")).Error);
        Assert.True(EmailAddress.TryParse("ana@example.com", out var email));
        var reserved = (await world.Emails.FindAsync(email)).Value;
        Assert.NotNull(reserved);
        Assert.DoesNotContain(world.Store.All("users"), document => document.Id == ProfileDocument.DocumentId);

        using var restarted = new AccountsWorld(store: world.Store);
        var claim = await new EmailDirectory(restarted.Partitions, world.Places, world.Options).FindAsync(email);
        Assert.Equal(reserved, claim.Value);
        while (world.Store.PendingFaults > 0)
        {
            await world.Store.CommitAsync(new CryptoVault.Storage.DocumentBatch("users", "x", [CryptoVault.Storage.DocumentOperation.Create("x", "{}"u8.ToArray())]));
        }

        Assert.True((await world.RegisterAsync("ana@example.com")).IsSuccess);
        Assert.Equal(reserved, world.Store.All("users").Single(document => document.Id == ProfileDocument.DocumentId).Partition);
    }

    [Fact]
    public async Task Register_WhenTheAnswersOfBothCommitsAreLost_IsDoneOnce()
    {
        using var world = new AccountsWorld();
        world.Store.FailNext(MemoryStore.Fault.LostAfter, MemoryStore.Fault.LostAfter);

        Assert.True((await world.RegisterAsync("ana@example.com")).IsSuccess);

        Assert.Single(world.Store.All("users"), document => document.Id == ProfileDocument.DocumentId);
        Assert.Single(world.Store.All("users"), document => document.Id.StartsWith("outbox:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no-address", "good-Password-1x", "DE", true, "/email")]
    [InlineData("ana@example.com", "short", "DE", true, "/password")]
    [InlineData("ana@example.com", "password123", "DE", true, "/password")]
    [InlineData("ana@example.com", "my-ANA-passphrase", "DE", true, "/password")]
    [InlineData("ana@example.com", "good-Password-1x", "Germany", true, "/country")]
    [InlineData("ana@example.com", "good-Password-1x", "XX", true, "/country")]
    [InlineData("ana@example.com", "good-Password-1x", "DE", false, "/acceptTerms")]
    public async Task Register_WithABadField_NamesItAndChangesNothing(string email, string password, string country, bool accepts, string pointer)
    {
        using var world = new AccountsWorld();

        var result = await world.Register.ExecuteAsync(new RegisterCommand(email, password, country, accepts));

        Assert.Equal(pointer, Assert.IsType<ValidationFailed>(result.Error).Fields.Single().Pointer);
        Assert.Empty(world.Store.All("users"));
    }

    [Fact]
    public async Task Register_FromABlockedCountry_IsRefusedAndChangesNothing()
    {
        using var world = new AccountsWorld();

        var result = await world.RegisterAsync("ana@example.com", country: "KP");

        Assert.IsType<CountryNotServed>(result.Error);
        Assert.Empty(world.Store.All("users"));
    }

    [Fact]
    public async Task Verify_WithASpentOldOrForeignToken_IsRefused()
    {
        using var world = new AccountsWorld();
        await world.RegisterAsync("ana@example.com");
        var token = world.NewestToken();
        await world.RegisterAsync("ben@example.com");
        var late = world.NewestToken();

        Assert.True((await world.Verify.ExecuteAsync(token)).IsSuccess);
        Assert.IsType<MailTokenInvalid>((await world.Verify.ExecuteAsync(token)).Error);
        Assert.IsType<MailTokenInvalid>((await world.Verify.ExecuteAsync("no token")).Error);
        Assert.IsType<MailTokenInvalid>((await world.Verify.ExecuteAsync(new string('A', 64))).Error);
        Assert.IsType<MailTokenInvalid>((await world.Verify.ExecuteAsync(new string('!', 64))).Error);
        world.Clock.Advance(TimeSpan.FromHours(24));
        Assert.IsType<MailTokenInvalid>((await world.Verify.ExecuteAsync(late)).Error);
        Assert.IsType<EmailNotVerified>((await world.SignInAsync("ben@example.com")).Error);
    }

    [Fact]
    public async Task Resend_ReplacesTheToken()
    {
        using var world = new AccountsWorld();
        await world.RegisterAsync("ana@example.com");
        var first = world.NewestToken();

        Assert.True((await world.Resend.ExecuteAsync("ana@example.com")).IsSuccess);

        Assert.IsType<MailTokenInvalid>((await world.Verify.ExecuteAsync(first)).Error);
        Assert.True((await world.Verify.ExecuteAsync(world.NewestToken())).IsSuccess);
    }

    [Fact]
    public async Task Resend_ForAnUnknownOrVerifiedAddress_AnswersAlikeAndMailsNobody()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");

        Assert.True((await world.Resend.ExecuteAsync("nobody@example.com")).IsSuccess);
        Assert.True((await world.Resend.ExecuteAsync("ana@example.com")).IsSuccess);

        Assert.Empty(world.Mails());
        Assert.IsType<ValidationFailed>((await world.Resend.ExecuteAsync("x")).Error);
    }

    [Fact]
    public async Task Mails_ToOneAddress_AreFewPerHour()
    {
        using var world = new AccountsWorld();
        await world.RegisterAsync("ana@example.com");
        for (var i = 0; i < 10; i++)
        {
            Assert.True((await world.Resend.ExecuteAsync("ana@example.com")).IsSuccess);
        }

        Assert.Equal(world.Options.MailsPerHour, world.Mails().Count);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Resend.ExecuteAsync("ana@example.com");
        Assert.Equal(world.Options.MailsPerHour + 1, world.Mails().Count);
        Assert.True((await world.Verify.ExecuteAsync(world.NewestToken())).IsSuccess);
    }
}
