namespace CryptoVault.Compliance.AddressScreening;

/// <summary>What screening of an address says.</summary>
public enum AddressScreeningOutcome
{
    /// <summary>The address is on none of the lists.</summary>
    Clear,
    /// <summary>The address is on no list of sanctions, but on one of addresses that stand for risk: what is paid from it is looked at, and what is paid to it scores high.</summary>
    Risky,
    /// <summary>The address is on a list of sanctions, or on our own block list: nothing is paid to it without people.</summary>
    Hit,
}

/// <summary>A list that has the address. For reviewers only: a customer is never told of it.</summary>
/// <param name="List">The list, such as <c>ofac-xbt</c>.</param>
/// <param name="Version">Its version: when it was loaded, or its content's hash.</param>
/// <param name="Explanation">Which entry matched, and how.</param>
public sealed record AddressHit(string List, string Version, string Explanation);

/// <summary>What screening of an address found, as it is recorded. For reviewers only.</summary>
/// <param name="Outcome">What it says.</param>
/// <param name="Time">When it was screened.</param>
/// <param name="ListVersion">The version of all lists together.</param>
/// <param name="ListedAddresses">How many addresses the lists held.</param>
/// <param name="Hits">The lists that have it; none when it is clear.</param>
public sealed record AddressScreeningResult(
    AddressScreeningOutcome Outcome, string Time, string ListVersion, int ListedAddresses, IReadOnlyList<AddressHit> Hits);
