using CryptoVault.Adapters.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Mail;

/// <summary>Registers what orders and sends mails.</summary>
public static class MailServices
{
    /// <summary>For apps that order mails: tokens. Needs an <c>IKeyRing</c>.</summary>
    public static IServiceCollection AddMailTokens(this IServiceCollection services)
    {
        services.TryAddSingleton<MailTokens>();
        return services;
    }

    /// <summary>For the app that sends mails. Needs an <see cref="IMailer"/> (the folder adapter, when <c>Mail:Outbox</c> names one), <see cref="IMailRecipients"/> and the areas' templates.</summary>
    public static IServiceCollection AddMailSending(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMailTokens();
        var options = configuration.GetSection("Mail").Get<MailOptions>() ?? new MailOptions();
        services.TryAddSingleton(options);
        if (options.Outbox.Length > 0)
        {
            services.TryAddSingleton<IMailer, MailFolder>();
        }

        services.AddSingleton<SendMail>();
        return services;
    }

    /// <summary>Adds a template.</summary>
    public static IServiceCollection AddMailTemplate<T>(this IServiceCollection services) where T : class, IMailTemplate =>
        services.AddSingleton<IMailTemplate, T>();
}
