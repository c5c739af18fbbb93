using System.Globalization;
using System.Text;
using CryptoVault.Accounts;
using CryptoVault.Accounts.FirstAdmin;

namespace CryptoVault.Adapters.Files;

/// <summary>Shows the set-up code on the console and in a file that only its owner can read; never in a log.</summary>
public sealed class SetupCodeFile(AccountOptions options, TextWriter console) : ISetupCodePlace
{
    /// <inheritdoc />
    public bool HasCode => options.AdminSetupCodeFile.Length > 0 && File.Exists(options.AdminSetupCodeFile);

    /// <inheritdoc />
    public void Put(string code, DateTimeOffset expiresAt)
    {
        if (options.AdminSetupCodeFile.Length > 0)
        {
            PrivateFile.Write(options.AdminSetupCodeFile, Encoding.ASCII.GetBytes(code + "\n"));
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Admin set-up code: {code} (until {expiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC)"));
    }

    /// <inheritdoc />
    public void Remove()
    {
        if (HasCode)
        {
            File.Delete(options.AdminSetupCodeFile);
        }
    }
}
