using System.Runtime.InteropServices;
using System.Text.Json;

namespace CryptoVault.SecurityAudit.Packages;

/// <summary>Everything that was restored, transitive packages too, from what restore and npm wrote down.</summary>
internal static class UsedPackages
{
    public static IEnumerable<UsedPackage> Read(string root)
    {
        foreach (var project in Directory.EnumerateFiles(root, "*.csproj", SearchOption.AllDirectories).Where(file => !file.Contains("node_modules", StringComparison.Ordinal)))
        {
            var assets = Path.Combine(Path.GetDirectoryName(project)!, "obj", "project.assets.json");
            if (!File.Exists(assets))
            {
                throw new FileNotFoundException($"{Path.GetRelativePath(root, project)} is not restored: build Functions.sln first.", assets);
            }

            foreach (var used in FromAssets(assets, Path.GetRelativePath(root, project)))
            {
                yield return used;
            }
        }

        foreach (var file in Directory.EnumerateFiles(root, "package-lock.json", SearchOption.AllDirectories).Where(file => !file.Contains("node_modules", StringComparison.Ordinal)))
        {
            foreach (var used in FromNpmLock(file, Path.GetRelativePath(root, file)))
            {
                yield return used;
            }
        }

        yield return new UsedPackage("nuget", "Microsoft.NETCore.App", RuntimeVersion(typeof(object)), RuntimeInformation.FrameworkDescription);
        yield return new UsedPackage("nuget", "Microsoft.AspNetCore.App", RuntimeVersion(typeof(Microsoft.AspNetCore.Http.HttpContext)), RuntimeInformation.FrameworkDescription);
    }

    /// <summary>The libraries of a project.assets.json: <c>"Name/1.2.3": { "type": "package" }</c>.</summary>
    internal static IEnumerable<UsedPackage> FromAssets(string file, string by)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var library in document.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() == "package" && library.Name.Split('/') is [var name, var version])
            {
                yield return new UsedPackage("nuget", name, version, by);
            }
        }
    }

    /// <summary>The packages of a package-lock.json of version 2 or 3: <c>"node_modules/name": { "version": "1.2.3" }</c>.</summary>
    internal static IEnumerable<UsedPackage> FromNpmLock(string file, string by)
    {
        const string Folder = "node_modules/";
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var package in document.RootElement.GetProperty("packages").EnumerateObject())
        {
            var at = package.Name.LastIndexOf(Folder, StringComparison.Ordinal);
            if (at >= 0 && package.Value.TryGetProperty("version", out var version))
            {
                yield return new UsedPackage("npm", package.Name[(at + Folder.Length)..], version.GetString()!, by);
            }
        }
    }

    /// <summary>The folder of a shared framework's assembly is named after its version.</summary>
    private static string RuntimeVersion(Type type) => Path.GetFileName(Path.GetDirectoryName(type.Assembly.Location)!);
}
