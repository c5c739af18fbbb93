using CryptoVault.LocalRuntime.ChangeFeed;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.LocalRuntime.Durable.Engine;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalRuntime.Operations;

/// <summary>What the pages show: the host that they are a part of, as soon as it is built.</summary>
internal sealed class HostView(DurableRuntime durable)
{
    private LocalRuntimeHost? host;
    private IReadOnlyList<ITriggerListener> listeners = [];

    public LocalRuntimeHost Host => host ?? throw new InvalidOperationException("The host is not built yet.");

    /// <summary>The change-feed functions' readers.</summary>
    public IEnumerable<FeedReader> Feeds => listeners.OfType<ChangeFeedListener>().SelectMany(l => l.Readers);

    /// <summary>The store of orchestrations; null when no app has any.</summary>
    public WorkflowStore? Workflows => durable.Engine?.Store;

    public IQueueInspector? Queues => Host.Services.GetService<IQueueInspector>();

    public IDocumentStore? Store => Host.Services.GetService<IDocumentStore>();

    public void Show(LocalRuntimeHost built, IReadOnlyList<ITriggerListener> its)
    {
        host = built;
        listeners = its;
    }
}
