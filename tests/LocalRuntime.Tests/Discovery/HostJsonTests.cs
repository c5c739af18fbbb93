using CryptoVault.LocalRuntime.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests.Discovery;

public sealed class HostJsonTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Read_WithWhatMattersHere_IsDone()
    {
        var options = Read("""
            {
              // as host.json files have them
              "version": "2.0",
              "functionTimeout": "00:10:00",
              "logging": { "applicationInsights": { "samplingSettings": { "isEnabled": true } } },
              "extensions": {
                "http": { "routePrefix": "", "hsts": { "isEnabled": true } },
                "serviceBus": {
                  "maxConcurrentSessions": 7, "maxConcurrentCalls": 5, "maxMessageBatchSize": 3, "autoCompleteMessages": false,
                  "maxAutoLockRenewalDuration": "00:02:00", "clientRetryOptions": { "mode": "exponential" }
                },
                "durableTask": { "hubName": "%Hub%", "maxConcurrentActivityFunctions": 9 }
              }
            }
            """).Options;

        Assert.Equal(("", 7, 5, 3, false), (options.RoutePrefix, options.QueueSessions, options.QueueConcurrency, options.QueueBatchSize, options.QueueAutoComplete));
        Assert.Equal((TimeSpan.FromMinutes(2), 9), (options.QueueLockRenewalLimit, options.Durable.MaxConcurrentActivities));
    }

    [Fact]
    public void Read_WithMoreSessionsThanPayHere_KeepsThoseThatDo() =>
        Assert.Equal(16, Read("""{"version":"2.0","extensions":{"serviceBus":{"maxConcurrentSessions":64}}}""").Options.QueueSessions);

    [Fact]
    public void Read_WithoutARoutePrefix_HasTheRealHostsDefault() => Assert.Equal("api", Read("""{"version":"2.0"}""").Options.RoutePrefix);

    [Fact]
    public void Read_OfTheProductsOwnFile_IsSupported()
    {
        var options = HostJson.Read(Path.Combine(AppContext.BaseDirectory, "product-host.json"), new LocalRuntimeOptions()).Options;

        Assert.Equal("", options.RoutePrefix);
        Assert.False(options.QueueAutoComplete);
    }

    [Theory]
    [InlineData("""{"version":"2.0","extensions":{"eventHubs":{"prefetchCount":1}}}""", "'extensions.eventHubs.prefetchCount' is not supported by the local runtime.")]
    [InlineData("""{"version":"2.0","extensions":{"serviceBus":{"minMessageBatchSize":5}}}""", "'extensions.serviceBus.minMessageBatchSize' is not supported")]
    [InlineData("""{"version":"2.0","extensions":{"serviceBus":{"maxConcurrentSessions":0}}}""", "'extensions.serviceBus.maxConcurrentSessions' cannot be 0.")]
    [InlineData("""{"version":"2.0","extensions":{"http":{"routePrefix":"/api"}}}""", "'extensions.http.routePrefix' cannot be \"/api\".")]
    [InlineData("""{"version":"2.0","logging":{"logLevel":{"default":"Loud"}}}""", "'logging.logLevel.default' cannot be \"Loud\".")]
    [InlineData("""{"version":"3.0"}""", "'version' cannot be \"3.0\".")]
    [InlineData("{}", "'version' is missing")]
    [InlineData("{", "this is no JSON")]
    public void Read_WithWhatIsNotSupported_IsRefusedAndNamesIt(string json, string expected)
    {
        var failure = Assert.Throws<StartupException>(() => Read(json));

        Assert.Contains(expected, Assert.Single(failure.Problems), StringComparison.Ordinal);
        Assert.StartsWith(file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetLevels_OfCategories_DecideWhatIsLogged()
    {
        var hostJson = Read("""{"version":"2.0","logging":{"logLevel":{"default":"Warning","Loud.Part":"Debug","Silent":"None"}}}""");
        using var services = new ServiceCollection().AddLogging(logging =>
        {
            logging.AddProvider(new LogLines());
            hostJson.SetLevels(logging);
        }).BuildServiceProvider();
        var loggers = services.GetRequiredService<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("Other").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("Other").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("Loud.Part.Of").IsEnabled(LogLevel.Debug));
        Assert.False(loggers.CreateLogger("Silent").IsEnabled(LogLevel.Critical));
    }

    private HostJson Read(string json)
    {
        File.WriteAllText(file, json);
        return HostJson.Read(file, new LocalRuntimeOptions());
    }
}
