using System.Globalization;
using CryptoVault.Audit.Chain;
using CryptoVault.Blobs;
using CryptoVault.Security;

namespace CryptoVault.Audit.Verification;

/// <summary>Checks the days of one stream, one after another.</summary>
internal sealed class StreamCheck(AuditChains chains, AuditSeals seals, string stream, AnchoredHeads anchors)
{
    private long records;
    private int days;
    private string? hash;

    /// <summary>The day checked before, with its end; null before the first.</summary>
    private (string Day, long Count, string Hash)? before;

    public bool IsBroken { get; private set; }

    public AuditStreamVerification Found => new(stream, days, records, hash);

    /// <summary>Checks; the first break, or null.</summary>
    public async Task<AuditBreak?> RunAsync(AuditHeadDocument? head, string? from, string to, CancellationToken cancellation)
    {
        var broken = head is null
            ? await chains.HasRecordsAsync(stream, cancellation) ? new AuditBreak(stream, to, 0, null, "The stream's running head is missing.") : null
            : await CheckDaysAsync(head, from, to, cancellation);
        IsBroken = broken is not null;
        return broken;
    }

    private async Task<AuditBreak?> CheckDaysAsync(AuditHeadDocument head, string? from, string to, CancellationToken cancellation)
    {
        var start = from is not null && string.CompareOrdinal(from, head.FirstDay) > 0 ? from : head.FirstDay;
        var end = string.CompareOrdinal(to, head.Day) > 0 ? head.Day : to;
        for (var day = start; string.CompareOrdinal(day, end) <= 0; day = AuditDays.After(day))
        {
            if (await CheckDayAsync(head, day, cancellation) is { } broken)
            {
                return broken;
            }
        }

        return await CheckNextAsync(head, start, end, cancellation);
    }

    private async Task<AuditBreak?> CheckDayAsync(AuditHeadDocument head, string day, CancellationToken cancellation)
    {
        var end = await chains.FindDayAsync(stream, day, cancellation);
        var isFirst = day == head.FirstDay;
        var walk = new ChainWalk(stream, day, isFirst ? AuditLink.Genesis : before?.Hash);
        var expected = Expected(head, day, end);

        try
        {
            await foreach (var stored in chains.ReadAsync(stream, day, end, cancellation))
            {
                var sequence = walk.Count + 1;
                if (walk.Take(stored.Span) is { } problem)
                {
                    return new AuditBreak(stream, day, sequence, walk.RecordId, problem);
                }

                if (Contradiction(walk, day, expected) is { } contradiction)
                {
                    return contradiction;
                }
            }
        }
        catch (BlobStoreException exception) when (exception.Failure == BlobFailure.Damaged)
        {
            return new AuditBreak(stream, day, walk.Count + 1, null, exception.Message);
        }
        catch (InvalidDataException)
        {
            return new AuditBreak(stream, day, walk.Count + 1, null, "The archive cannot be decompressed.");
        }

        var most = expected.Count == 0 ? 0 : expected.Keys.Max();
        if (walk.Count < most)
        {
            return new AuditBreak(stream, day, walk.Count + 1, null, $"The newest records are missing: {most} were chained, {walk.Count} are there.");
        }

        return walk.Count == 0 && end is null ? null : await FinishDayAsync(head, day, end, walk, cancellation);
    }

