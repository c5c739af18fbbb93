using System.Security.Cryptography;
using CryptoVault.Adapters.Files;
using CryptoVault.Security;

namespace CryptoVault.Shared.Tests.Security;

public sealed class KeyRingFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-keys-").FullName;

    private string File => Path.Combine(folder, "sub", "keys.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Open_AgainAndAgain_GivesTheSameKeys()
    {
        var first = Open();
        var second = Open();

        Assert.Equal(first.Current.KeyId, second.Current.KeyId);
        Assert.Equal(first.Derive("a"), second.Derive("a"));
        Assert.NotEqual(first.Derive("a"), first.Derive("b"));
        Assert.Equal(32, first.Derive("a").Length);
        using var signer = ECDsa.Create(first.Current.Parameters);
        using var verifier = ECDsa.Create(second.Current.Parameters);
        byte[] data = [1, 2, 3];
        Assert.True(verifier.VerifyData(data, signer.SignData(data, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }

    [Fact]
    public async Task Open_ByManyAtOnce_AgreesOnOneFile()
    {
        var rings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Open)));

        Assert.Single(rings.Select(ring => ring.Current.KeyId).Distinct());
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!));
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(File) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"serverSecret":"AAAA","signingKeys":[]}""")]
    [InlineData("not json")]
    public void Open_OfADamagedFile_SaysSoAndLeavesIt(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);

        Assert.Throws<InvalidDataException>(() => Open());
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void KeyId_IsTheThumbprintOfRfc7638()
    {
        var key = Open().Current;
        var (x, y) = key.PublicCoordinates;
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""";

        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(canonical))), key.KeyId);
        Assert.DoesNotContain(System.Buffers.Text.Base64Url.EncodeToString(key.Parameters.D!), key.ToString(), StringComparison.Ordinal);
    }

    private KeyRingFile Open() => KeyRingFile.Open(File, TimeProvider.System, new SystemRandomness());
}
