using System.Text.Json;
using System.Text.Json.Nodes;

namespace CryptoVault.Wallets.TravelRule.Ivms101;

/// <summary>
/// Other spellings of IVMS101's member names that providers send: plurals, snake_case, and everyday words. They are brought to
/// the standard's before the payload is read. Where the same word means different things, the place decides.
/// </summary>
internal static class Spellings
{
    private const int MostDepth = 16;

    private static readonly Dictionary<string, string> Anywhere = new(StringComparer.Ordinal)
    {
        ["nameIdentifiers"] = "nameIdentifier",
        ["geographicAddresses"] = "geographicAddress",
        ["addresses"] = "geographicAddress",
        ["accountNumbers"] = "accountNumber",
        ["street"] = "streetName",
        ["number"] = "buildingNumber",
        ["postalCode"] = "postCode",
        ["zipCode"] = "postCode",
        ["town"] = "townName",
        ["city"] = "townName",
        ["state"] = "countrySubDivision",
        ["ra"] = "registrationAuthority",
        ["dob"] = "dateOfBirth",
        ["pob"] = "placeOfBirth",
        ["lastName"] = "primaryIdentifier",
        ["surname"] = "primaryIdentifier",
        ["firstName"] = "secondaryIdentifier",
    };

    private static readonly Dictionary<(string Place, string Name), string> There = new()
    {
        [("nationalIdentification", "country")] = "countryOfIssue",
        [("legalPerson", "country")] = "countryOfRegistration",
        [("naturalPerson", "country")] = "countryOfResidence",
        [("nameIdentifier", "name")] = "legalPersonName",
    };

    /// <summary>Reads a payload in whatever spelling.</summary>
    /// <exception cref="JsonException">It is no such payload.</exception>
    public static IdentityPayload Read(ReadOnlySpan<byte> utf8)
    {
        var node = JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { MaxDepth = MostDepth });
        return Standard(node, "").Deserialize(Ivms101Json.Default.IdentityPayload) ?? throw new JsonException("The payload is null.");
    }

    private static JsonNode? Standard(JsonNode? node, string place)
    {
        switch (node)
        {
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Standard(item, place))]);
            case JsonObject map:
                var standard = new JsonObject();
                foreach (var (name, value) in map)
                {
                    var known = NameOf(name, place);
                    if (!standard.TryAdd(known, Standard(value, known)))
                    {
                        throw new JsonException($"The member {known} stands twice.");
                    }
                }

                return standard;
            default:
                return node?.DeepClone();
        }
    }

    private static string NameOf(string name, string place)
    {
        var camel = CamelCase(name);
        return There.TryGetValue((place, camel), out var there) ? there : Anywhere.GetValueOrDefault(camel, camel);
    }

    private static string CamelCase(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var parts = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(parts.Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
    }
}
