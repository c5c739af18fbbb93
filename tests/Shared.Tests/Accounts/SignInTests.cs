using CryptoVault.Accounts;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SignIn;
using CryptoVault.RateLimits;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class SignInTests
{
    [Fact]
    public async Task SignIn_MoreOftenThanItsLimit_IsRefusedBeforeAnythingIsHashedOrCounted()
    {
        var setting = new RateLimitSetting { Tokens = 2, Period = TimeSpan.FromMinutes(1), Burst = 2 };
        using var world = new AccountsWorld(limits: new RateLimitOptions { SignInAccount = setting });
        await world.AccountAsync("ana@example.com");
        await world.SignInAsync("ana@example.com", "wrong-Horse-7");
        await world.SignInAsync("ANA@example.com ", "wrong-Horse-7");
        var before = world.Store.All("users").Count;

        var limited = await world.SignInAsync("ana@example.com");
        var afterwards = world.Store.All("users").Count;
        world.Clock.Advance(limited.Error!.RetryAfter!.Value);
        var later = await world.SignInAsync("ana@example.com");

        Assert.IsType<RateLimitExceeded>(limited.Error);
        Assert.Equal(before, afterwards);
        Assert.True(later.IsSuccess);
    }

    [Fact]
    public async Task SignIn_WithAWrongPasswordOrUnknownAddress_IsRefusedAlike()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");

        var wrong = await world.SignInAsync("ana@example.com", "wrong-Password-1");
        var unknown = await world.SignInAsync("nobody@example.com");

        Assert.Equal(wrong.Error, unknown.Error);
        Assert.IsType<InvalidCredentials>(wrong.Error);
        Assert.DoesNotContain(world.Store.All("users"), document => document.Id.StartsWith("session:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_AfterFiveFailures_IsLockedAndAnswersLikeAWrongPassword()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        for (var i = 0; i < 5; i++)
        {
            await world.SignInAsync("ana@example.com", "wrong-Password-1");
        }

        Assert.IsType<InvalidCredentials>((await world.SignInAsync("ana@example.com")).Error);
        Assert.Equal([AccountMails.SignInLocked], world.Mails().Select(mail => mail.Template));
        world.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.IsType<InvalidCredentials>((await world.SignInAsync("ana@example.com")).Error);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await world.SignInAsync("ana@example.com")).IsSuccess);
    }

    [Fact]
    public async Task SignIn_WithManyGuessesAtOnce_CannotOutrunTheLock()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var guesses = Enumerable.Range(0, 20).Select(i => world.SignInAsync("ana@example.com", $"wrong-Password-{i}")).ToArray();
        await Task.WhenAll(guesses);

        Assert.IsType<InvalidCredentials>((await world.SignInAsync("ana@example.com")).Error);
        Assert.Single(world.Mails());
    }

    [Fact]
    public async Task SignIn_FourFailuresThenRight_StartsCountingAnew()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                await world.SignInAsync("ana@example.com", "wrong-Password-1");
            }

            Assert.True((await world.SignInAsync("ana@example.com")).IsSuccess);
        }
    }

    [Fact]
    public void Fail_TimeAfterTime_LocksForTwiceAsLong()
    {
        var options = new AccountOptions();
        var now = DateTimeOffset.UnixEpoch;
        var failures = SignInFailuresDocument.None;
        var locks = new List<TimeSpan>();
        while (locks.Count < 8)
        {
            failures = failures.Fail(now, options);
            if (failures.IsLocked(now))
            {
                locks.Add(failures.LockedUntil!.Value - now);
                now = failures.LockedUntil.Value;
            }
        }

        Assert.Equal([15, 30, 60, 120, 240, 480, 720, 720], locks.Select(time => (int)time.TotalMinutes));
    }

    [Fact]
    public void Fail_FiveTimesWithinMoreThanTheWindow_DoesNotLock()
    {
        var options = new AccountOptions();
        var now = DateTimeOffset.UnixEpoch;
        var failures = SignInFailuresDocument.None;
        for (var i = 0; i < 10; i++)
        {
            failures = failures.Fail(now, options);
            Assert.False(failures.IsLocked(now));
            now += TimeSpan.FromMinutes(4);
        }
    }

    [Fact]
    public async Task SignIn_ToADisabledAccount_IsRefusedOnlyAfterARightPassword()
    {
        using var world = new AccountsWorld();
        var ana = await world.AccountAsync("ana@example.com");
        await world.SetStatusAsync(ana.UserId, AccountStatus.Disabled);

        Assert.IsType<InvalidCredentials>((await world.SignInAsync("ana@example.com", "wrong-Password-1")).Error);
        Assert.IsType<AccountDisabled>((await world.SignInAsync("ana@example.com")).Error);
    }

    [Fact]
    public async Task SignIn_AfterTheCostWasRaised_HashesAnew()
    {
        using var world = new AccountsWorld(new AccountOptions { PasswordIterations = 1000 });
        var ana = await world.AccountAsync("ana@example.com");
        var before = world.Find<CredentialsDocument>(AccountPartitions.OfUser(ana.UserId), "credentials")!.PasswordHash;
        using var dearer = new CryptoVault.Accounts.Passwords.PasswordHashing(new AccountOptions { PasswordIterations = 2000 });
        var signIn = world.NewSignIn(dearer);

        Assert.True((await signIn.ExecuteAsync(new SignInCommand("ana@example.com", AccountsWorld.Password, AccountsWorld.Device))).IsSuccess);

        Assert.NotEqual(before, world.Find<CredentialsDocument>(AccountPartitions.OfUser(ana.UserId), "credentials")!.PasswordHash);
        Assert.True((await world.SignInAsync("ana@example.com")).IsSuccess);
    }

    [Fact]
    public async Task SignIn_WithTheSamePasswordComposedOtherwise_Succeeds()
    {
        using var world = new AccountsWorld();
        await world.RegisterAsync("ana@example.com", "cafe\u0301-Stra\u00DFe-\uFB01n");
        await world.Verify.ExecuteAsync(world.NewestToken());

        Assert.True((await world.SignInAsync("ana@example.com", "caf\u00E9-Stra\u00DFe-fin")).IsSuccess);
    }

    [Fact]
    public async Task Hashing_BeyondItsQueue_IsRefusedWithATimeToComeBack()
    {
        using var hashing = new CryptoVault.Accounts.Passwords.PasswordHashing(new AccountOptions { PasswordIterations = 200_000, HashingThreads = 1, HashingQueue = 2 });

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hashing.HashAsync("some-Password-1")));

        Assert.Contains(results, result => result.IsSuccess);
        var refused = results.Where(result => !result.IsSuccess).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, result => Assert.NotNull(Assert.IsType<ServiceUnavailable>(result.Error).RetryAfter));
    }

    [Fact]
    public async Task Hashing_LongerThanItsPatience_IsRefusedAndNotDoneLater()
    {
        var options = new AccountOptions { PasswordIterations = 2_000_000, HashingThreads = 1, HashingPatience = TimeSpan.FromMilliseconds(1) };
        using var hashing = new CryptoVault.Accounts.Passwords.PasswordHashing(options);

        var result = await hashing.HashAsync("some-Password-1");

        Assert.NotNull(Assert.IsType<ServiceUnavailable>(result.Error).RetryAfter);
    }
}
