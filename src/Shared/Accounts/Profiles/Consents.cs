using CryptoVault.Results;

namespace CryptoVault.Accounts.Profiles;

/// <summary>What customers agree to: documents, each with a version.</summary>
public static class Consents
{
    /// <summary>The names of the documents.</summary>
    public static IReadOnlyList<string> Documents { get; } = ["terms", "privacy", "risk"];

    /// <summary>The version of a document that is in force.</summary>
    public static string VersionOf(string document, AccountOptions options) => document switch
    {
        "terms" => options.TermsVersion,
        "privacy" => options.PrivacyVersion,
        "risk" => options.RiskVersion,
        _ => throw new ArgumentOutOfRangeException(nameof(document), document, "There is no such document."),
    };

    /// <summary>Consent to all documents in force.</summary>
    public static IReadOnlyList<Consent> ToAll(AccountOptions options, DateTimeOffset now) =>
        [.. Documents.Select(document => new Consent(document, VersionOf(document, options), now))];

    /// <summary>The documents whose version in force a customer has not agreed to. Staff need not.</summary>
    public static IReadOnlyList<string> DueFrom(ProfileDocument profile, AccountOptions options) => profile.RoleSet.Has(Role.Customer)
        ? [.. Documents.Where(document => !profile.Consents.Any(consent => consent.Terms == document && consent.Version == VersionOf(document, options)))]
        : [];
}

/// <summary>A consent names a version that is not in force.</summary>
public sealed record ConsentOutdated(string Document, string InForce)
    : ConflictError("CONSENT_OUTDATED", $"The version of '{Document}' in force is {InForce}. Show that one and ask again.");
