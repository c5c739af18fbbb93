namespace CryptoVault.Audit.Verification;

/// <summary>What a check of the audit chains found.</summary>
/// <param name="IsIntact">True when nothing is broken.</param>
/// <param name="From">The first day that was checked.</param>
/// <param name="To">The last one.</param>
/// <param name="Records">How many records were found good.</param>
/// <param name="Anchors">How many anchors were held against them.</param>
/// <param name="Streams">Per stream what was found.</param>
/// <param name="Broken">The first break, in the order of streams and places; null when there is none.</param>
public sealed record AuditVerification(
    bool IsIntact, string From, string To, long Records, int Anchors, IReadOnlyList<AuditStreamVerification> Streams, AuditBreak? Broken);

/// <summary>What was found of a stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Days">How many days it has in the range.</param>
/// <param name="Records">How many records were found good.</param>
/// <param name="Head">The hash of the last of them; null when there is none.</param>
public sealed record AuditStreamVerification(string Stream, int Days, long Records, string? Head);

/// <summary>Where a chain is broken.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Day">The day.</param>
/// <param name="Sequence">The place of the first record that is not as it was, from 1.</param>
/// <param name="RecordId">That record's id; null when it is missing.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record AuditBreak(string Stream, string Day, long Sequence, string? RecordId, string Problem);
