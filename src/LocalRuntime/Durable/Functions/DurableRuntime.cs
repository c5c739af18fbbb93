using System.Text.Json;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CryptoVault.LocalRuntime.Durable.Functions;

/// <summary>The one engine of the host, made when the first app needs it, and what each app has of it.</summary>
internal sealed class DurableRuntime(DurableOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<FunctionApp, (DataConverter Converter, DurableTaskClient Client)> apps = [];
    private DurableEngine? engine;
    private bool listens;

    /// <summary>The engine; null while no app needed it.</summary>
    public DurableEngine? Engine => engine;

    /// <summary>The client of an app.</summary>
    public DurableTaskClient ClientOf(FunctionApp app) => PartsOf(app).Client;

    /// <summary>How an app converts values: as its serializer options say, names without regard to case, like the real worker.</summary>
    public DataConverter ConverterOf(FunctionApp app) => PartsOf(app).Converter;

    /// <summary>Gives the engine functions to run.</summary>
    /// <returns>What starts and stops the engine, for the first caller; null for others.</returns>
    public ITriggerListener? Register(FunctionApp app, Action<FunctionCatalog> add)
    {
        var made = EngineFor(app);
        add(made.Functions);
        lock (gate)
        {
            var isFirst = !listens;
            listens = true;
            return isFirst ? new EngineListener(made) : null;
        }
    }

    private (DataConverter Converter, DurableTaskClient Client) PartsOf(FunctionApp app)
    {
        lock (gate)
        {
            if (!apps.TryGetValue(app, out var parts))
            {
                var serializer = new JsonSerializerOptions(app.Services.GetRequiredService<IOptions<JsonSerializerOptions>>().Value)
                {
                    PropertyNameCaseInsensitive = true,
                };
                var converter = new JsonDataConverter(serializer);
                apps[app] = parts = (converter, EngineFor(app).CreateClient(converter));
            }

            return parts;
        }
    }

    private DurableEngine EngineFor(FunctionApp app)
    {
        lock (gate)
        {
            return engine ??= new DurableEngine(
                app.Services.GetRequiredService<IDocumentStore>(), options, app.Services.GetRequiredService<IIds>(),
                app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<ILoggerFactory>());
        }
    }

    private sealed class EngineListener(DurableEngine engine) : ITriggerListener
    {
        public Task StartAsync(CancellationToken cancellation)
        {
            engine.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken deadline) => engine.StopAsync(deadline);
    }
}
