using CryptoVault.Audit.Chain;

namespace CryptoVault.Audit.Verification;

/// <summary>What anchors say of the chains of a range: which hash stood at which place of which day.</summary>
internal sealed class AnchoredHeads
{
    private readonly Dictionary<(string Stream, string Day), SortedDictionary<long, string>> places = [];

    public int Count { get; private set; }

    /// <summary>Reads the anchors that were made in the range and on the day after it; tells a break of their own chain.</summary>
    public async Task<AuditBreak?> LoadAsync(AuditChains chains, AuditSeals seals, string from, string to, CancellationToken cancellation)
    {
        AuditBreak? broken = null;
        string? before = null;
        string? beforeSha256 = null;
        for (var day = from; string.CompareOrdinal(day, AuditDays.After(to)) <= 0; day = AuditDays.After(day))
        {
            await foreach (var blob in seals.AnchorsOfAsync(day, cancellation))
            {
                var name = blob.Key.Name;
                var anchor = await seals.FindAnchorAsync(name, cancellation);
                var problem = anchor is null ? "cannot be read"
                    : !await seals.IsGoodAsync(anchor, cancellation) ? "is not signed by us"
                    : before is not null && anchor.Previous is not null && (anchor.Previous != before || anchor.PreviousSha256 != beforeSha256) ? "is not bound to the one before it"
                    : null;
                if (problem is not null)
                {
                    broken ??= new AuditBreak("anchors", day, Count + 1, null, $"The anchor {name} {problem}.");
                    continue;
                }

                (before, beforeSha256) = (name, blob.Sha256);
                Add(anchor!);
            }
        }

        if (await chains.FindAnchorAsync(cancellation) is { } newest && IsWithin(newest.Name, from, to) && await seals.FindAnchorAsync(newest.Name, cancellation) is null)
        {
            broken ??= new AuditBreak("anchors", to, Count + 1, null, $"The newest anchor {newest.Name} is missing.");
        }

        return broken;
    }

    /// <summary>What anchors say of a day, in the order of places.</summary>
    public IReadOnlyDictionary<long, string> Of(string stream, string day) =>
        places.TryGetValue((stream, day), out var known) ? known : new Dictionary<long, string>();

    private void Add(AuditAnchor anchor)
    {
        Count++;
        foreach (var head in anchor.Heads)
        {
            if (!places.TryGetValue((head.Stream, head.Day), out var known))
            {
                places[(head.Stream, head.Day)] = known = [];
            }

            known.TryAdd(head.Count, head.Hash);
        }
    }

    private static bool IsWithin(string name, string from, string to) =>
        name.Split('/') is [_, var day, _] && string.CompareOrdinal(from, day) <= 0 && string.CompareOrdinal(day, to) <= 0;
}
