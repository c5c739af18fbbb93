using System.Text;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Compliance.Cases;
using CryptoVault.Hosting;
using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Mail;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Workflows;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Wallets;

/// <summary>A small exchange for tests of the wallet: a store, the simulated chain, and a bus whose messages a test delivers.</summary>
internal sealed partial class WalletWorld
{
    public const string Ana = "ana";
    public const string Stranger = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";

    public static readonly Asset Btc = AssetCatalog.Default.Get("BTC");

    public WalletWorld(WithdrawalOptions? options = null, bool exclusive = true)
        : this(options ?? new WithdrawalOptions(), exclusive, new FakeTimeProvider(), new MemoryStore([.. ContainerCatalog.Product, .. ContainerCatalog.Embedded]), null)
    {
    }

    /// <summary>Another process on the disk and by the clock of a first one.</summary>
    public WalletWorld(WalletWorld first, DyingStore way)
        : this(first.Options, true, first.Clock, first.Store, way)
    {
    }

    private WalletWorld(WithdrawalOptions options, bool exclusive, FakeTimeProvider clock, MemoryStore disk, DyingStore? way)
    {
        (Options, Clock, Store) = (options, clock, disk);
        var store = (IDocumentStore?)way ?? disk;
        Partitions = new Partitions(store, Bus, Ids, Clock, new PartitionOptions { ExclusiveProcess = exclusive }, NullLogger<Partitions>.Instance);
        Chain = new SimulatedChain(Partitions, store, Clock, ChainOptions);
        Custody = new FaultyCustody(new CustodyRouter(Chain, new BankCustody(new SimulatedBank(Chain))));
        Addresses = new GetDepositAddress(Partitions, store, Custody, Networks);
        Follow = new FollowDeposits(
            Partitions, store, Custody, new SourceScreening(new PresentLists(this)), Desk, Networks, Assets, new DepositOptions(), Clock,
            NullLogger<FollowDeposits>.Instance);
        Detect = new DetectDeposits(Partitions, store, Custody, Follow, Networks, Assets, Clock, NullLogger<DetectDeposits>.Instance);
    }

    public FakeTimeProvider Clock { get; }

    public MemoryStore Store { get; }

    public RecordingBus Bus { get; } = new();

    public IIds Ids => new UuidV7Ids(Clock);

    public AssetCatalog Assets => AssetCatalog.Default;

    public NetworkCatalog Networks { get; } = NetworkCatalog.From([], AssetCatalog.Default);

    public SimulatedChainOptions ChainOptions { get; } = new() { BlockInterval = TimeSpan.FromMinutes(10) };

    public WithdrawalOptions Options { get; }

    public Partitions Partitions { get; }

    public SimulatedChain Chain { get; }

    public FaultyCustody Custody { get; }

    public GetDepositAddress Addresses { get; }

    public FollowDeposits Follow { get; }

    public DetectDeposits Detect { get; }

    /// <summary>Starts and wake-ups of orchestrations that were delivered.</summary>
    public List<WorkflowCommand> WorkflowCommands { get; } = [];

    /// <summary>Mails that were delivered.</summary>
    public List<MailOrder> Mails { get; } = [];

    /// <summary>Mails about deposits that were delivered.</summary>
    public List<MailOrder> DepositMails { get; } = [];

    public MailTokens Tokens { get; } = new(new OneKey());

    public static Amount Of(string text, Asset asset) => LedgerWorld.Of(text, asset);

    /// <summary>Has a stranger pay the user, deep enough, and credits it.</summary>
    public async Task FundAsync(string user, string amount, Asset asset)
    {
        var network = Networks.Of(asset.Code).First();
        var address = (await Addresses.ExecuteAsync(user, asset.Code, network.Network)).Value.Address;
        await Chain.SendAsync(Ids.New(), network.Network, Of(amount, asset), address);
        await Chain.MineAsync(network.Network, network.Confirmations);
        Assert.Equal(1, (await Detect.ExecuteAsync(network.Network)).Value);
        await DeliverAsync();
    }

    /// <summary>Delivers everything that was published.</summary>
    public async Task DeliverAsync()
    {
        var book = new BookPosting(Partitions, Assets, Clock);
        while (Bus.Published.TryDequeue(out var item))
        {
            foreach (var message in item.Document.Messages)
            {
                var body = Encoding.UTF8.GetBytes(message.Body.GetRawText());
                switch (message.Queue)
                {
                    case Queues.Transfers:
                        var booked = await book.ExecuteAsync(PostingOrders.Read(body));
                        for (var attempt = 0; booked.Error is ServiceUnavailable && attempt < 20; attempt++)
                        {
                            booked = await book.ExecuteAsync(PostingOrders.Read(body)); // redelivery
                        }

                        Assert.True(booked.IsSuccess, booked.Error?.Message);
                        break;
                    case Queues.WorkflowCommands:
                        WorkflowCommands.Add(WorkflowCommand.Read(body));
                        break;
                    case Queues.Mail:
                        var mail = MailOrders.Read(body);
                        (mail.Template == DepositMail.TemplateName ? DepositMails : Mails).Add(mail);
                        break;
                    case Queues.Audit:
                        break;
                    default:
                        Assert.Fail($"Nobody reads {message.Queue}.");
                        break;
                }
            }
        }
    }

    public async Task<(string Available, string Held)> BalanceAsync(string user, Asset asset)
    {
        var accounts = await Store.FindAsync<AccountsDocument>(LedgerPartitions.OfUser(user), AccountsDocument.IdOf(asset.Code));
        return (new Amount(accounts?.Available.Balance ?? 0, asset).ToString(), new Amount(accounts?.Held.Balance ?? 0, asset).ToString());
    }

    /// <summary>The sum of an account over all of the house's partitions.</summary>
    public string HouseBalance(AccountName account, Asset asset)
    {
        Int128 sum = 0;
        foreach (var document in Store.All(LedgerPartitions.House).Where(document => document.Id == AccountsDocument.IdOf(asset.Code)))
        {
            sum += DocumentCodec.Decode<AccountsDocument>(document)[account].Balance;
        }

        return new Amount(sum, asset).ToString();
    }

    /// <summary>Everything that is stored, as one text: what a refusal must leave as it is.</summary>
    public string Digest() => string.Join('\n', ContainerCatalog.Product.Concat(ContainerCatalog.Embedded)
        .SelectMany(container => Store.All(container.Name).Select(document => $"{container.Name}/{document.Partition}/{document.Id} {Encoding.UTF8.GetString(document.Body.Span)}")));

    public void AssertSound(bool nothingInFlight = true)
    {
        var report = Ledgers.Audit(Store, Clock.GetUtcNow());
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.True(!nothingInFlight || report.OpenTransferCount == 0, $"{report.OpenTransferCount} transfers are open.");
    }

    public static Caller Staff(string name, params Role[] roles) => new(name, $"session-{name}", RoleSet.Of(roles), 0);

    public static IdempotencyRequest Once(string key, string body = "body") => new(key, "POST wallet/withdrawals", body);

    internal sealed class OneKey : IKeyRing
    {
        public SigningKey Current => throw new NotSupportedException();

        public IReadOnlyList<SigningKey> SigningKeys => throw new NotSupportedException();

        public byte[] Derive(string purpose) => System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(purpose));
    }
}
