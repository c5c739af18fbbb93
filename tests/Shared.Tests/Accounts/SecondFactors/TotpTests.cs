using System.Security.Cryptography;
using System.Text;
using CryptoVault.Accounts.SecondFactors;

namespace CryptoVault.Shared.Tests.Accounts.SecondFactors;

public sealed class TotpTests
{
    private static readonly byte[] Secret = "12345678901234567890"u8.ToArray();

    /// <summary>RFC 6238, appendix B: all eighteen, with the seeds of its errata (as long as the hash).</summary>
    [Theory]
    [InlineData(59, "94287082", "46119246", "90693936")]
    [InlineData(1111111109, "07081804", "68084774", "25091201")]
    [InlineData(1111111111, "14050471", "67062674", "99943326")]
    [InlineData(1234567890, "89005924", "91819424", "93441116")]
    [InlineData(2000000000, "69279037", "90698825", "38618901")]
    [InlineData(20000000000, "65353130", "77737706", "47863826")]
    public void CodeOf_TheVectorsOfRfc6238_AreTheirs(long time, string sha1, string sha256, string sha512)
    {
        var step = Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(time));

        Assert.Equal(sha1, Totp.CodeOf(SeedOf(20), step, HashAlgorithmName.SHA1, 8));
        Assert.Equal(sha256, Totp.CodeOf(SeedOf(32), step, HashAlgorithmName.SHA256, 8));
        Assert.Equal(sha512, Totp.CodeOf(SeedOf(64), step, HashAlgorithmName.SHA512, 8));
    }

    /// <summary>RFC 4226, appendix D: the first ten six-digit codes.</summary>
    [Fact]
    public void CodeOf_TheVectorsOfRfc4226_AreTheirs()
    {
        string[] expected = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];

        Assert.Equal(expected, Enumerable.Range(0, 10).Select(step => Totp.CodeOf(Secret, step)));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Match_OfACodeSoManyStepsOff_IsAcceptedWithinOne(int steps, bool isAccepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = Totp.StepOf(now) + steps;

        Assert.Equal(isAccepted ? step : null, Totp.Match(Secret, Totp.CodeOf(Secret, step), now, lastStep: 0));
    }

    [Fact]
    public void Match_OfASpentStepOrAnOlderOne_IsNone()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var present = Totp.StepOf(now);

        Assert.Null(Totp.Match(Secret, Totp.CodeOf(Secret, present), now, lastStep: present));
        Assert.Null(Totp.Match(Secret, Totp.CodeOf(Secret, present - 1), now, lastStep: present));
        Assert.Equal(present + 1, Totp.Match(Secret, Totp.CodeOf(Secret, present + 1), now, lastStep: present));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("１２３４５６")]
    public void Match_OfWhatIsNoCode_IsNone(string code) =>
        Assert.Null(Totp.Match(Secret, code, DateTimeOffset.FromUnixTimeSeconds(1234567890), lastStep: 0));

    /// <summary>RFC 4648, section 10.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_TheVectorsOfRfc4648_AreTheirsBothWays(string plain, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(plain)));
        Assert.Equal(Encoding.ASCII.GetBytes(plain), Base32.Decode(encoded));
        Assert.Equal(Encoding.ASCII.GetBytes(plain), Base32.Decode(encoded.ToLowerInvariant()));
    }

    [Fact]
    public void Decode_OfAnotherAlphabet_IsNull() => Assert.Null(Base32.Decode("MZXW0"));

    private static byte[] SeedOf(int length) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, length).Select(i => i % 10)));
}
