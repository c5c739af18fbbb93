using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.RateLimits;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Accounts.SecondFactors;

public sealed class SecondFactorTests
{
    private const string Ana = "ana@example.com";

    [Fact]
    public async Task Enable_WithTheFirstCode_PutsItInForceAndProvesTheSession()
    {
        using var world = new AccountsWorld();
        var (caller, _) = await EnrolledAsync(world);

        Assert.True(caller.HasSecondFactor);
        Assert.True(caller.HasStepUp(world.Clock.GetUtcNow()));
        Assert.Contains(world.Mails(), mail => mail.Template == AccountMails.SecondFactorChanged);
        Assert.IsType<SecondFactorDue>((await world.BeginAsync(Ana)).Value);
    }

    [Fact]
    public async Task Enable_WithAWrongCode_ChangesNothingButCountsIt()
    {
        using var world = new AccountsWorld();
        var (caller, factor) = await SetUpAsync(world);

        var enabled = await world.EnableFactor.ExecuteAsync(caller, Wrong(Codes(world, factor)));

        Assert.IsType<InvalidSecondFactor>(enabled.Error);
        Assert.Null(Profile(world, caller).SecondFactorSince);
        Assert.Single(Failures(world, caller)!.Failures);
        Assert.True((await world.SignInAsync(Ana)).IsSuccess);
    }

    [Fact]
    public async Task Enable_TooLateOrWithoutSetUp_IsRefused()
    {
        using var world = new AccountsWorld();
        var (caller, factor) = await SetUpAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(16));

