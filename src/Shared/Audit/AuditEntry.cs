using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.Audit;

/// <summary>What a decision records about itself. Time, correlation id, actor and origin are added where it is recorded.</summary>
/// <param name="Stream">The chain (see <see cref="AuditStreams"/>).</param>
/// <param name="Action">What was done (see <see cref="AuditActions"/>).</param>
/// <param name="Subject">On what: a kind and an id. Never personal data.</param>
public sealed record AuditEntry(string Stream, string Action, string Subject)
{
    /// <summary>Most characters of a value or reason that are kept.</summary>
    public const int LongestValue = 1000;

    /// <summary>Who, where it is not the caller of the request.</summary>
    public AuditActor? Actor { get; init; }

    /// <summary>How it was before, by name.</summary>
    public IReadOnlyDictionary<string, string>? Before { get; init; }

    /// <summary>How it is afterwards, by name.</summary>
    public IReadOnlyDictionary<string, string>? After { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>An entry about a user.</summary>
    public static AuditEntry OfUser(string stream, string action, string userId) => new(stream, action, $"user:{userId}");

    /// <summary>With one value of what it is afterwards.</summary>
    public AuditEntry With(string name, string value) => this with { After = Added(After, name, value) };

    /// <summary>With a value before and after.</summary>
    public AuditEntry Changed(string name, string before, string after) =>
        this with { Before = Added(Before, name, before), After = Added(After, name, after) };

    private static Dictionary<string, string> Added(IReadOnlyDictionary<string, string>? known, string name, string value) =>
        new(known ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [name] = value };
}

/// <summary>How decisions record themselves.</summary>
public static class PartitionAudit
{
    /// <summary>
    /// Within a decision: records it. The record is part of the decision's own commit, so that neither is without the other,
    /// and is chained afterwards by the writer of its stream.
    /// </summary>
    public static void Audit(this PartitionView view, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(entry);
        var (id, now) = view.Stamp();
        var record = new AuditRecord(
            id, entry.Stream, StoredTime.Format(now), entry.Action, entry.Actor ?? view.Origin?.Actor ?? AuditActor.System, entry.Subject, view.CorrelationId)
        {
            Before = Cut(entry.Before),
            After = Cut(entry.After),
            Reason = entry.Reason is null ? null : Cut(entry.Reason),
            Origin = view.Origin?.SealFor(id),
        };
        view.Send(Queues.Audit, $"audit:{id}", entry.Stream, new AuditMessage(entry.Stream, record), AuditJson.Default.AuditMessage);
    }

    private static Dictionary<string, string>? Cut(IReadOnlyDictionary<string, string>? values) =>
        values?.ToDictionary(pair => pair.Key, pair => Cut(pair.Value), StringComparer.Ordinal);

    private static string Cut(string text) => text.Length <= AuditEntry.LongestValue ? text : text[..AuditEntry.LongestValue];
}
