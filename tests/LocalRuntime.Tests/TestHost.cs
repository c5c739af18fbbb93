using System.Net;
using CryptoVault.LocalRuntime;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests;

/// <summary>A running host with the functions of the named classes, on a free port.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(LocalRuntimeHost host, LogLines logs)
    {
        Host = host;
        Logs = logs;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}/") };
    }

    public LocalRuntimeHost Host { get; }

    public HttpClient Client { get; }

    public LogLines Logs { get; }

    public static async Task<TestHost> StartAsync(
        Action<IFunctionsWorkerApplicationBuilder>? worker = null,
        Action<LocalRuntimeBuilder>? configure = null,
        LocalRuntimeOptions? options = null,
        params Type[] functions)
    {
        var logs = new LogLines();
        var builder = Builder(logs, options, worker, functions);
        configure?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new TestHost(host, logs);
    }

    public static LocalRuntimeBuilder Builder(LogLines logs, LocalRuntimeOptions? options, Action<IFunctionsWorkerApplicationBuilder>? worker, params Type[] functions)
    {
        var builder = new LocalRuntimeBuilder((options ?? new LocalRuntimeOptions()) with { Address = IPAddress.Loopback, Port = 0 });
        builder.Logging.AddProvider(logs);
        builder.AddApp("test", typeof(TestHost).Assembly, app => worker?.Invoke(app), functions.Contains);
        return builder;
    }

    /// <summary>The problems that building a host with these classes reports; empty when it builds.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsOfAsync(params Type[] functions) => await ProblemsOfAsync(_ => { }, functions);

    public static async Task<IReadOnlyList<string>> ProblemsOfAsync(Action<LocalRuntimeBuilder> configure, params Type[] functions)
    {
        var builder = Builder(new LogLines(), null, null, functions);
        configure(builder);
        try
        {
            await using var host = builder.Build();
            return [];
        }
        catch (StartupException failure)
        {
            return failure.Problems;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}

/// <summary>Keeps what was logged.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly List<(LogLevel Level, string Text, Exception? Exception)> lines = [];

    public IReadOnlyList<(LogLevel Level, string Text, Exception? Exception)> All
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (owner.lines)
            {
                owner.lines.Add((logLevel, formatter(state, exception), exception));
            }
        }
    }
}