        Assert.IsType<SecondFactorNotSetUp>((await world.EnableFactor.ExecuteAsync(caller, Codes(world, factor))).Error);
        await world.AccountAsync("ben@example.com");
        var ben = await CallerAsync(world, await world.SignedInAsync("ben@example.com"));
        Assert.IsType<SecondFactorNotSetUp>((await world.EnableFactor.ExecuteAsync(ben, "123456")).Error);
    }

    [Fact]
    public async Task SetUp_WithAWrongPassword_IsRefusedCountedAndLocked()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync(Ana);
        var caller = await CallerAsync(world, await world.SignedInAsync(Ana));
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<WrongPassword>((await world.SetUpFactor.ExecuteAsync(caller, "wrong-Horse-7")).Error);
        }

        var locked = await world.SetUpFactor.ExecuteAsync(caller, AccountsWorld.Password);

        Assert.IsType<WrongPassword>(locked.Error);
        Assert.Null(world.Find<SecondFactorDocument>(AccountPartitions.OfUser(caller.UserId), SecondFactorDocument.DocumentId));
    }

    [Fact]
    public async Task SetUp_OfASecret_IsShownOnceAndLiesNowhereInTheClear()
    {
        using var world = new AccountsWorld();
        var (caller, factor) = await SetUpAsync(world);
        var stored = world.Store.All("users").Single(document => document.Id == SecondFactorDocument.DocumentId);
        var text = System.Text.Encoding.UTF8.GetString(stored.Body.Span);

        Assert.StartsWith($"otpauth://totp/CryptoVault:ana%40example.com?secret={factor.Secret}&issuer=CryptoVault", factor.Uri, StringComparison.Ordinal);
        Assert.Equal(32, factor.Secret.Length);
        Assert.DoesNotContain(factor.Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Base32.Decode(factor.Secret)!), text, StringComparison.Ordinal);
        Assert.DoesNotContain(factor.Secret, factor.ToString(), StringComparison.Ordinal);
        Assert.Equal(caller.UserId, stored.Partition);
    }

    [Fact]
    public async Task SecondStep_WithACode_OpensASessionWithAFreshProof()
    {
        using var world = new AccountsWorld();
        var (_, factor) = await EnrolledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(10));

        var signedIn = await world.SecondStep.ExecuteAsync(await ChallengeAsync(world), Codes(world, factor), AccountsWorld.Device);

        var caller = await CallerAsync(world, signedIn.Value);
        Assert.True(caller.HasStepUp(world.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task SecondStep_WithOneCodeTwiceAtOnce_AcceptsItOnce()
    {
        using var world = new AccountsWorld();
        var (_, factor) = await EnrolledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var challenges = new[] { await ChallengeAsync(world), await ChallengeAsync(world) };
        var code = Codes(world, factor);

        var answers = await Task.WhenAll(challenges.Select(challenge => Task.Run(() => world.SecondStep.ExecuteAsync(challenge, code, AccountsWorld.Device))));

        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.IsType<InvalidSecondFactor>(answers.Single(answer => !answer.IsSuccess).Error);
    }

    [Fact]
    public async Task SecondStep_WithOneCodeTwiceAtOnceInTwoProcesses_AcceptsItOnce()
    {
        using var world = new AccountsWorld(exclusive: false);
        var (caller, factor) = await EnrolledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        using var other = new AccountsWorld(store: world.Store, exclusive: false, keys: world.Keys);
        other.Clock.Advance(TimeSpan.FromMinutes(10));
        var code = Codes(world, factor);
        var challenges = new[] { await ChallengeAsync(world), await ChallengeAsync(world) };

        var answers = new[]
        {
            await world.SecondStep.ExecuteAsync(challenges[0], code, AccountsWorld.Device),
            await other.SecondStep.ExecuteAsync(challenges[1], code, AccountsWorld.Device),
        };

        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.Equal(Totp.StepOf(world.Clock.GetUtcNow()), world.Find<SecondFactorDocument>(AccountPartitions.OfUser(caller.UserId), SecondFactorDocument.DocumentId)!.LastStep);
    }

    [Fact]
    public async Task SecondStep_AfterFiveWrongCodes_IsLockedEvenForTheRightOne()
    {
        using var world = new AccountsWorld();
        var (caller, factor) = await EnrolledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var challenge = await ChallengeAsync(world);
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<InvalidSecondFactor>((await world.SecondStep.ExecuteAsync(challenge, Wrong(Codes(world, factor)), AccountsWorld.Device)).Error);
        }

        Assert.IsType<InvalidSecondFactor>((await world.SecondStep.ExecuteAsync(challenge, Codes(world, factor), AccountsWorld.Device)).Error);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.True((await world.SecondStep.ExecuteAsync(await ChallengeAsync(world), Codes(world, factor), AccountsWorld.Device)).IsSuccess);
        Assert.Null(Failures(world, caller));
    }

    [Fact]
    public async Task SecondStep_MoreOftenThanItsLimit_IsRefusedBeforeTheCodeIsLookedAt()
    {
        var setting = new RateLimitSetting { Tokens = 4, Period = TimeSpan.FromMinutes(1), Burst = 4 };
        using var world = new AccountsWorld(limits: new RateLimitOptions { SecondFactor = setting });
        var (caller, factor) = await EnrolledAsync(world); // two of the four
        var challenge = await ChallengeAsync(world);
        await world.SecondStep.ExecuteAsync(challenge, "000000", AccountsWorld.Device);
        await world.SecondStep.ExecuteAsync(challenge, "000000", AccountsWorld.Device);

        var limited = await world.SecondStep.ExecuteAsync(challenge, Codes(world, factor, 1), AccountsWorld.Device);

        Assert.IsType<RateLimitExceeded>(limited.Error);
        Assert.Equal(2, Failures(world, caller)!.Failures.Count);
    }

    [Fact]
    public async Task SecondStep_WithAChallengeThatIsOldOrMadeUpOrOfAnotherPassword_IsRefused()
    {
        using var world = new AccountsWorld();
        var (_, factor) = await EnrolledAsync(world);
        var old = await ChallengeAsync(world);
        world.Clock.Advance(SecondFactorChallenges.Lifetime);
        var challenge = await ChallengeAsync(world);
        var forged = (challenge[0] == 'A' ? 'B' : 'A') + challenge[1..];
        var ofAnotherPassword = world.Challenges.Create((await world.AccountAsync(Ana)).UserId, "another hash", world.Clock.GetUtcNow());

        foreach (var bad in new[] { old, forged, ofAnotherPassword, "", "made up" })
        {
            Assert.IsType<InvalidChallenge>((await world.SecondStep.ExecuteAsync(bad, Codes(world, factor), AccountsWorld.Device)).Error);
        }

        Assert.True((await world.SecondStep.ExecuteAsync(challenge, Codes(world, factor), AccountsWorld.Device)).IsSuccess);
    }

    [Fact]
    public async Task RecoveryCode_IsGoodOnceAndForItsUserOnly()
    {
        using var world = new AccountsWorld();
        var (_, _, codes) = await EnrolledWithCodesAsync(world);

        Assert.Equal(10, codes.Distinct().Count());
        var first = await world.SecondStep.ExecuteAsync(await ChallengeAsync(world), codes[0].ToUpperInvariant(), AccountsWorld.Device);
        var again = await world.SecondStep.ExecuteAsync(await ChallengeAsync(world), codes[0], AccountsWorld.Device);
        var second = await world.SecondStep.ExecuteAsync(await ChallengeAsync(world), codes[1].Replace("-", "", StringComparison.Ordinal), AccountsWorld.Device);

        Assert.True(first.IsSuccess);
        Assert.IsType<InvalidSecondFactor>(again.Error);
        Assert.True(second.IsSuccess);
    }

    [Fact]
    public async Task RecoveryCodes_WhenRenewed_VoidTheOldOnes()
    {
        using var world = new AccountsWorld();
        var (caller, factor, old) = await EnrolledWithCodesAsync(world);

        var renewed = await world.RenewCodes.ExecuteAsync(caller, Codes(world, factor, 1));

        Assert.Equal(10, renewed.Value.Count);
        Assert.Empty(renewed.Value.Intersect(old));
        Assert.IsType<InvalidSecondFactor>((await world.StepUp.ExecuteAsync(caller, old[0])).Error);
        Assert.True((await world.StepUp.ExecuteAsync(caller, renewed.Value[0])).IsSuccess);
    }

    [Fact]
    public async Task StepUp_WithACode_IsFreshForFiveMinutes()
    {
        using var world = new AccountsWorld();
        var (caller, factor) = await EnrolledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.False((await CallerAsync(world, caller.SessionId, caller.UserId)).HasStepUp(world.Clock.GetUtcNow()));

        var until = await world.StepUp.ExecuteAsync(caller, Codes(world, factor));

        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromMinutes(5), until.Value);
        Assert.True((await CallerAsync(world, caller.SessionId, caller.UserId)).HasStepUp(world.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task StepUp_WithoutASecondFactor_SaysThatOneIsNeeded()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync(Ana);
        var caller = await CallerAsync(world, await world.SignedInAsync(Ana));

        Assert.IsType<SecondFactorRequired>((await world.StepUp.ExecuteAsync(caller, "123456")).Error);
    }

    [Fact]
    public async Task SetUp_OfAReplacement_NeedsAFreshProofAndBlocksWithdrawals()
    {
        using var world = new AccountsWorld();
        var (stale, factor) = await EnrolledAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.IsType<StepUpRequired>((await world.SetUpFactor.ExecuteAsync(stale, AccountsWorld.Password)).Error);
        await world.StepUp.ExecuteAsync(stale, Codes(world, factor));
        var caller = await CallerAsync(world, stale.SessionId, stale.UserId);

        var replacement = await world.SetUpFactor.ExecuteAsync(caller, AccountsWorld.Password);
        Assert.True((await world.StepUp.ExecuteAsync(caller, Codes(world, factor, 1))).IsSuccess); // the old one is in force until the new one's first code
        var enabled = await world.EnableFactor.ExecuteAsync(caller, Codes(world, replacement.Value));

        Assert.True(enabled.IsSuccess, enabled.Error?.Message);
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromHours(24), Profile(world, caller).WithdrawalsBlockedUntil);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<InvalidSecondFactor>((await world.StepUp.ExecuteAsync(caller, Codes(world, factor))).Error);
        Assert.True((await world.StepUp.ExecuteAsync(caller, Codes(world, replacement.Value))).IsSuccess);
    }

    [Fact]
    public async Task Disable_WithACode_GivesItUpAndBlocksWithdrawals()
    {
        using var world = new AccountsWorld();
        var (caller, factor) = await EnrolledAsync(world);
        Assert.IsType<InvalidSecondFactor>((await world.DisableFactor.ExecuteAsync(caller, Wrong(Codes(world, factor)))).Error);
        Assert.NotNull(Profile(world, caller).SecondFactorSince);

        var disabled = await world.DisableFactor.ExecuteAsync(caller, Codes(world, factor, 1));

        Assert.True(disabled.IsSuccess);
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromHours(24), Profile(world, caller).WithdrawalsBlockedUntil);
        Assert.True((await world.SignInAsync(Ana)).IsSuccess);
        Assert.IsType<SecondFactorNotEnabled>((await world.DisableFactor.ExecuteAsync(caller, "123456")).Error);
    }

    [Fact]
    public async Task Disable_ByStaff_IsRefusedAndSpendsNothing()
    {
        using var world = new AccountsWorld();
        var (caller, factor) = await EnrolledAsync(world, Role.Support);

        Assert.IsType<SecondFactorMandatory>((await world.DisableFactor.ExecuteAsync(caller, Codes(world, factor, 1))).Error);
        Assert.True((await world.StepUp.ExecuteAsync(caller, Codes(world, factor, 1))).IsSuccess);
    }

    [Fact]
    public async Task Provision_OfAnAccountThatHasOne_LeavesIt()
    {
        using var world = new AccountsWorld();
        var (caller, factor) = await EnrolledAsync(world);

        Assert.True((await world.ProvisionFactor.ExecuteAsync(caller.UserId, "12345678901234567890"u8.ToArray())).IsSuccess);
        Assert.True((await world.StepUp.ExecuteAsync(caller, Codes(world, factor, 1))).IsSuccess);
        Assert.IsType<UserNotFound>((await world.ProvisionFactor.ExecuteAsync("0198c0de-0000-7000-8000-000000000000", [1])).Error);
    }

    private static async Task<(Caller Caller, NewSecondFactor Factor)> SetUpAsync(AccountsWorld world, params Role[] roles)
    {
        await world.AccountAsync(Ana, roles);
        var caller = await CallerAsync(world, await world.SignedInAsync(Ana));
        var factor = await world.SetUpFactor.ExecuteAsync(caller, AccountsWorld.Password);
        Assert.True(factor.IsSuccess, factor.Error?.Message);
        return (caller, factor.Value);
    }

    private static async Task<(Caller Caller, NewSecondFactor Factor, IReadOnlyList<string> RecoveryCodes)> EnrolledWithCodesAsync(AccountsWorld world, params Role[] roles)
    {
        var (caller, factor) = await SetUpAsync(world, roles);
        var enabled = await world.EnableFactor.ExecuteAsync(caller, Codes(world, factor));
        Assert.True(enabled.IsSuccess, enabled.Error?.Message);
        return (await CallerAsync(world, caller.SessionId, caller.UserId), factor, enabled.Value);
    }

    private static async Task<(Caller Caller, NewSecondFactor Factor)> EnrolledAsync(AccountsWorld world, params Role[] roles)
    {
        var (caller, factor, _) = await EnrolledWithCodesAsync(world, roles);
        return (caller, factor);
    }

    private static async Task<string> ChallengeAsync(AccountsWorld world) => Assert.IsType<SecondFactorDue>((await world.BeginAsync(Ana)).Value).Challenge;

    private static async Task<Caller> CallerAsync(AccountsWorld world, SignedIn signedIn) => (await world.CheckAsync(signedIn.AccessToken)).Value;

    private static async Task<Caller> CallerAsync(AccountsWorld world, string sessionId, string userId) =>
        (await world.CheckAsync(world.AccessTokens.Issue(userId, sessionId, RoleSet.None, world.Clock.GetUtcNow()))).Value;

    private static string Codes(AccountsWorld world, NewSecondFactor factor, int steps = 0) =>
        Totp.CodeOf(Base32.Decode(factor.Secret)!, Totp.StepOf(world.Clock.GetUtcNow()) + steps);

    private static string Wrong(string code) => code[..^1] + (code[^1] == '9' ? '0' : (char)(code[^1] + 1));

    private static ProfileDocument Profile(AccountsWorld world, Caller caller) =>
        world.Find<ProfileDocument>(AccountPartitions.OfUser(caller.UserId), ProfileDocument.DocumentId)!;

    private static SignInFailuresDocument? Failures(AccountsWorld world, Caller caller) =>
        world.Find<SignInFailuresDocument>(AccountPartitions.OfUser(caller.UserId), SignInFailuresDocument.DocumentId);
}
