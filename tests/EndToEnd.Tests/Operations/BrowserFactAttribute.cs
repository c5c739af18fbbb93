namespace CryptoVault.EndToEnd.Tests.Operations;

/// <summary>
/// A test that needs Chromium. Without one it is skipped and says what to install; CI installs one, and fails on
/// tests that are skipped.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Executable is null)
        {
            Skip = "There is no Chromium on this machine: install it (Debian: apt-get install chromium) or name one in the environment variable CHROMIUM.";
        }
    }
}
