namespace CryptoVault.SecurityAudit.Packages;

/// <summary>Restored packages that an advisory names.</summary>
internal static class VulnerablePackages
{
    public static IEnumerable<Finding> Check(IEnumerable<UsedPackage> packages, IReadOnlyList<Advisory> advisories) =>
        from used in packages
        group used.By by (used.Source, used.Name, used.Version) into same
        let used = new UsedPackage(same.Key.Source, same.Key.Name, same.Key.Version, string.Join(", ", same.Distinct().Order(StringComparer.Ordinal).Take(3)))
        from advisory in advisories
        where advisory.Concerns(used)
        select new Finding("vulnerable-package", advisory.Severity, $"{used.Source}:{used.Name}", 0, $"{used.Version} has {advisory.Id} ({advisory.Title}); used by {used.By}");
}
