using CryptoVault.Mail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Threats;

/// <summary>Registers the threat monitoring.</summary>
public static class ThreatServices
{
    /// <summary>For the app that answers requests: counts, raises alerts, tells of them.</summary>
    public static IServiceCollection AddThreats(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(configuration.GetSection("Threats").Get<ThreatOptions>() ?? new ThreatOptions());
        services.TryAddSingleton<SecurityEvents>();
        services.AddSingleton<AlertAddresses>();
        services.AddSingleton<RaiseAlerts>();
        services.AddSingleton<ReadThreats>();
        services.AddHttpClient("alerts", client => client.Timeout = TimeSpan.FromSeconds(10));
        services.AddHostedService<AlertService>();
        return services;
    }

    /// <summary>For the app that sends mails.</summary>
    public static IServiceCollection AddThreatMails(this IServiceCollection services) => services.AddMailTemplate<SecurityAlertMail>();
}

/// <summary>Writes what <see cref="SecurityEvents"/> wishes for, beside the requests.</summary>
internal sealed class AlertService(SecurityEvents events, RaiseAlerts raiseAlerts, ThreatOptions options, TimeProvider clock, ILogger<AlertService> logger) : BackgroundService
{
    private static readonly TimeSpan CountsEvery = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.IsEnabled ? Task.WhenAll(RaiseAsync(stoppingToken), KeepCountsAsync(stoppingToken)) : Task.CompletedTask;

    private async Task RaiseAsync(CancellationToken stopping)
    {
        while (await events.Wishes.WaitToReadAsync(stopping))
        {
            while (events.Wishes.TryRead(out var wish))
            {
                await GuardAsync(() => raiseAlerts.RaiseAsync(wish, stopping));
            }
        }
    }

    private async Task KeepCountsAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(CountsEvery, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await GuardAsync(() => raiseAlerts.KeepCountsAsync(stopping));
        }
    }

    /// <summary>The monitoring goes on, whatever one of its writes met.</summary>
    private async Task GuardAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "An alert or the counts of the day could not be written.");
        }
    }
}
