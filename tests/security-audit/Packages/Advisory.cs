using System.Text.Json;
using NuGet.Versioning;

namespace CryptoVault.SecurityAudit.Packages;

/// <summary>A known vulnerability, as GitHub's advisory database publishes it.</summary>
/// <param name="Id">Its GHSA or CVE id.</param>
/// <param name="Source"><c>nuget</c> or <c>npm</c>.</param>
/// <param name="Package">The package's name; the shared frameworks count as packages.</param>
/// <param name="Affected">The ranges of affected versions, in NuGet's notation.</param>
/// <param name="Severity">As published.</param>
/// <param name="Title">What it is.</param>
internal sealed record Advisory(string Id, string Source, string Package, string[] Affected, Severity Severity, string Title)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<Advisory> Read(string file) => JsonSerializer.Deserialize<Advisory[]>(File.ReadAllText(file), Json)
        ?? throw new InvalidDataException($"{file} is no list of advisories.");

    public bool Concerns(UsedPackage used) =>
        used.Source == Source && string.Equals(used.Name, Package, StringComparison.OrdinalIgnoreCase)
        && NuGetVersion.TryParse(used.Version, out var version)
        && Affected.Any(range => VersionRange.Parse(range).Satisfies(version));
}

/// <summary>A package that a project was restored with.</summary>
/// <param name="Source"><c>nuget</c> or <c>npm</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">The resolved version.</param>
/// <param name="By">The lock or assets file that says so, from the repository's root.</param>
internal sealed record UsedPackage(string Source, string Name, string Version, string By);
