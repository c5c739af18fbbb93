using System.Net;
using System.Text;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Accounts.ApiKeys;

public sealed class ApiKeyTests : IDisposable
{
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.7");

    private readonly AccountsWorld world = new();
    private readonly ApiKeyTokens tokens;
    private readonly ApiKeySecrets secrets;
    private readonly CreateApiKey create;
    private readonly OwnApiKeys own;
    private readonly ApiKeyCheck check;

    public ApiKeyTests()
    {
        tokens = new ApiKeyTokens(world.Keys);
        secrets = new ApiKeySecrets(world.Keys, new SystemRandomness());
        create = new CreateApiKey(world.Partitions, secrets, tokens, world.Signals, AssetCatalog.Default, world.Ids, world.Clock, NullLogger<CreateApiKey>.Instance);
        own = new OwnApiKeys(world.Partitions, tokens, world.Signals, world.Clock, NullLogger<OwnApiKeys>.Instance);
        check = new ApiKeyCheck(world.Store, tokens, secrets, world.Signals, world.PartitionOptions, world.Options, world.Ids, world.Clock);
    }

    [Fact]
    public async Task Check_OfASignedRequest_IsItsOwnerWithTheKeysScopes()
    {
        var (ana, key) = await KeyAsync();

        var caller = (await CheckAsync(key)).Value.Caller;

        Assert.Equal((ana.UserId, RoleSet.Of(Role.Customer)), (caller.UserId, caller.Roles));
        Assert.Equal([ApiKeyScope.Read, ApiKeyScope.Trade], caller.Scopes);
        Assert.Null(caller.SecondFactorAt);
        Assert.Contains(world.Mails(), mail => mail.Template == AccountMails.ApiKeyCreated);
    }

    [Fact]
    public async Task Create_OfAKey_TellsItsSecretOnceAndStoresItEncrypted()
    {
        var (ana, key) = await KeyAsync();
        var stored = Encoding.UTF8.GetString(world.Store.All("users").Single(document => document.Id == ApiKeysDocument.DocumentId).Body.Span);

        Assert.Equal(43, key.Secret!.Length);
        Assert.DoesNotContain(key.Secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Secret, key.ToString(), StringComparison.Ordinal);
        Assert.Null(Assert.Single((await own.ListAsync(ana)).Value).Secret);
    }

    [Fact]
    public async Task Check_WithTheClockOff_TellsTheServersTime()
    {
        var (_, key) = await KeyAsync();
        var before = world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var request = Signed(key);
        world.Clock.Advance(TimeSpan.FromSeconds(6));

        var refused = await check.CheckAsync(key.Token, request, Home, false, default);

        Assert.Equal(before + 6000, Assert.IsType<TimestampOutsideWindow>(refused.Error).ServerTime);
    }

    [Fact]
    public async Task Check_OfAnythingThatIsNotTheKeys_IsRefusedAlike()
    {
        var (_, key) = await KeyAsync("203.0.113.0/24", "2001:db8::7");
        var other = await KeyOfAsync("ben@example.com");
        var forged = (key.Token[0] == 'A' ? 'B' : 'A') + key.Token[1..];

        Assert.True((await CheckAsync(key)).IsSuccess);
        Assert.True((await check.CheckAsync(key.Token, Signed(key), IPAddress.Parse("::ffff:203.0.113.200"), false, default)).IsSuccess);
        Assert.True((await check.CheckAsync(key.Token, Signed(key), IPAddress.Parse("2001:db8::7"), false, default)).IsSuccess);
        foreach (var refused in new[]
        {
            await check.CheckAsync(key.Token, null, Home, false, default),
            await check.CheckAsync(key.Token, Signed(other), Home, false, default),
            await check.CheckAsync(forged, Signed(key), Home, false, default),
            await check.CheckAsync("", Signed(key), Home, false, default),
            await check.CheckAsync(key.Token, Signed(key), IPAddress.Parse("198.51.100.1"), false, default),
            await check.CheckAsync(key.Token, Signed(key), null, false, default),
        })
        {
            Assert.IsType<InvalidApiKey>(refused.Error);
        }
    }

    [Fact]
    public async Task Check_AfterExpiryDeletionOrClosing_IsRefusedFromTheNextRequestOn()
    {
        var (ana, key) = await KeyAsync();
        var other = (await create.ExecuteAsync(ana, Command())).Value;
        Assert.True((await CheckAsync(key)).IsSuccess);

        Assert.True((await own.DeleteAsync(ana, key.Key.KeyId)).IsSuccess);
        Assert.IsType<InvalidApiKey>((await CheckAsync(key)).Error);
        Assert.IsType<ApiKeyNotFound>((await own.DeleteAsync(ana, key.Key.KeyId)).Error);
        Assert.True((await CheckAsync(other)).IsSuccess);

        await world.SetStatusAsync(ana.UserId, AccountStatus.Disabled);
        Assert.IsType<InvalidApiKey>((await CheckAsync(other)).Error);
        await world.SetStatusAsync(ana.UserId, AccountStatus.Active);
        Assert.True((await CheckAsync(other)).IsSuccess);

        world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.IsType<InvalidApiKey>((await CheckAsync(other)).Error);
        Assert.Empty((await own.ListAsync(ana)).Value);
    }

