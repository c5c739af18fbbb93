namespace CryptoVault.Streams;

/// <summary>Bounds of the streams; configuration section <c>Streams</c>.</summary>
public sealed record StreamOptions
{
    /// <summary>Most connections at once in this process.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Most connections at once from one address.</summary>
    public int MaxPerAddress { get; init; } = 100;

    /// <summary>Most connections at once of one user.</summary>
    public int MaxPerUser { get; init; } = 10;

    /// <summary>Most symbols of one connection.</summary>
    public int MaxSymbols { get; init; } = 20;

    /// <summary>Most events that wait for one connection; who lets more come together is dropped.</summary>
    public int MaxQueuedEvents { get; init; } = 256;

    /// <summary>Most bytes that wait for one connection.</summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>Most private events that are replayed when a stream begins; who missed more reads them over HTTP.</summary>
    public int MaxReplayedEvents { get; init; } = 5_000;

    /// <summary>What happens within this time after events went out, goes out together when it is over.</summary>
    public TimeSpan BatchEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often every connection gets something, at least.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often private events are looked for that another process wrote.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the sessions of open streams are looked at; log-out in this process ends them at once.</summary>
    public TimeSpan SessionCheckEvery { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long the token that a hub is entered with is good for.</summary>
    public TimeSpan HubTokenLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The URL that clients reach this service by; null when it is the one that they call.</summary>
    public string? PublicUrl { get; init; }
}

/// <summary>Why the server ended a stream.</summary>
public static class StreamEnds
{
    /// <summary>More came together than may wait.</summary>
    public const string SlowConsumer = "SLOW_CONSUMER";

    /// <summary>This process stops.</summary>
    public const string ServerStopping = "SERVER_STOPPING";

    /// <summary>The session has ended: log-out, a changed password, a disabled account, its time.</summary>
    public const string SessionEnded = "SESSION_ENDED";

    /// <summary>The client went away.</summary>
    internal const string ClientGone = "CLIENT_GONE";
}

/// <summary>Who holds a stream.</summary>
/// <param name="Address">The address's key (see <see cref="RateLimits.RateKeys"/>).</param>
/// <param name="UserId">The user; null for nobody in particular.</param>
/// <param name="SessionId">The user's session.</param>
public sealed record StreamClient(UInt128 Address, string? UserId = null, string? SessionId = null);
