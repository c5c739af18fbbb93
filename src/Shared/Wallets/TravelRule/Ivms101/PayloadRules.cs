using System.Globalization;
using CryptoVault.Accounts;
using CryptoVault.Results;

namespace CryptoVault.Wallets.TravelRule.Ivms101;

/// <summary>The rules of IVMS101's data model (section 5 and 6: data types, code lists, constraints C1 to C12) that a payload must keep.</summary>
public static class PayloadRules
{
    private const int LongestName = 100;

    private static readonly string[] NaturalNameTypes = ["ALIA", "BIRT", "MAID", "LEGL", "MISC"];
    private static readonly string[] LegalNameTypes = ["LEGL", "SHRT", "TRAD"];
    private static readonly string[] AddressTypes = ["HOME", "BIZZ", "GEOG"];
    private static readonly string[] IdentifierTypes = ["ARNU", "CCPT", "RAID", "DRLC", "FIIN", "TXID", "SOCS", "IDCD", "LEIX", "MISC"];
    private static readonly string[] LegalIdentifierTypes = ["RAID", "MISC", "LEIX", "TXID"];

    /// <summary>What is wrong with a payload, by JSON pointer; none when it is as it must be.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="today">The day, for dates of birth.</param>
    public static IReadOnlyList<FieldError> Check(IdentityPayload payload, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var check = new Checker(today);
        check.Persons("/originator/originatorPersons", payload.Originator?.OriginatorPersons, isOriginator: true);
        check.Persons("/beneficiary/beneficiaryPersons", payload.Beneficiary?.BeneficiaryPersons, isOriginator: false);
        check.Provider("/originatingVASP/originatingVASP", payload.OriginatingVasp?.Provider);
        check.Provider("/beneficiaryVASP/beneficiaryVASP", payload.BeneficiaryVasp?.Provider);
        return check.Errors;
    }

    private sealed class Checker(DateOnly today)
    {
        public List<FieldError> Errors { get; } = [];

        public void Persons(string at, IReadOnlyList<Person>? persons, bool isOriginator)
        {
            if (persons is not { Count: > 0 })
            {
                Refuse(at, "REQUIRED", "At least one person is needed.");
                return;
            }

            for (var i = 0; i < persons.Count; i++)
            {
                Person($"{at}/{i}", persons[i], isOriginator);
            }
        }

        public void Provider(string at, Person? provider)
        {
            if (provider is not null)
            {
                Person(at, provider, isOriginator: false);
            }
        }

        private void Person(string at, Person person, bool isOriginator)
        {
            if (person.NaturalPerson is null == person.LegalPerson is null)
            {
                Refuse(at, "EXACTLY_ONE", "A person is either natural or legal.");
            }
            else if (person.NaturalPerson is { } natural)
            {
                Natural($"{at}/naturalPerson", natural, isOriginator);
            }
            else
            {
                Legal($"{at}/legalPerson", person.LegalPerson!);
            }
        }

        private void Natural(string at, NaturalPerson person, bool isOriginator)
        {
            var names = person.Name.NameIdentifier;
            for (var i = 0; i < names.Count; i++)
            {
                Name($"{at}/name/nameIdentifier/{i}/primaryIdentifier", names[i].PrimaryIdentifier);
                OneOf($"{at}/name/nameIdentifier/{i}/nameIdentifierType", names[i].NameIdentifierType, NaturalNameTypes);
            }

            HasLegalName(at, names.Select(name => name.NameIdentifierType));
            Addresses(at, person.GeographicAddress);
            Identifier(at, person.NationalIdentification, IdentifierTypes);
            Country($"{at}/countryOfResidence", person.CountryOfResidence);
            if (person.DateAndPlaceOfBirth is { } birth
                && (!DateOnly.TryParseExact(birth.DateOfBirth, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date >= today))
            {
                Refuse($"{at}/dateAndPlaceOfBirth/dateOfBirth", "INVALID_DATE", "Expected a day of the past, such as 1990-12-31 (C2).");
            }

            if (isOriginator && person is { GeographicAddress: not { Count: > 0 }, CustomerIdentification: null, NationalIdentification: null, DateAndPlaceOfBirth: null })
            {
                Refuse(at, "REQUIRED", "An originator has an address, a customer number, a national identifier or a date and place of birth (C1).");
            }
        }

        private void Legal(string at, LegalPerson person)
        {
            var names = person.Name.NameIdentifier;
            for (var i = 0; i < names.Count; i++)
            {
                Name($"{at}/name/nameIdentifier/{i}/legalPersonName", names[i].LegalPersonNameText);
                OneOf($"{at}/name/nameIdentifier/{i}/legalPersonNameIdentifierType", names[i].LegalPersonNameIdentifierType, LegalNameTypes);
            }

            HasLegalName(at, names.Select(name => name.LegalPersonNameIdentifierType));
            Addresses(at, person.GeographicAddress);
            Identifier(at, person.NationalIdentification, LegalIdentifierTypes);
            Country($"{at}/countryOfRegistration", person.CountryOfRegistration);
        }

        private void HasLegalName(string at, IEnumerable<string> types)
        {
            if (!types.Contains("LEGL"))
            {
                Refuse($"{at}/name/nameIdentifier", "REQUIRED", "At least one name is legal: LEGL (C5, C6).");
            }
        }

        private void Addresses(string at, IReadOnlyList<GeographicAddress>? addresses)
        {
            for (var i = 0; i < addresses?.Count; i++)
            {
                var (one, place) = (addresses[i], $"{at}/geographicAddress/{i}");
                OneOf($"{place}/addressType", one.AddressType, AddressTypes);
                Country($"{place}/country", one.Country);
                if (one.AddressLine is not { Count: > 0 } && (one.StreetName is null || (one.BuildingName is null && one.BuildingNumber is null)))
                {
                    Refuse(place, "REQUIRED", "An address has lines, or a street with a building's name or number (C8).");
                }
            }
        }

        private void Identifier(string at, NationalIdentification? identifier, string[] types)
        {
            if (identifier is null)
            {
                return;
            }

            OneOf($"{at}/nationalIdentification/nationalIdentifierType", identifier.NationalIdentifierType, types);
            Country($"{at}/nationalIdentification/countryOfIssue", identifier.CountryOfIssue);
            if (identifier.NationalIdentifierType == "LEIX" && !(identifier.NationalIdentifier.Length == 20 && identifier.NationalIdentifier.All(char.IsAsciiLetterOrDigit)))
            {
                Refuse($"{at}/nationalIdentification/nationalIdentifier", "INVALID_LEI", "A legal entity identifier (ISO 17442) has 20 letters and digits (C11).");
            }
        }

        private void Name(string at, string name)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
            {
                Refuse(at, name.Length > LongestName ? "TOO_LONG" : "TOO_SHORT", $"A name has 1 to {LongestName} characters.", $"1..{LongestName}");
            }
        }

        private void Country(string at, string? code)
        {
            if (code is not null && !Countries.IsCode(code))
            {
                Refuse(at, "INVALID_COUNTRY", "Expected a country code of ISO 3166-1, such as DE (C3).");
            }
        }

        private void OneOf(string at, string value, string[] known)
        {
            if (!known.Contains(value))
            {
                Refuse(at, "NOT_ONE_OF", $"Expected one of: {string.Join(", ", known)}.", string.Join(", ", known));
            }
        }

        private void Refuse(string at, string code, string message, string? bound = null) => Errors.Add(new FieldError(at, code, message, null, bound));
    }
}
