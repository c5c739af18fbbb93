using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Tokens;
using CryptoVault.Security;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class AccessCheckTests
{
    [Fact]
    public async Task Check_OfARememberedToken_TouchesNeitherStoreNorSignature()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var signedIn = await world.SignedInAsync("ana@example.com");
        var counting = new CountingValidator(new AccessTokenValidator(world.Options, world.Clock));
        using var access = world.NewAccessCheck(counting);
        await access.CheckAsync(signedIn.AccessToken, false, default);
        var reads = world.Store.Reads;

        for (var i = 0; i < 100; i++)
        {
            var check = access.CheckAsync(signedIn.AccessToken, fresh: i % 2 == 0, default);
            Assert.True(check.IsCompletedSuccessfully);
            Assert.True((await check).IsSuccess);
        }

        Assert.Equal(reads, world.Store.Reads);
        Assert.Equal(1, counting.Count);
    }

    [Fact]
    public async Task Check_WhereOtherProcessesWrite_BelievesItsMemoryForFiveSecondsAndNotAtAllWhereItMatters()
    {
        using var world = new AccountsWorld(exclusive: false);
        var ana = await world.AccountAsync("ana@example.com");
        var signedIn = await world.SignedInAsync("ana@example.com");
        Assert.True((await world.CheckAsync(signedIn.AccessToken)).IsSuccess);
        using var other = new AccountsWorld(store: world.Store, exclusive: false);
        await other.SetStatusAsync(ana.UserId, AccountStatus.Disabled);

        Assert.True((await world.CheckAsync(signedIn.AccessToken)).IsSuccess);
        Assert.IsType<SessionEnded>((await world.CheckAsync(signedIn.AccessToken, fresh: true)).Error);

        using var third = world.NewAccessCheck();
        await other.SetStatusAsync(ana.UserId, AccountStatus.Active);
        Assert.True((await third.CheckAsync(signedIn.AccessToken, false, default)).IsSuccess);
        await other.SetStatusAsync(ana.UserId, AccountStatus.Disabled);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<SessionEnded>((await third.CheckAsync(signedIn.AccessToken, false, default)).Error);
    }

    [Fact]
    public async Task Check_OfAnExpiredToken_IsRefusedRememberedOrNot()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var remembered = await world.SignedInAsync("ana@example.com");
        var unseen = await world.SignedInAsync("ana@example.com");
        Assert.True((await world.CheckAsync(remembered.AccessToken)).IsSuccess);

        world.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.IsType<InvalidToken>((await world.CheckAsync(remembered.AccessToken)).Error);
        Assert.IsType<InvalidToken>((await world.CheckAsync(unseen.AccessToken)).Error);
    }

    [Fact]
    public async Task Check_OfForgedTokens_RefusesEachOfThem()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        var good = (await world.SignedInAsync("ana@example.com")).AccessToken;
        var parts = good.Split('.');
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var kid = world.Keys.Current.KeyId;
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = world.Keys.Current.PublicCoordinates;
        string[] forged =
        [
            "", ".", "..", "a.b.c", good + "x", good[..^1], parts[0] + "." + parts[1] + ".", parts[0] + "..", "..." + good, good + ".",
            // another algorithm
            Unsigned($$"""{"alg":"none","typ":"at+jwt","kid":"{{kid}}"}""", payload),
            Hs256($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{kid}}"}""", payload, Encoding.UTF8.GetBytes(publicKey.X + publicKey.Y)),
            Es256($$$"""{"alg":"ES256","typ":"at+jwt","kid":"{{{kid}}}","jwk":{"kty":"EC","crv":"P-256","x":"{{{publicKey.X}}}","y":"{{{publicKey.Y}}}"}}""", payload, own),
            Es256($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{kid}}","jku":"https://evil.example/keys"}""", payload, own),
            Es256($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{kid}}","x5u":"https://evil.example/cert"}""", payload, own),
            // our header, a key of their own
            Es256($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{kid}}"}""", payload, own),
            // our key, a header of their own
            Signed(world, $$"""{"alg":"ES256","typ":"JWT","kid":"{{kid}}"}""", payload),
            Signed(world, $$"""{"alg":"ES256","kid":"{{kid}}"}""", payload),
            Signed(world, """{"alg":"ES256","typ":"at+jwt","kid":"other"}""", payload),
            // our header and key, claims that do not fit
            Signed(world, null, payload.Replace("\"aud\":\"cryptovault-api\"", "\"aud\":\"other\"", StringComparison.Ordinal)),
            Signed(world, null, payload.Replace("https://cryptovault.local", "https://other.local", StringComparison.Ordinal)),
            Signed(world, null, payload.Replace("\"nbf\":1", "\"nbf\":9", StringComparison.Ordinal)),
            Signed(world, null, payload.Replace("\"exp\":", "\"exq\":", StringComparison.Ordinal)),
            Signed(world, null, payload.Replace("\"sid\":", "\"sie\":", StringComparison.Ordinal)),
            Signed(world, null, payload.Replace("\"sub\":\"", "\"sub\":\"x", StringComparison.Ordinal)),
            Signed(world, null, "{}"),
            Signed(world, null, "no json"),
            // a changed payload under the old signature
            $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.Replace("customer", "admin", StringComparison.Ordinal)))}.{parts[2]}",
        ];

        foreach (var token in forged)
        {
            Assert.IsType<InvalidToken>((await world.CheckAsync(token)).Error);
        }

        Assert.True((await world.CheckAsync(good)).IsSuccess);
    }

    [Fact]
    public async Task Check_OfATokenOfAnotherInstallation_IsRefused()
    {
        using var world = new AccountsWorld();
        using var other = new AccountsWorld();
        await other.AccountAsync("ana@example.com");

        Assert.IsType<InvalidToken>((await world.CheckAsync((await other.SignedInAsync("ana@example.com")).AccessToken)).Error);
    }

    private static string Unsigned(string header, string payload) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.";

    private static string Hs256(string header, string payload, byte[] key)
    {
        var content = Unsigned(header, payload)[..^1];
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Es256(string header, string payload, ECDsa key)
    {
        var content = Unsigned(header, payload)[..^1];
        return $"{content}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    private static string Signed(AccountsWorld world, string? header, string payload)
    {
        using var key = ECDsa.Create(world.Keys.Current.Parameters);
        return Es256(header ?? $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{world.Keys.Current.KeyId}}"}""", payload, key);
    }

    private sealed class CountingValidator(IAccessTokenValidator inner) : IAccessTokenValidator
    {
        public int Count { get; private set; }

        public ValueTask<AccessTokenClaims?> ValidateAsync(string token, SigningKey key)
        {
            Count++;
            return inner.ValidateAsync(token, key);
        }
    }
}
