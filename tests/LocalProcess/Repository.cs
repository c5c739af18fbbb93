namespace CryptoVault.LocalProcess;

/// <summary>Finds what was built beside this program.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: as this program was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The local host's assembly in its own output folder.</summary>
    public static string HostAssembly => Output("LocalHost", "CryptoVault.LocalHost.dll");

    /// <summary>The demo player's assembly in its own output folder.</summary>
    public static string PlayerAssembly => Output("DemoPlayer", "CryptoVault.DemoPlayer.dll");

    /// <summary>The dotnet command that runs this program.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    private static string Output(string project, string assembly)
    {
        var file = Path.Combine(Root, "src", project, "bin", Configuration, "net10.0", assembly);
        return File.Exists(file) ? file : throw new FileNotFoundException($"{file} is missing: build the solution first.", file);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Functions.sln above {AppContext.BaseDirectory}.");
    }
}
