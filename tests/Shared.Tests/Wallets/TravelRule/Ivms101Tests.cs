using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.Wallets.TravelRule.Ivms101;

namespace CryptoVault.Shared.Tests.Wallets.TravelRule;

public sealed class Ivms101Tests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [SamplePayloadFact]
    public void Parse_OfTheStandardPayload_RoundTripsAndKeepsTheRules()
    {
        var text = SamplePayloadFactAttribute.Read("ivms101_identity_payload.json");
        var payload = IdentityPayload.Parse(Encoding.UTF8.GetBytes(text));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(payload.ToJson())), payload.ToJson());
        Assert.Empty(PayloadRules.Check(payload, Today));
    }

    [SamplePayloadFact]
    public void Parse_OfThePayloadInOtherSpellings_IsTheSamePayload()
    {
        var standard = IdentityPayload.Parse(Encoding.UTF8.GetBytes(SamplePayloadFactAttribute.Read("ivms101_identity_payload.json")));
        var other = IdentityPayload.Parse(Encoding.UTF8.GetBytes(SamplePayloadFactAttribute.Read("ivms101_identity_payload_alt.json")));

        Assert.Equal(standard.ToJson(), other.ToJson());
        Assert.Empty(PayloadRules.Check(other, Today));
    }

    [SamplePayloadFact]
    public void Parse_OfThePayloadOfAnInquiry_RoundTrips()
    {
        var inner = JsonNode.Parse(SamplePayloadFactAttribute.Read("trp_inquiry.json"))!["IVMS101"]!;
        var payload = IdentityPayload.Parse(Encoding.UTF8.GetBytes(inner.ToJsonString()));

        Assert.True(JsonNode.DeepEquals(inner, JsonNode.Parse(payload.ToJson())), payload.ToJson());
        Assert.Empty(PayloadRules.Check(payload, Today));
    }

    [Theory]
    [InlineData("""{"originator":{"originatorPersons":[]},"unknown":1}""")]
    [InlineData("""{"originator":{"originatorPersons":[{"naturalPerson":{"name":null}}]}}""")]
    [InlineData("""{"originator":{"originatorPersons":[],"originator_persons":[]}}""")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{")]
    public void Parse_OfWhatIsNoPayload_Throws(string text) => Assert.ThrowsAny<JsonException>(() => IdentityPayload.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("nameIdentifierType", "NICK", "/originator/originatorPersons/0/naturalPerson/name/nameIdentifier/0/nameIdentifierType")]
    [InlineData("primaryIdentifier", "", "/originator/originatorPersons/0/naturalPerson/name/nameIdentifier/0/primaryIdentifier")]
    [InlineData("countryOfResidence", "XX", "/originator/originatorPersons/0/naturalPerson/countryOfResidence")]
    [InlineData("dateOfBirth", "2030-01-01", "/originator/originatorPersons/0/naturalPerson/dateAndPlaceOfBirth/dateOfBirth")]
    [InlineData("addressType", "CAVE", "/originator/originatorPersons/0/naturalPerson/geographicAddress/0/addressType")]
    [InlineData("streetName", null, "/originator/originatorPersons/0/naturalPerson/geographicAddress/0")]
    [InlineData("nationalIdentifierType", "XXXX", "/originator/originatorPersons/0/naturalPerson/nationalIdentification/nationalIdentifierType")]
    public void Check_OfAMemberThatBreaksARule_PointsAtIt(string member, string? value, string pointer)
    {
        var node = JsonNode.Parse(Good)!;
        Assert.True(Replace(node["originator"]!, member, value));

        Assert.Contains(pointer, PayloadRules.Check(IdentityPayload.Parse(Encoding.UTF8.GetBytes(node.ToJsonString())), Today).Select(error => error.Pointer));
        Assert.Empty(PayloadRules.Check(IdentityPayload.Parse(Encoding.UTF8.GetBytes(Good)), Today));
    }

    private const string Good = """
        {"originator":{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Doe","nameIdentifierType":"LEGL"}]},
        "geographicAddress":[{"addressType":"HOME","streetName":"Way","buildingNumber":"1","country":"DE"}],
        "nationalIdentification":{"nationalIdentifier":"1","nationalIdentifierType":"CCPT"},
        "dateAndPlaceOfBirth":{"dateOfBirth":"1990-01-31","placeOfBirth":"Bonn"},"countryOfResidence":"DE"}}]},
        "beneficiary":{"beneficiaryPersons":[{"legalPerson":{"name":{"nameIdentifier":[{"legalPersonName":"Acme","legalPersonNameIdentifierType":"LEGL"}]}}}]}}
        """;

    private static bool Replace(JsonNode node, string member, string? value) => node switch
    {
        JsonObject map when map.ContainsKey(member) => Put(map, member, value),
        JsonObject map => map.Any(pair => pair.Value is not null && Replace(pair.Value, member, value)),
        JsonArray list => list.Any(item => item is not null && Replace(item, member, value)),
        _ => false,
    };

    private static bool Put(JsonObject map, string member, string? value)
    {
        map.Remove(member);
        if (value is not null)
        {
            map[member] = value;
        }

        return true;
    }
}

/// <summary>A test with payloads that others made, where they are.</summary>
internal sealed class SamplePayloadFactAttribute : FactAttribute
{
    public SamplePayloadFactAttribute()
    {
        if (!Directory.Exists(Folder))
        {
            Skip = "The sample payloads are not here (SANCTIONS_DATA).";
        }
    }

    private static string Folder { get; } = Path.Combine(Compliance.OfficialListFactAttribute.DataFolder, "travelrule");

    public static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));
}
