using System.Diagnostics;
using System.Net;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Adapters.Files;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Functions.Workflows.Mail;
using CryptoVault.Hosting;
using CryptoVault.LocalRuntime;
using CryptoVault.Mail;
using CryptoVault.Messaging;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Workflows.Tests.Mail;

public sealed class MailFunctionsTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-mails-").FullName;
    private LocalRuntimeHost host = null!;

    private string Outbox => Path.Combine(folder, "outbox");

    private Partitions Partitions => host.Services.GetRequiredService<Partitions>();

    public async Task InitializeAsync()
    {
        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Address = IPAddress.Loopback, Port = 0 });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Mail:Outbox"] = Outbox });
        builder.Shared.AddSqliteStore(new SqliteStoreOptions { File = Path.Combine(folder, "test.db"), Containers = [.. ContainerCatalog.Product, .. ContainerCatalog.Embedded] });
        builder.Shared.AddSingleton(new EmbeddedQueueOptions { Containers = [AccountPartitions.Users] });
        builder.Shared.AddSingleton<EmbeddedMessageBus>();
        builder.Shared.AddSingleton<IMessageBus>(provider => provider.GetRequiredService<EmbeddedMessageBus>());
        builder.Shared.AddSingleton<IQueueReceiver>(provider => provider.GetRequiredService<EmbeddedMessageBus>());
        builder.Shared.AddSingleton<IQueueInspector>(provider => provider.GetRequiredService<EmbeddedMessageBus>());
        builder.Shared.AddSingleton(new PartitionOptions { ExclusiveProcess = true });
        builder.Shared.AddSingleton<Partitions>();
        builder.Shared.AddSingleton<IKeyRing>(KeyRingFile.Open(Path.Combine(folder, "keys.json"), TimeProvider.System, new SystemRandomness()));
        builder.Shared.AddSingleton<IServiceKeys>(ServiceKeysFile.Open(Path.Combine(folder, "service-keys.json"), TimeProvider.System, new SystemRandomness()));
        builder.AddApp(
            "workflows",
            typeof(WorkflowsApp).Assembly,
            worker => worker.Services.AddMailSending(builder.Configuration).AddAccountMails(),
            type => type == typeof(MailFunctions));
        host = builder.Build();
        await host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task SendMails_OfARegistration_WritesTheMailWithATokenThatVerifies()
    {
        var registered = await NewRegistration().ExecuteAsync(new RegisterCommand("ana@example.com", "correct-Horse-7", "DE", AcceptsTerms: true, new DateOnly(1990, 5, 17)));
        Assert.True(registered.IsSuccess, registered.Error?.Message);
        await UntilAsync(() => Directory.Exists(Outbox) && Directory.GetFiles(Outbox, "*.eml").Length == 1, "a mail");

        var mail = await File.ReadAllTextAsync(Directory.GetFiles(Outbox, "*.eml")[0]);
        var token = mail.Split("\r\n").Single(line => line.StartsWith("Token: ", StringComparison.Ordinal))[7..];
        Assert.Contains("\r\nTo: ana@example.com\r\n", mail, StringComparison.Ordinal);
        Assert.True((await new VerifyEmail(Partitions, TimeProvider.System).ExecuteAsync(token)).IsSuccess);
        await UntilAsync(() => Queue.Length == 0, "an empty queue");
    }

    [Fact]
    public async Task SendMails_OfAnOrderThatCanNeverBeSent_DeadLettersItAndSendsTheOthers()
    {
        await NewRegistration().ExecuteAsync(new RegisterCommand("ana@example.com", "correct-Horse-7", "DE", AcceptsTerms: true, new DateOnly(1990, 5, 17)));
        await Partitions.DecideAsync<Unit>(AccountPartitions.OfUser("nobody"), view =>
        {
            view.SendMail(new MailOrder("018f4e2a-0000-7000-8000-00000000000a", "nobody", AccountMails.VerifyEmail, DateTimeOffset.UnixEpoch));
            return Unit.Value;
        });

        var inspector = host.Services.GetRequiredService<IQueueInspector>();
        await UntilAsync(async () => (await inspector.DeadLettersAsync(10)).Items.Count == 1, "a dead letter");
        await UntilAsync(() => Directory.Exists(Outbox) && Directory.GetFiles(Outbox, "*.eml").Length == 1, "the other mail");

        Assert.Contains("MAIL_RECIPIENT_UNKNOWN", (await inspector.DeadLettersAsync(10)).Items[0].Reason, StringComparison.Ordinal);
    }

    private QueueState Queue => host.Services.GetRequiredService<IQueueInspector>().State(Queues.Mail);

    private RegisterAccount NewRegistration()
    {
        var options = new AccountOptions { PasswordIterations = 1000 };
        var keys = host.Services.GetRequiredService<IKeyRing>();
        var ids = new CryptoVault.Ids.UuidV7Ids(TimeProvider.System);
        return new RegisterAccount(
            Partitions, new EmailDirectory(Partitions, new AccountPartitions(keys), options), new PasswordRules(), new PasswordHashing(options),
            new MailTokens(keys), ids, TimeProvider.System, options);
    }

    private static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30), $"Waited in vain for {what}.");
            await Task.Delay(5);
        }
    }
}
