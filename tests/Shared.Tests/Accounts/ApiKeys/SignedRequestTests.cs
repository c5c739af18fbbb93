using System.Text;
using CryptoVault.Accounts.ApiKeys;

namespace CryptoVault.Shared.Tests.Accounts.ApiKeys;

public sealed class SignedRequestTests
{
    /// <summary>The example of Binance's REST documentation ("SIGNED endpoint examples for POST /api/v3/order").</summary>
    private const string Secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";

    private const string Parameters = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    private const string Signature = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";

    private static readonly byte[] Key = Encoding.ASCII.GetBytes(Secret);

    [Fact]
    public void Sign_OfBinancesExample_IsThePublishedSignature() => Assert.Equal(Signature, SignedRequest.Sign(Encoding.ASCII.GetBytes(Parameters), Secret));

    [Fact]
    public void Read_OfBinancesExampleInTheQuery_IsSigned()
    {
        var request = SignedRequest.Read($"{Parameters}&signature={Signature}", [])!;

        Assert.True(request.IsSignedWith(Key));
        Assert.Equal((1499827319559, TimeSpan.FromSeconds(5)), (request.Timestamp, request.Window));
        Assert.True(SignedRequest.Read($"{Parameters}&signature={Signature.ToUpperInvariant()}", [])!.IsSignedWith(Key));
    }

    /// <summary>Its third example: parameters in the query and in the body, with no ampersand between what is signed of the two.</summary>
    [Fact]
    public void Read_OfBinancesMixedExample_IsSigned()
    {
        const string Query = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC";
        const string Body = "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";

        Assert.Equal("0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77", SignedRequest.Sign(Encoding.ASCII.GetBytes(Query + Body), Secret));
    }

    [Fact]
    public void Read_WithABody_SignsItToo()
    {
        var body = """{"symbol":"BTC-USDT"}"""u8;
        var signature = SignedRequest.Sign([.. "timestamp=1499827319559"u8, .. body], Secret);

        Assert.True(SignedRequest.Read($"timestamp=1499827319559&signature={signature}", body)!.IsSignedWith(Key));
        Assert.False(SignedRequest.Read($"timestamp=1499827319559&signature={signature}", """{"symbol":"ETH-USDT"}"""u8)!.IsSignedWith(Key));
        Assert.False(SignedRequest.Read($"timestamp=1499827319558&signature={signature}", body)!.IsSignedWith(Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("timestamp=1")]
    [InlineData("signature=00")]
    [InlineData("timestamp=1&timestamp=2&signature=00")]
    [InlineData("timestamp=now&signature=00")]
    [InlineData("timestamp=-1&signature=00")]
    [InlineData("timestamp=1&recvWindow=0&signature=00")]
    [InlineData("timestamp=1&recvWindow=60001&signature=00")]
    [InlineData("timestamp=1&recvWindow=x&signature=00")]
    [InlineData("timestamp=1&signature=00&symbol=LTCBTC")]
    [InlineData("timestamp=1&signature=00%26symbol=LTCBTC")]
    public void Read_OfWhatIsNotSignedAsItMustBe_IsNull(string query) => Assert.Null(SignedRequest.Read(query, []));

    [Theory]
    [InlineData("zz")]
    [InlineData("")]
    [InlineData("c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b7")]
    [InlineData("c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b72")]
    [InlineData("c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b7100")]
    public void IsSignedWith_OfAnotherSignature_IsFalse(string signature) => Assert.False(SignedRequest.Read($"{Parameters}&signature={signature}", [])!.IsSignedWith(Key));

    /// <summary>Binance's rule: <c>timestamp &lt; serverTime + 1000 &amp;&amp; serverTime - timestamp &lt;= recvWindow</c>.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(5000, true)]
    [InlineData(5001, false)]
    [InlineData(-999, true)]
    [InlineData(-1000, false)]
    public void IsTimely_SoManyMillisecondsLater_FollowsTheWindow(long later, bool isTimely)
    {
        var request = SignedRequest.Read($"{Parameters}&signature={Signature}", [])!;

        Assert.Equal(isTimely, request.IsTimely(DateTimeOffset.FromUnixTimeMilliseconds(request.Timestamp + later)));
    }

    /// <summary>RFC 8032, section 7.1, tests 1 to 3.</summary>
    [Theory]
    [InlineData(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_TheVectorsOfRfc8032_VerifyAndTheirForgeriesDoNot(string publicKey, string message, string signature)
    {
        Assert.True(Ed25519.IsAvailable);
        var (key, text, seal) = (Convert.FromHexString(publicKey), Convert.FromHexString(message), Convert.FromHexString(signature));
        Assert.True(Ed25519.Verify(key, text, seal));
        Assert.False(Ed25519.Verify(key, [.. text, 0], seal));
        for (var i = 0; i < seal.Length; i++)
        {
            seal[i] ^= 1;
            Assert.False(Ed25519.Verify(key, text, seal));
            seal[i] ^= 1;
        }

        Assert.False(Ed25519.Verify(key, text, seal.AsSpan(1)));
        Assert.False(Ed25519.Verify(key[1..], text, seal));
    }
}
