using CryptoVault.Adapters.Files;
using CryptoVault.LocalRuntime;
using CryptoVault.Security;

namespace CryptoVault.LocalHost;

/// <summary>
/// Puts a new key-encryption key in force. A running host uses it within a second and puts the customers' data keys under it
/// within a minute; without one the next start does. Old keys stay in the file, for backups.
/// </summary>
internal static class RotateKeysCommand
{
    public static async Task<int> RunAsync(string dataFolder)
    {
        var folder = DataFolder.Look(dataFolder);
        if (!File.Exists(folder.ServiceKeys))
        {
            throw new StartupException([$"There are no service keys in {dataFolder}. Name the data folder with --data."]);
        }

        try
        {
            var keyId = await ServiceKeysFile.Open(folder.ServiceKeys, TimeProvider.System, new SystemRandomness()).RotateWrappingKeyAsync();
            Console.WriteLine($"The key-encryption key {keyId} is in force. Data keys follow within a minute of a running host. Back up {folder.ServiceKeys}.");
            return ExitCodes.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new StartupException([$"The keys were not rotated: {exception.Message}"]);
        }
    }
}
