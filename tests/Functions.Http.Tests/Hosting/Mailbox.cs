using System.Runtime.CompilerServices;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Registration;
using CryptoVault.Adapters.Files;
using CryptoVault.Mail;
using CryptoVault.Messaging;
using CryptoVault.Protection;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Functions.Http.Tests.Hosting;

/// <summary>Sends the mails that were ordered, as the workflows app does, and reads them as people do.</summary>
internal static class Mailbox
{
    private static readonly ConditionalWeakTable<HttpAppHost, HashSet<string>> Sent = [];

    /// <summary>The newest mail to an address, or null.</summary>
    public static async Task<string?> NewestMailAsync(this HttpAppHost host, string address)
    {
        var folder = Path.Combine(host.Folder, "outbox");
        await using var services = Services(host, folder);
        var bus = (KeepingBus)host.Shared.GetRequiredService<IMessageBus>();
        foreach (var message in bus.Items.SelectMany(item => item.Document.Messages).Where(message => message.Queue == Queues.Mail))
        {
            var order = MailOrders.Read(System.Text.Encoding.UTF8.GetBytes(message.Body.GetRawText()));
            if (!Sent.GetOrCreateValue(host).Add(order.MailId))
            {
                continue;
            }

            var sent = await services.GetRequiredService<SendMail>().ExecuteAsync(order, default);
            Assert.True(sent.IsSuccess, sent.Error?.Message);
        }

        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllText)
                .LastOrDefault(mail => mail.Contains($"\r\nTo: {address}\r\n", StringComparison.Ordinal))
            : null;
    }

    /// <summary>The token in the newest mail to an address.</summary>
    public static async Task<string> NewestTokenAsync(this HttpAppHost host, string address)
    {
        var mail = await host.NewestMailAsync(address);
        Assert.NotNull(mail);
        return mail.Split("\r\n").Single(line => line.StartsWith("Token: ", StringComparison.Ordinal))["Token: ".Length..];
    }

    private static ServiceProvider Services(HttpAppHost host, string folder) => new ServiceCollection()
        .AddSingleton<IDocumentStore>(host.Store)
        .AddSingleton(host.Shared.GetRequiredService<IKeyRing>())
        .AddSingleton(host.Shared.GetRequiredService<PersonalKeys>())
        .AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>))
        .AddMailSending(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Mail:Outbox"] = folder }).Build())
        .AddAccountMails()
        .BuildServiceProvider();
}
