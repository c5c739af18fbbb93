namespace CryptoVault.LocalProcess;

/// <summary>A folder of its own that goes with this object.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cryptovault-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