    private async Task<AuditBreak?> FinishDayAsync(AuditHeadDocument head, string day, AuditDayDocument? end, ChainWalk walk, CancellationToken cancellation)
    {
        var isNewest = day == head.Day;
        if (end is null || (end.Count != walk.Count && !(isNewest && walk.Count > end.Count)))
        {
            return new AuditBreak(stream, day, walk.Count + 1, null, $"The day's head does not fit: it says {end?.Count.ToString(CultureInfo.InvariantCulture) ?? "nothing"}, {walk.Count} records are there.");
        }

        if (day != head.FirstDay && await CheckFirstAsync(day, walk.First, cancellation) is { } unsealed)
        {
            return unsealed;
        }

        if (!isNewest)
        {
            var seal = await seals.FindAsync(stream, day, cancellation);
            if (seal is null || seal.Count != walk.Count || seal.Hash != walk.Hash || seal.Stream != stream || seal.Day != day || !await seals.IsGoodAsync(seal, cancellation))
            {
                return new AuditBreak(stream, day, walk.Count, null, seal is null ? "The day's seal is missing." : "The day's seal says otherwise, or is not signed by us.");
            }
        }

        days++;
        records += walk.Count;
        hash = walk.Hash;
        before = (day, walk.Count, walk.Hash!);
        return null;
    }

    /// <summary>The first record of a day repeats the seal of the day before.</summary>
    private async Task<AuditBreak?> CheckFirstAsync(string day, AuditRecord? first, CancellationToken cancellation)
    {
        var broken = new AuditBreak(stream, day, 1, first?.Id, "The day does not begin with the seal of the day before it.");
        var prefix = $"audit:{stream}:";
        if (first is not { Action: AuditActions.DaySealed, After: { } told } || !first.Subject.StartsWith(prefix, StringComparison.Ordinal)
            || !long.TryParse(told.GetValueOrDefault("count"), out var count) || told.GetValueOrDefault("hash") is not { } hash)
        {
            return broken;
        }

        var seal = new AuditSeal(
            stream, first.Subject[prefix.Length..], count, hash, new SealSignature(told.GetValueOrDefault("keyId", ""), told.GetValueOrDefault("signature", "")));
        if (!await seals.IsGoodAsync(seal, cancellation))
        {
            return broken with { Problem = "The seal of the day before is not signed by us." };
        }

        return before is { } known && known != (seal.Day, seal.Count, seal.Hash)
            ? broken with { Problem = $"The day before is sealed as {seal.Day} with {seal.Count} records; found is {known.Day} with {known.Count}." }
            : null;
    }

    /// <summary>A last day of the range that is gone altogether shows in what the next day begins with.</summary>
    private async Task<AuditBreak?> CheckNextAsync(AuditHeadDocument head, string start, string end, CancellationToken cancellation)
    {
        for (var day = AuditDays.After(end); string.CompareOrdinal(day, head.Day) <= 0; day = AuditDays.After(day))
        {
            await foreach (var stored in chains.ReadAsync(stream, day, await chains.FindDayAsync(stream, day, cancellation), cancellation))
            {
                var walk = new ChainWalk(stream, day, before?.Hash);
                if (walk.Take(stored.Span) is { } problem)
                {
                    return new AuditBreak(stream, day, 1, walk.RecordId, problem);
                }

                var isGone = before is null && string.CompareOrdinal(walk.First!.Subject, $"audit:{stream}:{start}") >= 0;
                return isGone
                    ? new AuditBreak(stream, walk.First!.Subject[^start.Length..], 1, null, "The day is sealed, and its records are missing.")
                    : await CheckFirstAsync(day, walk.First, cancellation);
            }
        }

        return null;
    }

    /// <summary>Which hash must stand at which place: by the anchors, the running head, and the day's own head.</summary>
    private Dictionary<long, string> Expected(AuditHeadDocument head, string day, AuditDayDocument? end)
    {
        var expected = anchors.Of(stream, day).Where(place => place.Key > 0).ToDictionary();
        if (head.Day == day && head.Count > 0)
        {
            expected.TryAdd(head.Count, head.Hash);
        }

        if (end is { Count: > 0 })
        {
            expected.TryAdd(end.Count, end.Hash);
        }

        return expected;
    }

    private AuditBreak? Contradiction(ChainWalk walk, string day, Dictionary<long, string> expected) =>
        expected.TryGetValue(walk.Count, out var hash) && hash != walk.Hash
            ? new AuditBreak(stream, day, walk.Count, walk.RecordId, "Another record stood here: an anchor or head says so.")
            : null;
}
