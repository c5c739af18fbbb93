using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class SessionTests
{
    [Fact]
    public async Task Refresh_RotatesTheTokenAndKeepsOnlyItsHash()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var first = await world.SignedInAsync("ana@example.com");

        var second = (await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)).Value;
        var third = (await world.Refresh.ExecuteAsync(second.RefreshToken, AccountsWorld.Device)).Value;

        Assert.Equal(3, new[] { first, second, third }.Select(pair => pair.RefreshToken).Distinct().Count());
        Assert.True((await world.CheckAsync(third.AccessToken)).IsSuccess);
        var stored = string.Join('\n', world.Store.All("users").Select(document => System.Text.Encoding.UTF8.GetString(document.Body.Span)));
        Assert.All(new[] { first, second, third }, pair => Assert.DoesNotContain(pair.RefreshToken, stored, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refresh_ByTwoRacingTabs_GivesBothTheSameSuccessor()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var first = await world.SignedInAsync("ana@example.com");

        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)));

        Assert.Single(both.Select(result => result.Value.RefreshToken).Distinct());
        Assert.True((await world.Refresh.ExecuteAsync(both[0].Value.RefreshToken, AccountsWorld.Device)).IsSuccess);
    }

    [Fact]
    public async Task Refresh_WithASpentTokenAfterTheGrace_EndsTheSessionForThiefAndOwner()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var first = await world.SignedInAsync("ana@example.com");
        var second = (await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)).Value;
        Assert.True((await world.CheckAsync(second.AccessToken)).IsSuccess);
        world.Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.IsType<RefreshTokenReused>((await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)).Error);

        Assert.IsType<RefreshTokenReused>((await world.Refresh.ExecuteAsync(second.RefreshToken, AccountsWorld.Device)).Error);
        Assert.IsType<SessionEnded>((await world.CheckAsync(second.AccessToken)).Error);
        Assert.IsType<SessionEnded>((await world.CheckAsync(first.AccessToken)).Error);
    }

    [Fact]
    public async Task Refresh_WithinTheGraceFromAnotherDevice_EndsTheSession()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var first = await world.SignedInAsync("ana@example.com");
        var second = (await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)).Value;

        Assert.IsType<RefreshTokenReused>((await world.Refresh.ExecuteAsync(first.RefreshToken, new DeviceTraits("thief"))).Error);

        Assert.IsType<SessionEnded>((await world.CheckAsync(second.AccessToken)).Error);
    }

    [Fact]
    public async Task Refresh_WithinTheGraceButAfterTheSuccessorWasUsed_EndsTheSession()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var first = await world.SignedInAsync("ana@example.com");
        var second = (await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)).Value;
        await world.Refresh.ExecuteAsync(second.RefreshToken, AccountsWorld.Device);

        Assert.IsType<RefreshTokenReused>((await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)).Error);
    }

    [Fact]
    public async Task Refresh_WithAMadeUpToken_IsRefusedAndHarmsNoSession()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var first = await world.SignedInAsync("ana@example.com");
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(first.RefreshToken);
        for (var i = 0; i < bytes.Length; i += 5)
        {
            var forged = bytes.ToArray();
            forged[i] ^= 1;
            Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync(System.Buffers.Text.Base64Url.EncodeToString(forged), AccountsWorld.Device)).Error);
        }

        Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync("", AccountsWorld.Device)).Error);
        Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync(new string('!', first.RefreshToken.Length), AccountsWorld.Device)).Error);
        Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync(new string(' ', first.RefreshToken.Length), AccountsWorld.Device)).Error);
        Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync(first.AccessToken, AccountsWorld.Device)).Error);
        Assert.True((await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)).IsSuccess);
    }

    [Fact]
    public async Task Refresh_OfAnIdleSession_IsRefused()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var first = await world.SignedInAsync("ana@example.com");

        world.Clock.Advance(TimeSpan.FromDays(7));

        Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device)).Error);
    }

    [Fact]
    public async Task Refresh_OfABusySession_EndsAfterThirtyDays()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var token = (await world.SignedInAsync("ana@example.com")).RefreshToken;
        for (var day = 0; day < 29; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            token = (await world.Refresh.ExecuteAsync(token, AccountsWorld.Device)).Value.RefreshToken;
        }

        world.Clock.Advance(TimeSpan.FromDays(1));

        Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync(token, AccountsWorld.Device)).Error);
    }

    [Fact]
    public async Task Refresh_WhenTheAnswerOfItsCommitIsLost_GivesTheSuccessor()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var first = await world.SignedInAsync("ana@example.com");
        world.Store.FailNext(CryptoVault.Shared.Tests.Storage.MemoryStore.Fault.LostAfter);

        var second = await world.Refresh.ExecuteAsync(first.RefreshToken, AccountsWorld.Device);

        Assert.True((await world.Refresh.ExecuteAsync(second.Value.RefreshToken, AccountsWorld.Device)).IsSuccess);
    }

    [Fact]
    public async Task SignOut_EndsThisSessionOnTheNextRequestAndNoOther()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var phone = await world.SignedInAsync("ana@example.com");
        var laptop = await world.SignedInAsync("ana@example.com");
        var caller = (await world.CheckAsync(phone.AccessToken)).Value;
        Assert.True((await world.CheckAsync(laptop.AccessToken)).IsSuccess);

        Assert.True((await world.SignOut.ExecuteAsync(caller)).IsSuccess);

        Assert.IsType<SessionEnded>((await world.CheckAsync(phone.AccessToken)).Error);
        Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync(phone.RefreshToken, AccountsWorld.Device)).Error);
        Assert.True((await world.CheckAsync(laptop.AccessToken)).IsSuccess);
    }

    [Fact]
    public async Task Roles_Changed_ApplyToTheNextRequestOfTheSameToken()
    {
        using var world = new AccountsWorld();
        var ana = await world.AccountAsync("ana@example.com");
        var admin = new Caller("018f4e2a-0000-7000-8000-000000000001", "s", RoleSet.Of(Role.Admin), 0);
        var signedIn = await world.SignedInAsync("ana@example.com");
        Assert.False((await world.CheckAsync(signedIn.AccessToken)).Value.Roles.Has(Role.Support));

        await world.Roles.GrantAsync(admin, ana.UserId, Role.Support);
        Assert.True((await world.CheckAsync(signedIn.AccessToken)).Value.Roles.Has(Role.Support));
        await world.Roles.RevokeAsync(admin, ana.UserId, Role.Support);
        Assert.False((await world.CheckAsync(signedIn.AccessToken)).Value.Roles.Has(Role.Support));
    }

    [Fact]
    public async Task Account_Disabled_EndsItsSessions()
    {
        using var world = new AccountsWorld();
        var ana = await world.AccountAsync("ana@example.com");
        var signedIn = await world.SignedInAsync("ana@example.com");
        Assert.True((await world.CheckAsync(signedIn.AccessToken)).IsSuccess);

        await world.SetStatusAsync(ana.UserId, AccountStatus.Disabled);

        Assert.IsType<SessionEnded>((await world.CheckAsync(signedIn.AccessToken)).Error);
        Assert.IsType<InvalidRefreshToken>((await world.Refresh.ExecuteAsync(signedIn.RefreshToken, AccountsWorld.Device)).Error);
    }
}
