using System.Net;
using CryptoVault.LocalRuntime.Durable;

namespace CryptoVault.LocalRuntime;

/// <summary>Where and how the local runtime listens.</summary>
public sealed record LocalRuntimeOptions
{
    /// <summary>The address to listen on; loopback by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any free one.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>Origins whose browsers may call, as <c>local.settings.json</c> names them; empty for none, <c>*</c> for any.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>True when answers to the <see cref="CorsOrigins"/> may carry credentials.</summary>
    public bool CorsCredentials { get; init; }

    /// <summary>How long running invocations may go on when the host stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest request body in bytes.</summary>
    public long MaxRequestBodyBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Most sessions or single messages that a queue function handles at a time.</summary>
    public int QueueConcurrency { get; init; } = 16;

    /// <summary>Most messages in a batch of a queue function.</summary>
    public int QueueBatchSize { get; init; } = 100;

    /// <summary>How often the locks of running queue invocations are looked at; those that end within three times this are prolonged.</summary>
    public TimeSpan QueueLockRenewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The durable engine.</summary>
    public DurableOptions Durable { get; init; } = new();
}
