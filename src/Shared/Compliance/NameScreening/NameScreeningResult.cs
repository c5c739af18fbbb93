using System.Text.Json.Serialization;
using CryptoVault.Protection;

namespace CryptoVault.Compliance.NameScreening;

/// <summary>A list that has a name. For reviewers only: a customer is never told of it.</summary>
/// <param name="List">The list, such as <c>sanctions-sdn</c>.</param>
/// <param name="Version">Its version: its content's hash.</param>
/// <param name="Explanation">Which name matched which entry, and how. It names a person, and is kept encrypted.</param>
public sealed record NameHit(string List, string Version, PersonalText Explanation);

/// <summary>What screening of names found, as it is recorded. For reviewers only.</summary>
/// <param name="Time">When they were screened.</param>
/// <param name="ListVersion">The version of all lists together.</param>
/// <param name="ListedNames">How many names the lists held.</param>
/// <param name="Hits">The entries that match; none when all names are clear.</param>
public sealed record NameScreeningResult(string Time, string ListVersion, int ListedNames, IReadOnlyList<NameHit> Hits)
{
    /// <summary>True when a name is on a list: nothing is paid without people.</summary>
    [JsonIgnore]
    public bool IsHit => Hits.Count > 0;
}
