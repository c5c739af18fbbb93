using System.Net;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Places;
using CryptoVault.Adapters.Files;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class PlacesTests
{
    [Theory]
    [InlineData("192.0.2.0", "DE", NetworkKind.Ordinary)]
    [InlineData("192.0.2.127", "DE", NetworkKind.Ordinary)]
    [InlineData("192.0.2.128", "FR", NetworkKind.Ordinary)]
    [InlineData("::ffff:192.0.2.128", "FR", NetworkKind.Ordinary)]
    [InlineData("203.0.113.130", "NL", NetworkKind.Hosting)]
    [InlineData("203.0.113.255", "SE", NetworkKind.Tor)]
    [InlineData("2001:db8::1", "DE", NetworkKind.Ordinary)]
    [InlineData("2001:db8:1:2::3", "US", NetworkKind.Ordinary)]
    public void Find_OfAnAddressInARange_TellsItsPlace(string address, string country, NetworkKind network) =>
        Assert.Equal(new Place(country, network), PlacesFile.Open(new AccountOptions()).Find(IPAddress.Parse(address)));

    [Theory]
    [InlineData("192.0.1.255")]
    [InlineData("192.0.3.0")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Find_OfAnAddressInNoRange_TellsNothing(string address) => Assert.Null(PlacesFile.Open(new AccountOptions()).Find(IPAddress.Parse(address)));

    [Theory]
    [InlineData("192.0.2.0,192.0.2.255,DE")]
    [InlineData("192.0.2.255,192.0.2.0,DE,")]
    [InlineData("192.0.2.0,192.0.2.255,XX,")]
    [InlineData("192.0.2.0,192.0.2.255,DE,satellite")]
    [InlineData("here,there,DE,")]
    public void Read_OfALineThatIsNoRange_NamesTheLine(string line)
    {
        var refused = Assert.Throws<InvalidDataException>(() => PlacesFile.Read(new StringReader($"# remark\n{line}\n")));

        Assert.Contains("Line 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Distance_BetweenCountries_IsAsOnTheGlobe()
    {
        Assert.InRange(CountryCenters.DistanceKm("DE", "JP")!.Value, 8_500, 9_500);
        Assert.Equal(0, CountryCenters.DistanceKm("FR", "FR"));
        Assert.Null(CountryCenters.DistanceKm("DE", "AQ"));
    }
}
