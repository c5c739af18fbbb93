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

    /// <inheritdoc />
    public static JsonTypeInfo<SignInFailuresDocument> Json => AccountsJson.Default.SignInFailuresDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "sign-in-failures";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => TimeSpan.FromHours(24);

    /// <summary>Until when nobody can sign in; null when it was never locked.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>How often it was locked within a day.</summary>
    public int Locks { get; init; }

    /// <summary>True while it is locked.</summary>
    public bool IsLocked(DateTimeOffset now) => now < LockedUntil;

    /// <summary>Counts a failure; the one too many locks, each time for twice as long.</summary>
    public SignInFailuresDocument Fail(DateTimeOffset now, AccountOptions options)
    {
        DateTimeOffset[] counting = [.. Failures.Where(time => now - time < options.LockOutWindow), now];
        if (counting.Length < options.LockOutFailures)
        {
            return this with { Failures = counting };
        }

        var length = TimeSpan.FromTicks(Math.Min(options.LockOutWindow.Ticks << Math.Min(Locks, 16), options.LongestLockOut.Ticks));
        return new SignInFailuresDocument([]) { Locks = Locks + 1, LockedUntil = now + length };
    }
}
