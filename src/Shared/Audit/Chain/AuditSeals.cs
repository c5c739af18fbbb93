using System.Text.Json;
using CryptoVault.Blobs;
using CryptoVault.Security;

namespace CryptoVault.Audit.Chain;

/// <summary>The signed end of a day's chain.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Day">The day.</param>
/// <param name="Count">How many records it has.</param>
/// <param name="Hash">The hash of the last one.</param>
/// <param name="Signature">The signature over the four.</param>
public sealed record AuditSeal(string Stream, string Day, long Count, string Hash, SealSignature Signature);

/// <summary>The running heads of all streams at a time, signed, and bound to the anchor before.</summary>
/// <param name="Time">When it was made.</param>
/// <param name="Heads">The heads, in the order of the streams' names.</param>
/// <param name="Previous">The blob's name of the anchor before; null for the first.</param>
/// <param name="PreviousSha256">That blob's checksum.</param>
/// <param name="Signature">The signature over the rest.</param>
public sealed record AuditAnchor(string Time, IReadOnlyList<AnchoredHead> Heads, string? Previous, string? PreviousSha256, SealSignature? Signature);

/// <summary>Signs the ends of days and the running heads, and keeps them in blobs that are written once.</summary>
public sealed class AuditSeals(IBlobStore blobs, IServiceKeys keys)
{
    /// <summary>The container of all blobs of the audit.</summary>
    public const string Container = "audit";

    private static readonly BlobOptions Once = new() { ContentType = "application/json", WriteOnce = true };

    /// <summary>Seals a day that is closed. Sealed again, it is the same seal.</summary>
    public async Task<AuditSeal> SealAsync(AuditDayDocument day, CancellationToken cancellation)
    {
        var key = KeyOf(day.Stream, day.Day);
        var signature = await keys.SignAsync(StatementOf(day.Stream, day.Day, day.Count, day.Hash), cancellation);
        var made = new AuditSeal(day.Stream, day.Day, day.Count, day.Hash, signature);
        var put = await blobs.PutAsync(key, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(made, AuditJson.Default.AuditSeal)), Once, cancellation);
        return put.IsSuccess ? made
            : await FindAsync(day.Stream, day.Day, cancellation) ?? throw new BlobStoreException(BlobFailure.Unavailable, $"The seal {key} was neither written nor found.");
    }

    /// <summary>A day's seal, or null when there is none that can be read.</summary>
    public async Task<AuditSeal?> FindAsync(string stream, string day, CancellationToken cancellation) =>
        Parse(await ReadAsync(KeyOf(stream, day), cancellation), AuditJson.Default.AuditSeal);

    /// <summary>True when the seal says this and is signed by us.</summary>
    public async Task<bool> IsGoodAsync(AuditSeal seal, CancellationToken cancellation) =>
        await keys.VerifyAsync(StatementOf(seal.Stream, seal.Day, seal.Count, seal.Hash), seal.Signature, cancellation);

    /// <summary>Writes an anchor.</summary>
    public async Task<BlobProperties> AnchorAsync(string name, AuditAnchor anchor, CancellationToken cancellation)
    {
        var signed = anchor with { Signature = await keys.SignAsync(StatementOf(anchor), cancellation) };
        var put = await blobs.PutAsync(
            new BlobKey(Container, name), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(signed, AuditJson.Default.AuditAnchor)), Once, cancellation);
        return put.IsSuccess ? put.Value
            : await blobs.FindAsync(new BlobKey(Container, name), cancellation)
                ?? throw new BlobStoreException(BlobFailure.Unavailable, $"The anchor {name} was neither written nor found.");
    }

    /// <summary>An anchor, or null when there is none that can be read.</summary>
    public async Task<AuditAnchor?> FindAnchorAsync(string name, CancellationToken cancellation) =>
        Parse(await ReadAsync(new BlobKey(Container, name), cancellation), AuditJson.Default.AuditAnchor);

    /// <summary>True when an anchor is signed by us.</summary>
    public async Task<bool> IsGoodAsync(AuditAnchor anchor, CancellationToken cancellation) =>
        anchor.Signature is { } signature && await keys.VerifyAsync(StatementOf(anchor), signature, cancellation);

    /// <summary>The anchors that were made on a day, in the order of time.</summary>
    public IAsyncEnumerable<BlobProperties> AnchorsOfAsync(string day, CancellationToken cancellation) =>
        blobs.ListAsync(Container, $"anchors/{day}/", cancellation);

    /// <summary>The name of an anchor of a time.</summary>
    public static string AnchorName(DateTimeOffset time) =>
        $"anchors/{AuditDays.Of(time)}/{time.UtcDateTime.ToString("HHmmss-fffffff", System.Globalization.CultureInfo.InvariantCulture)}.json";

    private static BlobKey KeyOf(string stream, string day) => new(Container, $"seals/{stream}/{day}.json");

    private static byte[] StatementOf(string stream, string day, long count, string hash) =>
        JsonSerializer.SerializeToUtf8Bytes(new AuditSeal(stream, day, count, hash, new SealSignature("cryptovault-audit-seal-v1", "")), AuditJson.Default.AuditSeal);

    private static byte[] StatementOf(AuditAnchor anchor) =>
        JsonSerializer.SerializeToUtf8Bytes(anchor with { Signature = new SealSignature("cryptovault-audit-anchor-v1", "") }, AuditJson.Default.AuditAnchor);

    private static T? Parse<T>(byte[]? content, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) where T : class
    {
        try
        {
            return content is null ? null : JsonSerializer.Deserialize(content, json);
        }
        catch (JsonException)
        {
            return null; // whoever asks reports it as missing
        }
    }

    private async Task<byte[]?> ReadAsync(BlobKey key, CancellationToken cancellation)
    {
        try
        {
            await using var blob = await blobs.OpenAsync(key, cancellation);
            if (blob is null)
            {
                return null;
            }

            var content = new MemoryStream();
            await blob.Content.CopyToAsync(content, cancellation);
            return content.ToArray();
        }
        catch (BlobStoreException exception) when (exception.Failure == BlobFailure.Damaged)
        {
            return null; // whoever asks reports it as missing
        }
    }
}
