using CryptoVault.Accounts.UserNames;
using CryptoVault.Results;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class UserNameTests
{
    [Theory]
    [InlineData("ben_trader", "ben_trader")]
    [InlineData("@Ben_Trader", "ben_trader")]
    [InlineData("a12", "a12")]
    [InlineData("abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx")]
    public void TryParse_OfAName_GivesItsOneForm(string text, string value)
    {
        Assert.True(UserName.TryParse(text, out var name));
        Assert.Equal(value, name.Value);
        Assert.Equal("@" + value, name.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("be")]
    [InlineData("@@ben")]
    [InlineData("1ben")]
    [InlineData("_ben")]
    [InlineData("ben trader")]
    [InlineData("ben-trader")]
    [InlineData("b\u00e9n")]
    [InlineData("\u0432en")]
    [InlineData("ben@example.com")]
    [InlineData("abcdefghijklmnopqrstuvwxy")]
    public void TryParse_OfWhatIsNone_IsFalse(string? text)
    {
        Assert.False(UserName.TryParse(text, out _));
        var refused = Assert.IsType<ValidationFailed>(UserName.Choose(text ?? "", "/userName").Error);
        Assert.Equal(("/userName", "INVALID_USER_NAME"), (refused.Fields[0].Pointer, refused.Fields[0].Code));
    }

    [Theory]
    [InlineData("ben_trader", "bentrader", true)]
    [InlineData("ben0", "beno", true)]
    [InlineData("pau1", "paul", true)]
    [InlineData("ben", "bern", false)]
    public void Key_OfNamesThatLookAlike_IsTheSame(string one, string other, bool isAlike)
    {
        Assert.True(UserName.TryParse(one, out var first));
        Assert.True(UserName.TryParse(other, out var second));
        Assert.Equal(isAlike, first.Key == second.Key);
    }

    [Theory]
    [InlineData("support")]
    [InlineData("Crypt0Vault_help")]
    [InlineData("ad_min")]
    public void Choose_OfANameThatPassesForOurs_IsRefused(string text) =>
        Assert.Equal("USER_NAME_RESERVED", Assert.IsType<ValidationFailed>(UserName.Choose(text, "/userName").Error).Fields[0].Code);
}
