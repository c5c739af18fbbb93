using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Results;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class RulesTests
{
    [Theory]
    [InlineData("ana@example.com", "ana@example.com")]
    [InlineData("  Ana.B+tag@Sub.Example.COM ", "ana.b+tag@sub.example.com")]
    [InlineData("o'neil_x@ex-ample.co", "o'neil_x@ex-ample.co")]
    public void TryParse_OfAnAddress_GivesItsNormalForm(string text, string expected)
    {
        Assert.True(EmailAddress.TryParse(text, out var email));
        Assert.Equal(expected, email.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ana")]
    [InlineData("ana@")]
    [InlineData("@example.com")]
    [InlineData("ana@localhost")]
    [InlineData("ana@.com")]
    [InlineData("ana@example..com")]
    [InlineData("ana@-x.com")]
    [InlineData("a..b@example.com")]
    [InlineData(".a@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("ana@example.com\r\nBcc: x@y.zz")]
    [InlineData("ana@exa mple.com")]
    [InlineData("\u00E4na@example.com")]
    [InlineData("a1234567890123456789012345678901234567890123456789012345678901234@example.com")]
    public void TryParse_OfNoAddress_Refuses(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Theory]
    [InlineData("1234567", "PASSWORD_TOO_SHORT")]
    [InlineData("", "PASSWORD_TOO_SHORT")]
    [InlineData("\uFB03\uFB03", "PASSWORD_TOO_SHORT")]
    [InlineData("password", "PASSWORD_TOO_COMMON")]
    [InlineData("Password123!", "PASSWORD_TOO_COMMON")]
    [InlineData("QWERTYUIOP", "PASSWORD_TOO_COMMON")]
    [InlineData("aaaaaaaaaaaa", "PASSWORD_TOO_COMMON")]
    [InlineData("abcdefghijkl", "PASSWORD_TOO_COMMON")]
    [InlineData("34567890123", "PASSWORD_TOO_COMMON")]
    [InlineData("I-love-CryptoVault", "PASSWORD_GUESSABLE")]
    [InlineData("xx-Anabel.Doe-xx", "PASSWORD_GUESSABLE")]
    public void Refuse_OfABadPassword_SaysWhy(string password, string code)
    {
        Assert.True(EmailAddress.TryParse("anabel.doe@example.com", out var email));
        Assert.Equal(code, new PasswordRules().Refuse(password, email)?.Code);
    }

    [Theory]
    [InlineData("demo-Passphrase-1")]
    [InlineData("\u30D1\u30B9\u30EF\u30FC\u30C9\u3067\u3059\u3088")]
    [InlineData("        8 spaces")]
    public void Refuse_OfAGoodPassword_IsNull(string password)
    {
        Assert.True(EmailAddress.TryParse("an@example.com", out var email));
        Assert.Null(new PasswordRules().Refuse(password, email));
    }

    [Theory]
    [InlineData(128, null)]
    [InlineData(129, "PASSWORD_TOO_LONG")]
    [InlineData(100_000, "PASSWORD_TOO_LONG")]
    public void Refuse_OfALongPassword_AllowsUpTo128Characters(int length, string? code)
    {
        var password = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * 7 % 26))));
        Assert.True(EmailAddress.TryParse("an@example.com", out var email));
        Assert.Equal(code, new PasswordRules().Refuse(password, email)?.Code);
    }

    [Fact]
    public void RoleSet_WithAndWithout_KeepsTheOthers()
    {
        var roles = RoleSet.OfNames(["customer", "admin", "unknown"]);

        Assert.Equal(["customer", "admin"], roles.ToNames());
        Assert.Equal(["admin"], roles.Without(Role.Customer).ToNames());
        Assert.True(roles.Overlaps(RoleSet.Of(Role.Admin, Role.Auditor)));
        Assert.False(roles.Overlaps(RoleSet.Of(Role.Auditor)));
        Assert.Equal(7, RoleNames.All.Count);
        Assert.All(Enum.GetValues<Role>(), role => Assert.Equal(role, RoleNames.Find(RoleNames.Of(role))));
    }

    [Fact]
    public async Task Revoke_OfTheOwnAdministration_IsRefused()
    {
        using var world = new AccountsWorld();
        var ada = await world.AccountAsync("ada@example.com", Role.Admin);
        var caller = new Caller(ada.UserId, "s", RoleSet.Of(Role.Admin), 0);

        Assert.IsType<OwnAdminRole>((await world.Roles.RevokeAsync(caller, ada.UserId, Role.Admin)).Error);

        Assert.True((await world.SignedInAsync("ada@example.com")).Roles.Has(Role.Admin));
        Assert.IsType<UserNotFound>((await world.Roles.GrantAsync(caller, "018f4e2a-0000-7000-8000-000000000001", Role.Admin)).Error);
    }

    [Theory]
    [InlineData(-1, "0")]
    [InlineData(4, "3")]
    public async Task SetKycLevel_OutOfBounds_NamesTheNearest(int level, string nearest)
    {
        using var world = new AccountsWorld();
        var ana = await world.AccountAsync("ana@example.com");
        var caller = new Caller("a", "s", RoleSet.Of(Role.Admin), 0);
        var set = new SetKycLevel(world.ChangeAccount, NullLogger<SetKycLevel>.Instance);

        var refused = await set.ExecuteAsync(caller, ana.UserId, level, "Documents checked.");

        Assert.Equal(nearest, Assert.IsType<ValidationFailed>(refused.Error).Fields.Single().Nearest);
        Assert.Equal(2, (await set.ExecuteAsync(caller, ana.UserId, 2, "Documents checked.")).Value.KycLevel);
        var signedIn = await world.SignedInAsync("ana@example.com");
        Assert.Equal(2, (await world.CheckAsync(signedIn.AccessToken)).Value.KycLevel);
    }
}
