using CryptoVault.SecurityAudit.Packages;
using CryptoVault.SecurityAudit.Rules;

namespace CryptoVault.SecurityAudit;

/// <summary>All rules over all files, and the advisories over all restored packages.</summary>
internal static class RepositoryAudit
{
    public static IReadOnlyList<ISourceRule> Rules { get; } =
        [new DebugOutput(), new HardCodedSecrets(), new StringBuiltQueries(), new MissingPolicies(), new UnsafeDeserialization(), new WeakCryptography()];

    public static IReadOnlyList<Finding> Run(string root)
    {
        var advisories = Advisory.Read(Path.Combine(AppContext.BaseDirectory, "advisories.json"));
        return [.. SourceTree.Read(root).SelectMany(Check), .. VulnerablePackages.Check(UsedPackages.Read(root), advisories)];
    }

    public static IEnumerable<Finding> Check(SourceFile file) => Rules.SelectMany(rule => rule.Check(file));
}
