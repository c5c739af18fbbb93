using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.SignIn;

/// <summary>
/// Failed sign-ins of late for an e-mail address, in the address's partition, whether it has an account or not: so
/// an unknown address costs the same work and locks the same way as a known one. The same in the user's partition
/// counts codes and passwords that failed once signed in. It goes away by itself.
/// </summary>
/// <param name="Failures">The times of failures that still count.</param>
public sealed record SignInFailuresDocument(IReadOnlyList<DateTimeOffset> Failures) : IDocument<SignInFailuresDocument>
{
    /// <summary>The id, the same in every address's partition.</summary>
    public const string DocumentId = "sign-in-failures";

    /// <summary>No failures.</summary>
    public static SignInFailuresDocument None { get; } = new([]);

    /// <summary>The id of what is counted per source.</summary>
    public static string IdOf(string? source) => source is null ? DocumentId : $"{DocumentId}:{source}";

    /// <inheritdoc />
    public static JsonTypeInfo<SignInFailuresDocument> Json => AccountsJson.Default.SignInFailuresDocument;

    /// <inheritdoc />
    public string Id => IdOf(Source);

    /// <inheritdoc />
    public string Type => "sign-in-failures";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => TimeSpan.FromHours(24);

    /// <summary>The network that the failures came from (its keyed hash); null where all count.</summary>
    public string? Source { get; init; }

    /// <summary>Until when nobody can sign in; null when it was never locked.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>When it was locked last.</summary>
    public DateTimeOffset? LockedAt { get; init; }

    /// <summary>When support lifted the account's locks; those from before, of any source, are over.</summary>
    public DateTimeOffset? LiftedAt { get; init; }

    /// <summary>How often it was locked within a day.</summary>
    public int Locks { get; init; }

    /// <summary>True while it is locked.</summary>
    public bool IsLocked(DateTimeOffset now) => now < LockedUntil;

    /// <summary>Counts a failure; the one too many locks, each time for twice as long.</summary>
    public SignInFailuresDocument Fail(DateTimeOffset now, AccountOptions options) => Fail(now, options.LockOutFailures, options);

    /// <summary>Counts a failure; the last of <paramref name="mostFailures"/> locks, each time for twice as long.</summary>
    public SignInFailuresDocument Fail(DateTimeOffset now, int mostFailures, AccountOptions options)
    {
        if (IsLocked(now))
        {
            return this;
        }

        DateTimeOffset[] counting = [.. Failures.Where(time => now - time < options.LockOutWindow), now];
        if (counting.Length < mostFailures)
        {
            return this with { Failures = counting };
        }

        var length = TimeSpan.FromTicks(Math.Min(options.LockOutWindow.Ticks << Math.Min(Locks, 16), options.LongestLockOut.Ticks));
        return this with { Failures = [], Locks = Locks + 1, LockedAt = now, LockedUntil = now + length };
    }
}
