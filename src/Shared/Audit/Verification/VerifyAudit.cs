using CryptoVault.Audit.Chain;
using CryptoVault.Results;

namespace CryptoVault.Audit.Verification;

/// <summary>The range is not one that can be checked.</summary>
public sealed record AuditRangeInvalid(string Problem) : UnprocessableError("AUDIT_RANGE_INVALID", Problem);

/// <summary>
/// Checks the chains of a range of days: every record by its hash and its link, every day by its head, its seal and the
/// first record of the day after, and all of it by the running heads and the anchors that were written meanwhile.
/// </summary>
public sealed class VerifyAudit(AuditChains chains, AuditSeals seals, TimeProvider clock)
{
    /// <summary>Most days in a range.</summary>
    public const int MostDays = 3660;

    /// <summary>Checks.</summary>
    /// <param name="from">The first day; null for the first of each stream.</param>
    /// <param name="to">The last day; null for today.</param>
    /// <param name="stream">One stream; null for all.</param>
    /// <param name="cancellation">Ends the check.</param>
    public async Task<Result<AuditVerification>> ExecuteAsync(DateOnly? from, DateOnly? to, string? stream, CancellationToken cancellation = default)
    {
        var last = to is null ? AuditDays.Of(clock.GetUtcNow()) : DayOf(to.Value);
        var first = from is null ? null : DayOf(from.Value);
        if (first is not null && (string.CompareOrdinal(first, last) > 0 || AuditDays.StartOf(last) - AuditDays.StartOf(first) > TimeSpan.FromDays(MostDays)))
        {
            return new AuditRangeInvalid($"Expected 1 to {MostDays} days, the first not after the last.");
        }

        var heads = new Dictionary<string, AuditHeadDocument?>(StringComparer.Ordinal);
        foreach (var one in stream is null ? AuditStreams.All : [stream])
        {
            heads[one] = await chains.FindHeadAsync(one, cancellation);
        }

        var earliest = heads.Values.OfType<AuditHeadDocument>().Select(head => head.FirstDay).Order(StringComparer.Ordinal).FirstOrDefault() ?? last;
        var anchors = new AnchoredHeads();
        var broken = await anchors.LoadAsync(chains, seals, first ?? earliest, last, cancellation);
        var streams = new List<AuditStreamVerification>();
        foreach (var (name, head) in heads)
        {
            var check = new StreamCheck(chains, seals, name, anchors);
            broken = await check.RunAsync(head, first, last, cancellation) ?? broken;
            streams.Add(check.Found);
            if (check.IsBroken)
            {
                break;
            }
        }

        return new AuditVerification(broken is null, first ?? earliest, last, streams.Sum(one => one.Records), anchors.Count, streams, broken);
    }

    private static string DayOf(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
