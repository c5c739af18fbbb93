using System.Net.Sockets;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Http;
using CryptoVault.LocalRuntime.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime;

/// <summary>Runs functions apps in this process. Made by <see cref="LocalRuntimeBuilder"/>.</summary>
public sealed class LocalRuntimeHost : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly LocalRuntimeOptions options;
    private readonly IReadOnlyList<FunctionApp> apps;
    private readonly IReadOnlyList<ITriggerListener> listeners;
    private readonly List<IHostedService> startedServices = [];
    private readonly List<ITriggerListener> startedListeners = [];
    private readonly StartGate gate;
    private readonly ILogger logger;
    private bool stopped;
    private bool disposed;

    internal LocalRuntimeHost(
        WebApplication application, LocalRuntimeOptions options, IReadOnlyList<FunctionApp> apps, IReadOnlyList<ITriggerListener> listeners, StartGate gate)
    {
        this.gate = gate;
        logger = application.Services.GetRequiredService<ILogger<LocalRuntimeHost>>();
        this.application = application;
        this.options = options;
        this.apps = apps;
        this.listeners = listeners;
        Functions = [.. apps.SelectMany(a => a.Functions)];
        Timers = [.. listeners.OfType<TimerListener>().SelectMany(l => l.Describe())];
    }

    /// <summary>The functions of all apps.</summary>
    public IReadOnlyList<LocalFunction> Functions { get; }

    /// <summary>The timers of all apps.</summary>
    public IReadOnlyList<LocalTimer> Timers { get; }

    /// <summary>The shared services.</summary>
    public IServiceProvider Services => application.Services;

    /// <summary>The port that the host listens on, once it is started.</summary>
    public int Port { get; private set; }

    /// <summary>The URL that the host listens on, once it is started.</summary>
    public Uri Url => new($"http://{(System.Net.IPAddress.IsLoopback(options.Address) ? "localhost" : options.Address.ToString())}:{Port}");

    /// <summary>Fires when the host is asked to stop.</summary>
    public CancellationToken Stopping => application.Lifetime.ApplicationStopping;

    /// <summary>The services of an app.</summary>
    public IServiceProvider AppServices(string app) => apps.Single(a => a.Name == app).Services;

    /// <summary>
    /// Takes the port, starts the apps' background services and the triggers, then serves requests (those that came
    /// before wait). When it fails, what was started is stopped again.
    /// </summary>
    /// <param name="prepare">What to do with the running apps before the first request is served; null for nothing.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="StartupException">The port is taken, or a part could not start.</exception>
    public async Task StartAsync(Func<Task>? prepare = null, CancellationToken cancellation = default)
    {
        try
        {
            await ListenAsync(cancellation);
            foreach (var service in apps.SelectMany(a => a.Services.GetServices<IHostedService>()))
            {
                await service.StartAsync(cancellation);
                startedServices.Add(service);
            }

            foreach (var listener in listeners)
            {
                await listener.StartAsync(cancellation);
                startedListeners.Add(listener);
            }

            if (prepare is not null)
            {
                await prepare();
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }

        gate.Open();
    }

    /// <summary>
    /// Stops: no new work; what runs may go on for <see cref="LocalRuntimeOptions.DrainTimeout"/>, then it is canceled.
    /// State is safe at any time; stopping only spares repetitions.
    /// </summary>
    public async Task StopAsync()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        using var deadline = new CancellationTokenSource(options.DrainTimeout);
        var serving = application.StopAsync(deadline.Token);

        // Requests may wait for what triggers do; so the triggers go on while requests end, for half of the time.
        await Task.WhenAny(serving, Task.Delay(options.DrainTimeout / 2));
        await Task.WhenAll(startedListeners.Select(l => l.StopAsync(deadline.Token)));
        await serving;
        for (var i = startedServices.Count - 1; i >= 0; i--)
        {
            await StopAsync(startedServices[i], deadline.Token);
        }
    }

    /// <summary>Asks the host to stop; <see cref="WaitForShutdownAsync"/> then stops it.</summary>
    public void RequestStop() => application.Lifetime.StopApplication();

    /// <summary>Waits until the host is asked to stop (Ctrl-C, SIGTERM, <see cref="RequestStop"/>), then stops it.</summary>
    public async Task WaitForShutdownAsync(CancellationToken cancellation = default)
    {
        using var signals = new ShutdownSignals(RequestStop);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopping = application.Lifetime.ApplicationStopping.Register(asked.SetResult);
        await using var canceled = cancellation.Register(RequestStop);
        await asked.Task;
        await StopAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        await StopAsync();
        foreach (var listener in listeners.OfType<IDisposable>())
        {
            listener.Dispose();
        }

        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        await application.DisposeAsync();
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        try
        {
            await application.StartAsync(cancellation);
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException or SocketException)
        {
            throw new StartupException($"Port {options.Port} on {options.Address} cannot be used: {failure.InnerException.Message}", failure);
        }

        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Port = addresses!.Addresses.Select(a => new Uri(a).Port).First();
    }

    private async Task StopAsync(IHostedService service, CancellationToken deadline)
    {
        try
        {
            await service.StopAsync(deadline);
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "{Service} did not stop well.", service.GetType().Name);
        }
    }
}
