using CryptoVault.Storage;

namespace CryptoVault;

/// <summary>What the test assembly does when a test starts it as a process of its own, to be killed.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        [StoreWriter.Command, var file] => await StoreWriter.RunAsync(file),
        _ => 2,
    };
}
