using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Shared.Tests.Wallets.Bank;

/// <summary>Accounts at banks, and the references by which customers are known there.</summary>
public sealed class BankAddressTests
{
    private const string Iban = "DE89370400440532013000";

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 00", Iban)]
    [InlineData("gb82west12345698765432", "GB82WEST12345698765432")]
    [InlineData("NL91ABNA0417164300", "NL91ABNA0417164300")]
    [InlineData("FR1420041010050500013M02606", "FR1420041010050500013M02606")]
    [InlineData("NO9386011117947", "NO9386011117947")]
    public void Check_OfAnIban_IsValidInOneForm(string sent, string canonical) => Assert.Equal(canonical, NetworkAddresses.Check(NetworkNames.Sepa, sent).Canonical);

    [Theory]
    [InlineData("DE89370400440532013001", AddressProblem.Checksum)]
    [InlineData("DE98370400440532013000", AddressProblem.Checksum)]
    [InlineData("DE8937040044053201300", AddressProblem.Length)]
    [InlineData("US89370400440532013000", AddressProblem.OtherNetwork)]
    [InlineData("DE89-3704-0044-0532", AddressProblem.Character)]
    [InlineData("DE", AddressProblem.OtherNetwork)]
    public void Check_OfWhatIsNoIban_SaysWhy(string sent, AddressProblem problem)
    {
        var check = NetworkAddresses.Check(NetworkNames.Sepa, sent);

        Assert.Equal(problem, check.Problem);
        Assert.NotEmpty(check.Reason);
    }

    [Theory]
    [InlineData("021000021:123456789", AddressProblem.None)]
    [InlineData("011401533: 1111222233330000", AddressProblem.None)]
    [InlineData("021000022:123456789", AddressProblem.Checksum)]
    [InlineData("21000021:123456789", AddressProblem.Length)]
    [InlineData("021000021:123", AddressProblem.Length)]
    [InlineData("021000021", AddressProblem.Content)]
    [InlineData("990000000:123456789", AddressProblem.Content)]
    [InlineData("02100002a:123456789", AddressProblem.Character)]
    public void Check_OfAnAchAccount_VerifiesTheRoutingNumber(string sent, AddressProblem problem) =>
        Assert.Equal(problem, NetworkAddresses.Check(NetworkNames.Ach, sent).Problem);

    [Theory]
    [InlineData("RF18539007547034", true)]
    [InlineData("RF19539007547034", false)]
    [InlineData("RF18", false)]
    public void IsValid_OfACreditorReference_VerifiesItsCheckDigits(string reference, bool isValid) => Assert.Equal(isValid, BankReferences.IsValid(reference));

    [Fact]
    public void Of_CustomersAndRails_AreDifferentValidReferences()
    {
        var references = Enumerable.Range(0, 200).SelectMany(user => new[] { BankReferences.Of(NetworkNames.Sepa, $"{user}"), BankReferences.Of(NetworkNames.Ach, $"{user}") }).ToArray();

        Assert.All(references, reference => Assert.True(BankReferences.IsValid(reference)));
        Assert.Equal(references.Length, references.Distinct().Count());
        Assert.Equal(references[0], BankReferences.Canonical($" {references[0][..4].ToLowerInvariant()} {references[0][4..9]}-{references[0][9..]} "));
    }
}
