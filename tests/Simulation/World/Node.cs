using System.Text;
using Azure.Messaging.ServiceBus;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.UserNames;
using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Audit;
using CryptoVault.Blobs;
using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Functions.Workflows.Audit;
using CryptoVault.Fees;
using CryptoVault.Functions.Workflows.Ledger;
using CryptoVault.Functions.Workflows.Markets;
using CryptoVault.Functions.Workflows.Withdrawals;
using CryptoVault.Hosting;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Ledger.Verification;
using CryptoVault.Mail;
using CryptoVault.Markets;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Security;
using CryptoVault.Simulation.Kernel;
using CryptoVault.Simulation.Store;
using CryptoVault.Simulation.Year;
using CryptoVault.Storage;
using CryptoVault.Threats;
using CryptoVault.Wallets;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.TravelRule;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Transfers;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using CryptoVault.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Simulation.World;

/// <summary>
/// One simulated process: the real services as both apps compose them, on a simulated clock and store. Killing it
/// drops everything that it had in memory.
/// </summary>
internal sealed class Node
{
    private static readonly string[] Containers =
        [.. ContainerCatalog.Product.Where(container => container.Indexes.Contains(OutboxDocument.Index)).Select(container => container.Name)];

    private readonly SimWorld world;
    private readonly Dictionary<string, LocalStory> stories = new(StringComparer.Ordinal);

    public Node(SimWorld world, int number)
    {
        this.world = world;
        Number = number;
        Scheduler = new SimScheduler(world.Kernel);
        Clock = new SimClock(world.Kernel, Scheduler) { Offset = TimeSpan.FromMilliseconds(world.Chance.Below(2_000) - 1_000) };
        Ids = new SimIds(world.Chance, Clock);
        Services = Compose();
    }

    public int Number { get; }

    public SimScheduler Scheduler { get; }

    public SimClock Clock { get; }

    public IIds Ids { get; }

    public IServiceProvider Services { get; }

    public bool IsAlive => !Scheduler.IsDead;

    /// <summary>What services answer with while the store or custody is in trouble: callers repeat. Anything else is a bug.</summary>
    public static bool IsFault(Exception exception) =>
        exception is StoreException or StepUnavailableException or CustodyUnavailableException or LockLostException or OperationCanceledException;

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public void Start() => Scheduler.Start(() =>
    {
        var receiver = Get<EmbeddedMessageBus>();
        Pump(receiver, Queues.MarketCommands, Get<MarketCommandFunctions>().ApplyAsync);
        Pump(receiver, Queues.Settlement, Get<SettlementFunctions>().SettleAsync);
        Pump(receiver, Queues.Settlement, Get<SettlementFunctions>().SettleAsync);
        Pump(receiver, Queues.Transfers, Get<TransferFunctions>().BookAsync);
        Pump(receiver, Queues.WorkflowCommands, RunCommandsAsync);
        Pump(receiver, Queues.Mail, SendMailAsync);
        Pump(receiver, Queues.Audit, Get<AuditFunctions>().ChainAsync);
        _ = EveryAsync(world.Pace.Deposits, PollDepositsAsync);
        _ = EveryAsync(world.Pace.Markets, () => Get<MarketCommandFunctions>().RejectLostAsync(new TimerInfo()));
        _ = EveryAsync(world.Pace.Ticks, () => Get<MarketCommandFunctions>().TickAsync(new TimerInfo()));
        _ = EveryAsync(world.Pace.Volumes, () => Get<ProjectVolumes>().ExecuteAsync());
        _ = EveryAsync(world.Pace.Revival, () => Get<ReviveWithdrawals>().ExecuteAsync());
        _ = EveryAsync(world.Pace.Expiry, () => Get<ExpiryFunctions>().ExpireAsync(new TimerInfo(), default));
        _ = EveryAsync(world.Pace.Reconciliation, ReconcileAsync);
        foreach (var started in world.Workflows)
        {
            Tell(started);
        }
    });

