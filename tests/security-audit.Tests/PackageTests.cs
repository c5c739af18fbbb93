using CryptoVault.LocalProcess;
using CryptoVault.SecurityAudit.Packages;

namespace CryptoVault.SecurityAudit.Tests;

public sealed class PackageTests
{
    private static readonly IReadOnlyList<Advisory> Advisories = Advisory.Read(Path.Combine(AppContext.BaseDirectory, "advisories.json"));

    [Theory]
    [InlineData("nuget", "Newtonsoft.Json", "12.0.3", true)]
    [InlineData("nuget", "Newtonsoft.Json", "13.0.1", false)]
    [InlineData("nuget", "newtonsoft.json", "9.0.1", true)]
    [InlineData("npm", "Newtonsoft.Json", "12.0.3", false)]
    [InlineData("nuget", "Microsoft.IdentityModel.JsonWebTokens", "5.6.0", true)]
    [InlineData("nuget", "Microsoft.IdentityModel.JsonWebTokens", "5.7.2", false)]
    [InlineData("nuget", "Microsoft.IdentityModel.JsonWebTokens", "6.33.0", true)]
    [InlineData("nuget", "Microsoft.AspNetCore.App", "9.0.9", true)]
    [InlineData("nuget", "Microsoft.AspNetCore.App", "10.0.0", false)]
    [InlineData("npm", "ws", "8.16.0", true)]
    public void Check_PackageAndVersion_IsFoundWhenAnAdvisoryCoversIt(string source, string name, string version, bool isFound)
    {
        var findings = VulnerablePackages.Check([new UsedPackage(source, name, version, "planted")], Advisories);

        Assert.Equal(isFound, findings.Any());
    }

    [Fact]
    public void FromAssets_PlantedFile_TellsPackagesAndLeavesProjectsOut()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "project.assets.json");
        File.WriteAllText(file, """{"libraries":{"Newtonsoft.Json/9.0.1":{"type":"package"},"CryptoVault.Shared/0.1.0":{"type":"project"}}}""");

        Assert.Equal([new UsedPackage("nuget", "Newtonsoft.Json", "9.0.1", "here")], UsedPackages.FromAssets(file, "here"));
    }

    [Fact]
    public void FromNpmLock_PlantedFile_TellsNestedPackagesByTheirOwnName()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "package-lock.json");
        File.WriteAllText(file, """{"packages":{"":{"name":"tests"},"node_modules/a/node_modules/@x/ws":{"version":"8.0.0"}}}""");

        Assert.Equal([new UsedPackage("npm", "@x/ws", "8.0.0", "here")], UsedPackages.FromNpmLock(file, "here"));
    }

    [Fact]
    public void Read_Repository_TellsDirectTransitiveAndFrameworkPackages()
    {
        var names = UsedPackages.Read(Repository.Root).Select(used => used.Name).ToHashSet();

        Assert.Superset(new HashSet<string> { "Microsoft.Azure.Cosmos", "Azure.Core", "azurite", "Microsoft.AspNetCore.App" }, names);
    }
}
