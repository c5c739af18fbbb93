using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.ChangeFeed;

/// <summary>Reads change feeds for the functions of an app, in one process at a time: the one that holds the lease.</summary>
internal sealed class ChangeFeedListener : ITriggerListener, IDisposable
{
    private readonly IDocumentStore store;
    private readonly List<FeedReader> readers;
    private readonly ShutdownTokens tokens;
    private readonly StoreLease lease;
    private Task running = Task.CompletedTask;

    public ChangeFeedListener(FunctionApp app, IEnumerable<(LocalFunction Function, string Container)> functions, RuntimeServices services)
    {
        var logger = services.Logging.CreateLogger<ChangeFeedListener>();
        store = services.Required<IDocumentStore>("Change-feed functions");
        tokens = new ShutdownTokens(logger);
        lease = new StoreLease(store, $"change-feeds-{app.Name}", services.Shared.GetRequiredService<IIds>().New(), HostLease.Options, services.Clock, logger);
        var positions = new StateDocuments<ChangeFeedPosition>(store, ChangeFeedPosition.Partition, logger);
        readers = [.. functions.Select(f => new FeedReader(app, f.Function, f.Container, store, positions, services.Clock, logger))];
    }

    public IReadOnlyList<FeedReader> Readers => readers;

    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var reader in readers)
        {
            try
            {
                await store.ReadChangesAsync(reader.Container, null, 1, cancellation);
            }
            catch (ArgumentException failure)
            {
                throw new StartupException($"{reader.Function.EntryPoint}: container '{reader.Container}' cannot be watched: {failure.Message}", failure);
            }
        }

        running = Task.Run(() => lease.RunAsync(ReadAllAsync, tokens.Stop), CancellationToken.None);
    }

    public Task StopAsync(CancellationToken deadline) => tokens.EndAsync(running, deadline);

    public void Dispose() => tokens.Dispose();

    private async Task ReadAllAsync(CancellationToken leaseOver)
    {
        using var linked = tokens.Linked(leaseOver);
        await Task.WhenAll(readers.Select(r => r.RunAsync(linked)));
    }
}
