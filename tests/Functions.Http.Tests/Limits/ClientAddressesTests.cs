using System.Net;
using CryptoVault.Functions.Http.Api.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CryptoVault.Functions.Http.Tests.Limits;

public sealed class ClientAddressesTests
{
    [Theory]
    [InlineData("", "203.0.113.9", "198.51.100.1", "203.0.113.9")] // nobody is trusted: the header is whatever a client writes
    [InlineData("10.0.0.0/8", "203.0.113.9", "198.51.100.1", "203.0.113.9")] // not from a proxy
    [InlineData("10.0.0.0/8", "10.1.2.3", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.0/8", "10.1.2.3", "192.0.2.66, 198.51.100.1", "198.51.100.1")] // the client wrote the first itself
    [InlineData("10.0.0.0/8", "10.1.2.3", "198.51.100.1, 10.9.9.9", "198.51.100.1")] // two proxies
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("10.1.2.3, 10.9.9.9", "10.1.2.3", "[2001:db8::7]:443", "2001:db8::7")]
    [InlineData("10.0.0.0/8", "10.1.2.3", "unknown", "10.1.2.3")]
    [InlineData("10.0.0.0/8", "10.1.2.3", "", "10.1.2.3")]
    public void Of_WithForwardedHeaders_BelievesOnlyTrustedProxies(string trusted, string remote, string forwarded, string expected)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        http.Request.Headers["X-Forwarded-For"] = forwarded;

        Assert.Equal(IPAddress.Parse(expected), Addresses(trusted).Of(http));
    }

    [Fact]
    public void Of_WithANetworkThatIsNone_RefusesToStart() =>
        Assert.Throws<InvalidOperationException>(() => Addresses("the proxy"));

    private static ClientAddresses Addresses(string trusted) => ClientAddresses.Of(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Http:TrustedProxies"] = trusted }).Build());
}
