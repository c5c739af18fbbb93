using System.Buffers.Binary;
using System.Security.Cryptography;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.RateLimits;

/// <summary>Leases tokens of a bucket that several instances share.</summary>
public sealed class LeaseTokens(Partitions partitions, IKeyRing keys, TimeProvider clock, ILogger<LeaseTokens> logger)
{
    private readonly byte[] key = keys.Derive("rate-limits-v1");

    /// <summary>Takes up to so many tokens.</summary>
    /// <returns>How many were taken; null when the store cannot say.</returns>
    public async Task<int?> ExecuteAsync(RateLimit limit, UInt128 who, int most)
    {
        try
        {
            var leased = await partitions.DecideAsync(PartitionOf(limit, who), view => Lease(view, limit, most, clock.GetUtcNow().UtcTicks));
            return leased.IsSuccess ? leased.Value : null;
        }
        catch (StoreException exception)
        {
            logger.LogWarning(exception, "No tokens of '{Limit}' can be leased now; this instance counts alone.", limit.Name);
            return null;
        }
    }

    /// <summary>The decision.</summary>
    internal static Result<int> Lease(PartitionView view, RateLimit limit, int most, long now)
    {
        var known = view.Find<RateLimitDocument>(RateLimitDocument.DocumentId);
        var (fullAt, taken) = limit.TakeUpTo(known?.FullAt ?? 0, now, most);
        if (taken > 0)
        {
            view.Put(new RateLimitDocument(fullAt, limit.TimeToFill));
        }

        return taken;
    }

    private PartitionKey PartitionOf(RateLimit limit, UInt128 who)
    {
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, who);
        HMACSHA256.HashData(key, bytes, hash);
        return new PartitionKey("system", $"rate-limit:{limit.Name}:{Convert.ToHexStringLower(hash[..16])}");
    }
}
