namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>A test that needs bash and curl, as most machines have them. Without them it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute()
    {
        if (!IsThere("bash") || !IsThere("curl"))
        {
            Skip = "There is no bash or no curl on this machine.";
        }
    }

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