    [Fact]
    public async Task Check_OfAnEd25519Key_VerifiesWithItsPublicKeyAlone()
    {
        // Key and signature by "openssl genpkey -algorithm ed25519" and "openssl pkeyutl -sign -rawin".
        var ana = await CallerAsync("ana@example.com");
        var key = (await create.ExecuteAsync(ana, Command() with { Kind = ApiKeyKind.Ed25519, PublicKey = "uRosdiYieZNuRfzuVKgzdNwTOJ4xnszQ6BvQcpOWlsM=" })).Value;
        var signature = Uri.EscapeDataString("KqXSW9Ro+MMe7Yyh36UUSfxrLzAKSCzsYKaQ21GqJMLc+e2bu4Cx46thEHZeib4EPC32glOSBUfcz2B9+BrTBw==");

        var good = await check.CheckAsync(key.Token, SignedRequest.Read($"timestamp=1893553445000&signature={signature}", []), Home, false, default);
        var bad = await check.CheckAsync(key.Token, SignedRequest.Read($"timestamp=1893553445001&signature={signature}", []), Home, false, default);

        Assert.Null(key.Secret);
        Assert.True(good.IsSuccess, good.Error?.Message);
        Assert.IsType<InvalidApiKey>(bad.Error);
    }

    [Fact]
    public async Task Create_OfABadKey_NamesWhatIsWrongAndMakesNone()
    {
        var ana = await CallerAsync("ana@example.com");

        Assert.Equal("/addresses/1", (await create.ExecuteAsync(ana, Command() with { Addresses = ["10.0.0.1", "home"] })).Error!.Fields[0].Pointer);
        Assert.Equal("/publicKey", (await create.ExecuteAsync(ana, Command() with { Kind = ApiKeyKind.Ed25519, PublicKey = "AAAA" })).Error!.Fields[0].Pointer);
        Assert.Equal("/publicKey", (await create.ExecuteAsync(ana, Command() with { PublicKey = "AAAA" })).Error!.Fields[0].Pointer);
        Assert.Null(world.Find<ApiKeysDocument>(AccountPartitions.OfUser(ana.UserId), ApiKeysDocument.DocumentId));
    }

    [Theory]
    [InlineData(null, "100", "/addresses", "REQUIRED")]
    [InlineData("0.0.0.0/0", "100", "/addresses/0", "NETWORK_TOO_WIDE")]
    [InlineData("10.0.0.0/8", "100", "/addresses/0", "NETWORK_TOO_WIDE")]
    [InlineData("2001:db8::/32", "100", "/addresses/0", "NETWORK_TOO_WIDE")]
    [InlineData("203.0.113.7", null, "/dailyWithdrawalLimitUsd", "REQUIRED")]
    [InlineData("203.0.113.7", "0.5", "/dailyWithdrawalLimitUsd", "OUT_OF_RANGE")]
    [InlineData("203.0.113.7", "-5", "/dailyWithdrawalLimitUsd", "NOT_A_DECIMAL")]
    [InlineData("203.0.113.7", "1000000000.01", "/dailyWithdrawalLimitUsd", "OUT_OF_RANGE")]
    public async Task Create_OfAKeyThatWithdrawsWithoutItsBounds_NamesWhatIsMissingAndMakesNone(string? address, string? limit, string pointer, string code)
    {
        var ana = await CallerAsync("ana@example.com");

        var refused = await create.ExecuteAsync(
            ana, Command(address is null ? [] : [address]) with { Scopes = [ApiKeyScope.Withdraw], DailyWithdrawalLimitUsd = limit });

        var field = Assert.Single(refused.Error!.Fields);
        Assert.Equal((pointer, code), (field.Pointer, field.Code));
        Assert.Null(world.Find<ApiKeysDocument>(AccountPartitions.OfUser(ana.UserId), ApiKeysDocument.DocumentId));
    }

    [Fact]
    public async Task Create_OfAKeyThatWithdraws_KeepsItsLimitAndWaitsWhereTheDeviceIsNew()
    {
        var ana = await CallerAsync("ana@example.com");
        var session = world.Find<SessionDocument>(AccountPartitions.OfUser(ana.UserId), SessionDocument.IdOf(ana.SessionId))!;
        var wanted = Command("203.0.113.7", "2001:db8::/48") with { Scopes = [ApiKeyScope.Withdraw], DailyWithdrawalLimitUsd = "2500.5" };
        var atOnce = (await create.ExecuteAsync(ana, wanted)).Value.Key;
        var until = world.Clock.GetUtcNow().AddHours(24);
        await world.Partitions.DecideAsync<Unit>(AccountPartitions.OfUser(ana.UserId), view =>
        {
            view.Set(view.Find<SessionDocument>(session.Id)! with { CoolOffUntil = until });
            return Unit.Value;
        });
        await create.ExecuteAsync(ana, wanted);
        await create.ExecuteAsync(ana, Command());

        var keys = (await own.ListAsync(ana)).Value.Select(key => key.Key).ToArray();
        Assert.Equal((250_050_000_000, true), ((long)atOnce.WithdrawalDayUsdUnits!, atOnce.CanWithdraw));
        Assert.Equal([null, until, null], keys.Select(key => key.WithdrawsFrom));
        Assert.False(keys[2].CanWithdraw);
        Assert.Equal("/dailyWithdrawalLimitUsd", (await create.ExecuteAsync(ana, Command() with { DailyWithdrawalLimitUsd = "5" })).Error!.Fields[0].Pointer);
    }

