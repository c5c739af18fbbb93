using System.Text.Json.Serialization;

namespace CryptoVault.LocalHost.Backups;

/// <summary>What a backup says of itself; the first thing that a restore reads.</summary>
/// <param name="Format">The version of the backup's own layout.</param>
/// <param name="CreatedAt">When the store was copied, in UTC.</param>
/// <param name="StoreVersion">The version of the store's layout.</param>
/// <param name="Sequence">The number of the newest write in the store.</param>
/// <param name="Documents">Documents in the store.</param>
/// <param name="Files">The files by name, with the SHA-256 of each in hexadecimal digits.</param>
internal sealed record BackupManifest(
    int Format, DateTimeOffset CreatedAt, long StoreVersion, long Sequence, long Documents, IReadOnlyDictionary<string, string> Files)
{
    public const int CurrentFormat = 1;

    /// <summary>The manifest's name in the archive.</summary>
    public const string Name = "manifest.json";
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