    /// <summary>Tells the story of a withdrawal from where its record is.</summary>
    public void Tell(WithdrawalReference withdrawal)
    {
        if (stories.ContainsKey(withdrawal.InstanceId))
        {
            return;
        }

        var story = new LocalStory(withdrawal, Get<WithdrawalActivities>(), Clock, world.Pace.ActivityRetry);
        stories[withdrawal.InstanceId] = story;
        _ = GuardAsync($"story of {withdrawal.WithdrawalId}", () => WithdrawalApproval.RunAsync(story));
    }

    private void Pump(EmbeddedMessageBus receiver, string queue, Func<ServiceBusReceivedMessage[], ServiceBusMessageActions, Task> function) =>
        _ = GuardAsync(queue, new Pump(receiver, queue, function, world.Chance, world.Weather, world.Bug).RunAsync);

    private async Task EveryAsync(TimeSpan pause, Func<Task> job)
    {
        while (true)
        {
            await Task.Delay(pause, Clock);
            await GuardAsync("timer", job);
        }
    }

    private async Task GuardAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (IsFault(exception))
        {
            world.Trace($"{what} of process {Number} is repeated: {exception.Message}");
        }
        catch (Exception exception)
        {
            world.Bug($"{what}: {exception.GetType().Name}: {exception.Message}");
        }
    }

    private async Task PollDepositsAsync()
    {
        foreach (var network in world.Networks)
        {
            await Get<DetectDeposits>().ExecuteAsync(network);
        }
    }

    private async Task ReconcileAsync()
    {
        var reconciled = await Get<ReconcileLedger>().ExecuteAsync();
        if (reconciled.IsSuccess && !reconciled.Value.Ledger.IsSound)
        {
            var violation = reconciled.Value.Ledger.Violations[0];
            world.Fail(Checks.Failure.Of(violation.Invariant), $"the reconciler: {violation.Where}: {violation.What}");
        }
    }

    /// <summary>Stands in for the durable engine: what it was told to start, it knows from then on.</summary>
    private async Task RunCommandsAsync(ServiceBusReceivedMessage[] messages, ServiceBusMessageActions actions)
    {
        foreach (var message in messages)
        {
            var command = WorkflowCommand.Read(message.Body.ToMemory().Span);
            if (command.Input is { } input)
            {
                world.Begin(System.Text.Json.JsonSerializer.Deserialize(input, WithdrawalWorkflowJson.Default.WithdrawalReference)!);
            }

            foreach (var node in world.Nodes.Where(node => node.IsAlive && node.stories.ContainsKey(command.InstanceId)))
            {
                node.stories[command.InstanceId].Wake();
            }

            await actions.CompleteMessageAsync(message);
        }
    }

    private async Task SendMailAsync(ServiceBusReceivedMessage[] messages, ServiceBusMessageActions actions)
    {
        foreach (var message in messages)
        {
            var order = MailOrders.Read(message.Body.ToMemory().Span);
            if (order.Token is { } seed)
            {
                world.Mails[seed.Subject] = Get<MailTokens>().TextOf(seed);
            }

            await actions.CompleteMessageAsync(message);
        }
    }

    private ServiceProvider Compose()
    {
        var store = new SimStoreClient(world.Store, world.Kernel, Scheduler, world.Chance, world.Weather, how => world.Kill(this, how));
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new TraceLogs(world.Trace));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Ids);
        services.AddSingleton(AssetCatalog.Default);
        services.AddSingleton<IKeyRing, OneKey>();
        services.AddSingleton<IServiceKeys>(world.Keys);
        services.AddSingleton<IBlobStore>(world.Blobs);
        services.AddAuditChains();
        services.AddSingleton<AuditFunctions>();
        services.AddSingleton(new ThreatOptions());
        services.AddSingleton<SecurityEvents>();
        services.AddSingleton<IDocumentStore>(store);
        services.AddSingleton<IStoreSnapshots>(world.Store);
        services.AddSingleton(new EmbeddedQueueOptions
        {
            Containers = Containers, Scheduler = Scheduler, SweepEvery = world.Pace.Sweep, FullSweepEvery = world.Pace.FullSweep, Lease = world.Pace.Lease,
        });
        services.AddSingleton<EmbeddedMessageBus>();
        services.AddSingleton<IMessageBus>(provider => provider.GetRequiredService<EmbeddedMessageBus>());
        services.AddSingleton(new PartitionOptions { ExclusiveProcess = world.Weather.NodeCount == 1, Scheduler = Scheduler });
        services.AddSingleton<Partitions>();
        services.AddSingleton<IUsdValuation, Prices>();
        services.AddSingleton<IReviewers, TrustedReviewers>();
        if (world.Pace == Pace.Slow)
        {
            services.AddSingleton<YearScreening>();
            services.AddSingleton<IAddressScreening>(provider => provider.GetRequiredService<YearScreening>());
        }

        services.AddSingleton(new SimulatedChainOptions { BlockInterval = world.Pace.BlockInterval, RefusedAddresses = [YearRun.Refused("bitcoin"), YearRun.Refused("ethereum")] });
        services.AddSingleton<SimulatedChain>();
        services.AddSingleton<ICustody>(provider =>
        {
            var chain = provider.GetRequiredService<SimulatedChain>();
            return new FaultyCustody(new CustodyRouter(chain, new BankCustody(new SimulatedBank(chain))), world.Chance, world.Weather);
        });
        services.AddSingleton<IQueueInspector>(provider => provider.GetRequiredService<EmbeddedMessageBus>());
        services.AddSingleton<BookPosting>();
        services.AddSingleton(new AdjustmentOptions { DecideWithin = world.Pace.AdjustmentTime });
        services.AddSingleton(new ReconcilerOptions { StuckAfter = world.Pace.StuckTransfers });
        services.AddSingleton(new TravelRuleOptions { Mode = TravelRuleMode.Record }); // simulated customers tell nothing of beneficiaries
        services.AddSingleton(new AccountOptions());
        services.AddSingleton<AccountPartitions>();
        services.AddSingleton<EmailDirectory>();
        services.AddSingleton<UserNameDirectory>();
        services.AddSingleton<ProvisionAccount>();
        services.AddSingleton<FindAccounts>();
        services.AddSingleton(new TransferOptions { DayUsd = "0", LevelLimits = false });
        services.AddTransfers();
        services.AddAdjustments(new ConfigurationBuilder().Build());
        services.AddTrading();
        services.AddMatching();
        services.AddWallets(new ConfigurationBuilder().Build());
        services.AddWithdrawalSteps();
        services.AddSingleton<IBandReference, Prices>();
        services.AddSingleton<MarketCommandFunctions>();
        services.AddSingleton<SettlementFunctions>();
        services.AddSingleton<TransferFunctions>();
        services.AddSingleton<ExpiryFunctions>();
        services.AddSingleton<WithdrawalActivities>();
        return services.BuildServiceProvider();
    }

    private sealed class OneKey : IKeyRing
    {
        public SigningKey Current => throw new NotSupportedException();

        public IReadOnlyList<SigningKey> SigningKeys => throw new NotSupportedException();

        public byte[] Derive(string purpose) => System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(purpose));
    }

    /// <summary>The price band lies around 100; a bitcoin is worth 100 dollars.</summary>
    private sealed class Prices(AssetCatalog assets) : IUsdValuation, IBandReference
    {
        public ValueTask<Amount?> ValueAsync(Amount amount, CancellationToken cancellation = default) =>
            new(new Amount(amount.Units * (amount.Asset.Code == "BTC" ? 100 : 1), assets.Get("USD")));

        public long Find(Market market) => 10_000;
    }
}