    [Fact]
    public async Task Create_OfMoreKeysThanAUserCanHave_IsRefused()
    {
        var ana = await CallerAsync("ana@example.com");
        for (var i = 0; i < CreateApiKey.MostKeys; i++)
        {
            Assert.True((await create.ExecuteAsync(ana, Command())).IsSuccess);
        }

        Assert.IsType<TooManyApiKeys>((await create.ExecuteAsync(ana, Command())).Error);
        Assert.Equal(CreateApiKey.MostKeys, (await own.ListAsync(ana)).Value.Count);
    }

    [Fact]
    public async Task Guard_OfOneSignature_LetsItChangeTheOwnersPartitionOnceAlsoAtOnce()
    {
        var (ana, key) = await KeyAsync();
        var request = Signed(key);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            (await check.CheckAsync(key.Token, request, Home, false, default)).Value.Guard.Engage();
            return await ChangeAsync(ana.UserId);
        })));

        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => Assert.IsType<SignatureRepeated>(answer.Error));
    }

    [Fact]
    public async Task Guard_OfARequestThatChangedNothing_LetsItComeAgainAndSeveralTimesItself()
    {
        var (ana, key) = await KeyAsync();
        var request = Signed(key);
        await Task.Run(async () =>
        {
            (await check.CheckAsync(key.Token, request, Home, false, default)).Value.Guard.Engage();
            Assert.True((await ReadAsync(ana.UserId)).IsSuccess);
            Assert.False((await world.Partitions.DecideAsync<Unit>(AccountPartitions.OfUser(ana.UserId), _ => new UserNotFound())).IsSuccess);
        });

        await Task.Run(async () =>
        {
            (await check.CheckAsync(key.Token, request, Home, false, default)).Value.Guard.Engage();
            Assert.True((await ReadAsync(ana.UserId)).IsSuccess);
            Assert.True((await ChangeAsync(ana.UserId)).IsSuccess);
            Assert.True((await ChangeAsync(ana.UserId)).IsSuccess); // one request, two commits
        });
        await Task.Run(async () =>
        {
            (await check.CheckAsync(key.Token, request, Home, false, default)).Value.Guard.Engage();
            Assert.IsType<SignatureRepeated>((await ReadAsync(ana.UserId)).Error);
            Assert.IsType<SignatureRepeated>((await ChangeAsync(ana.UserId)).Error);
        });
        Assert.True((await ChangeAsync(ana.UserId)).IsSuccess); // nobody's request is guarded by another's
    }

    public void Dispose()
    {
        check.Dispose();
        world.Dispose();
    }

    private Task<Result<Unit>> ChangeAsync(string userId) => world.Partitions.DecideAsync<Unit>(AccountPartitions.OfUser(userId), view =>
    {
        view.Set(view.Find<ProfileDocument>(ProfileDocument.DocumentId)! with { KycLevel = 1 });
        return Unit.Value;
    });

    private Task<Result<int>> ReadAsync(string userId) => world.Partitions.DecideAsync<int>(
        AccountPartitions.OfUser(userId), view => view.Find<ProfileDocument>(ProfileDocument.DocumentId)?.KycLevel ?? -1);

    private async Task<(Caller Owner, NewApiKey Key)> KeyAsync(params string[] addresses)
    {
        var ana = await CallerAsync("ana@example.com");
        return (ana, (await create.ExecuteAsync(ana, Command(addresses))).Value);
    }

    private async Task<NewApiKey> KeyOfAsync(string email) => (await create.ExecuteAsync(await CallerAsync(email), Command())).Value;

    private async Task<Caller> CallerAsync(string email)
    {
        await world.AccountAsync(email);
        return (await world.CheckAsync((await world.SignedInAsync(email)).AccessToken)).Value;
    }

    private ValueTask<Result<SignedCaller>> CheckAsync(NewApiKey key) => check.CheckAsync(key.Token, Signed(key), Home, false, default);

    private SignedRequest Signed(NewApiKey key)
    {
        var query = $"symbol=BTC-USDT&timestamp={world.Clock.GetUtcNow().ToUnixTimeMilliseconds()}";
        return SignedRequest.Read($"{query}&signature={SignedRequest.Sign(Encoding.ASCII.GetBytes(query), key.Secret!)}", [])!;
    }

    private static CreateApiKeyCommand Command(params string[] addresses) =>
        new("bot", ApiKeyKind.Hmac, null, [ApiKeyScope.Trade, ApiKeyScope.Read, ApiKeyScope.Read], addresses, 30);
}
