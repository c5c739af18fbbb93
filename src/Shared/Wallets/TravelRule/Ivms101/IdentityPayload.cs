using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Wallets.TravelRule.Ivms101;

/// <summary>A name of a natural person (IVMS101, NaturalPersonNameID).</summary>
public sealed record NaturalPersonName(string PrimaryIdentifier, string? SecondaryIdentifier, string NameIdentifierType);

/// <summary>The names of a natural person; at least one is legal.</summary>
public sealed record NaturalPersonNames(IReadOnlyList<NaturalPersonName> NameIdentifier);

/// <summary>A name of a legal person (IVMS101, LegalPersonNameID).</summary>
public sealed record LegalPersonName(string LegalPersonNameText, string LegalPersonNameIdentifierType)
{
    /// <summary>The name; its member is called like its type.</summary>
    [JsonPropertyName("legalPersonName")]
    public string LegalPersonNameText { get; init; } = LegalPersonNameText;
}

/// <summary>The names of a legal person; at least one is legal.</summary>
public sealed record LegalPersonNames(IReadOnlyList<LegalPersonName> NameIdentifier);

/// <summary>An address (IVMS101, Address).</summary>
public sealed record GeographicAddress(
    string AddressType, string? Department, string? SubDepartment, string? StreetName, string? BuildingNumber, string? BuildingName, string? Floor, string? PostBox,
    string? Room, string? PostCode, string? TownName, string? TownLocationName, string? DistrictName, string? CountrySubDivision, IReadOnlyList<string>? AddressLine, string Country);

/// <summary>An identifier that an authority gave (IVMS101, NationalIdentification).</summary>
public sealed record NationalIdentification(string NationalIdentifier, string NationalIdentifierType, string? CountryOfIssue, string? RegistrationAuthority);

/// <summary>When and where somebody was born.</summary>
public sealed record DateAndPlaceOfBirth(string DateOfBirth, string PlaceOfBirth);

/// <summary>A natural person.</summary>
public sealed record NaturalPerson(
    NaturalPersonNames Name, IReadOnlyList<GeographicAddress>? GeographicAddress, NationalIdentification? NationalIdentification, string? CustomerIdentification,
    DateAndPlaceOfBirth? DateAndPlaceOfBirth, string? CountryOfResidence);

/// <summary>A legal person.</summary>
public sealed record LegalPerson(
    LegalPersonNames Name, IReadOnlyList<GeographicAddress>? GeographicAddress, string? CustomerIdentification, NationalIdentification? NationalIdentification,
    string? CountryOfRegistration);

/// <summary>Either a natural or a legal person.</summary>
public sealed record Person(NaturalPerson? NaturalPerson, LegalPerson? LegalPerson)
{
    /// <summary>All names, as they are spoken.</summary>
    [JsonIgnore]
    public IEnumerable<string> Names =>
        (NaturalPerson?.Name.NameIdentifier ?? []).Select(name => $"{name.SecondaryIdentifier} {name.PrimaryIdentifier}".Trim())
        .Concat((LegalPerson?.Name.NameIdentifier ?? []).Select(name => name.LegalPersonNameText));
}

/// <summary>Who pays.</summary>
public sealed record Originator(IReadOnlyList<Person> OriginatorPersons, IReadOnlyList<string>? AccountNumber);

/// <summary>Who is paid.</summary>
public sealed record Beneficiary(IReadOnlyList<Person> BeneficiaryPersons, IReadOnlyList<string>? AccountNumber);

/// <summary>The payer's provider.</summary>
public sealed record OriginatingVasp([property: JsonPropertyName("originatingVASP")] Person? Provider);

/// <summary>The payee's provider.</summary>
public sealed record BeneficiaryVasp([property: JsonPropertyName("beneficiaryVASP")] Person? Provider);

/// <summary>
/// Who pays whom, as providers tell each other: interVASP Messaging Standard IVMS101 (2020), in the member names of its data
/// model. Texts are kept as they are.
/// </summary>
public sealed record IdentityPayload(
    Originator? Originator, Beneficiary? Beneficiary, [property: JsonPropertyName("originatingVASP")] OriginatingVasp? OriginatingVasp,
    [property: JsonPropertyName("beneficiaryVASP")] BeneficiaryVasp? BeneficiaryVasp)
{
    /// <summary>Reads a payload, also with the other spellings of member names that providers use (see <see cref="Spellings"/>).</summary>
    /// <exception cref="JsonException">It is no such payload; unknown members are refused, so that nothing gets lost unseen.</exception>
    public static IdentityPayload Parse(ReadOnlySpan<byte> utf8) => Spellings.Read(utf8);

    /// <summary>Who gets the money, and who keeps it for them, by all names: what is screened.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> BeneficiaryNames =>
        [.. (Beneficiary?.BeneficiaryPersons ?? []).Append(BeneficiaryVasp?.Provider).OfType<Person>().SelectMany(person => person.Names)];

    /// <summary>Writes the payload in the standard's spelling.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Ivms101Json.Default.IdentityPayload);
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(IdentityPayload))]
internal sealed partial class Ivms101Json : JsonSerializerContext;
