using CryptoVault.Functions.Http.Api;
using CryptoVault.Results;
using CryptoVault.Wallets.TravelRule;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>The customer's own name.</summary>
internal sealed record TravelRuleOriginator(string LastName, string? FirstName = null);

/// <summary>Who is paid: a person or a company.</summary>
internal sealed record TravelRuleBeneficiary(string? LastName = null, string? FirstName = null, string? CompanyName = null, string? Country = null);

/// <summary>Who pays whom, as the Travel Rule asks.</summary>
internal sealed record TravelRuleRequest(
    WalletKind Wallet, TravelRuleOriginator Originator, TravelRuleBeneficiary Beneficiary, string? ProviderName = null, string? ProviderLei = null)
{
    public void Check(FieldChecks check)
    {
        check.Text("/travelRule/originator/lastName", Originator.LastName, 1, 100);
        check.Text("/travelRule/originator/firstName", Originator.FirstName, 1, 100);
        check.Text("/travelRule/beneficiary/lastName", Beneficiary.LastName, 1, 100);
        check.Text("/travelRule/beneficiary/firstName", Beneficiary.FirstName, 1, 100);
        check.Text("/travelRule/beneficiary/companyName", Beneficiary.CompanyName, 1, 100);
        check.Text("/travelRule/providerName", ProviderName, 1, 100);
        check.Text("/travelRule/providerLei", ProviderLei, 20, 20);
        if (Beneficiary.LastName is null == Beneficiary.CompanyName is null)
        {
            check.Refuse(new FieldError("/travelRule/beneficiary", "EXACTLY_ONE", "Name either the person by lastName or the company by companyName."));
        }
    }

    public TravelRuleData ToData() => new(Wallet, Originator.LastName, Originator.FirstName, Beneficiary.CompanyName ?? Beneficiary.LastName!, Beneficiary.FirstName)
    {
        IsCompany = Beneficiary.CompanyName is not null,
        BeneficiaryCountry = Beneficiary.Country,
        ProviderName = ProviderName,
        ProviderLei = ProviderLei,
    };
}
