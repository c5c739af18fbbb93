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

    /// <summary>What the routes of all functions begin with, without slashes at its ends; <c>host.json</c>'s <c>routePrefix</c>.</summary>
    public string RoutePrefix { get; init; } = string.Empty;

    /// <summary>Most invocations at a time of a queue function without sessions.</summary>
    public int QueueConcurrency { get; init; } = 16;

    /// <summary>
    /// Most sessions that a queue function handles at a time. <c>host.json</c> may lower it: more sessions at once pay
    /// where each waits for a network; on one disk they only make the commits that they share smaller.
    /// </summary>
    public int QueueSessions { get; init; } = 16;

    /// <summary>Whether the host completes what a queue function left open, when its trigger does not say.</summary>
    public bool QueueAutoComplete { get; init; } = true;

    /// <summary>Most messages in a batch of a queue function.</summary>
    public int QueueBatchSize { get; init; } = 100;

    /// <summary>How often the locks of running queue invocations are looked at; those that end within three times this are prolonged.</summary>
    public TimeSpan QueueLockRenewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long the locks of one queue invocation are prolonged; after that it is delivered again while it still runs.</summary>
    public TimeSpan QueueLockRenewalLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The durable engine.</summary>
    public DurableOptions Durable { get; init; } = new();
}
