using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.Compliance.Cases;
using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Simulation.Checks;
using CryptoVault.Simulation.Kernel;
using CryptoVault.Simulation.Store;
using CryptoVault.Storage;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Simulation.World;

/// <summary>Everything that exists in a run: disk, processes, customers, and those who watch.</summary>
internal sealed class SimWorld
{
    public static readonly string[] NetworksUsed = ["bitcoin", "ethereum"];

    private readonly Action<string>? trace;
    private readonly HashSet<string> begun = new(StringComparer.Ordinal);

    public SimWorld(ulong seed, Action<string>? trace, Pace? pace = null)
    {
        this.trace = trace;
        Chance = new Chance(seed);
        Pace = pace ?? Pace.Quick;
        Weather = pace is null ? Weather.Of(Chance) : Weather.Fair(Chance);
        Watch = new LedgerWatch((invariant, what) => Fail(Failure.Of(invariant), what));
        Audit = new AuditChecks(this);
        Store.Committed = OnCommitted;
        Nodes = new Node[Weather.NodeCount];
        Clients = new Clients(this);
        Trace($"seed {seed}: {Weather}");
        for (var i = 0; i < Nodes.Length; i++)
        {
            Nodes[i] = new Node(this, i);
            Nodes[i].Start();
        }
    }

    /// <summary>The networks that money comes and goes over.</summary>
    public IReadOnlyList<string> Networks => Pace == Pace.Slow ? [.. NetworksUsed, NetworkNames.Sepa] : NetworksUsed;

    public SimKernel Kernel { get; } = new();

    public SimStore Store { get; } = new([.. ContainerCatalog.Product, .. ContainerCatalog.Embedded]);

    public Chance Chance { get; }

    public Weather Weather { get; }

    public Pace Pace { get; }

    public LedgerWatch Watch { get; }

    public AuditChecks Audit { get; }

    public SimBlobs Blobs { get; } = new();

    public SimServiceKeys Keys { get; } = new();

    public Model Model { get; } = new();

    public Clients Clients { get; }

    public Node[] Nodes { get; }

    /// <summary>Withdrawals whose orchestration was started.</summary>
    public List<WithdrawalReference> Workflows { get; } = [];

    /// <summary>The tokens that were mailed, by withdrawal.</summary>
    public Dictionary<string, string> Mails { get; } = new(StringComparer.Ordinal);

    public Failure? Failure { get; private set; }

    public int Step { get; set; }

    public int Crashes { get; private set; }

    /// <summary>Of everything that was committed, in order: equal for equal seeds.</summary>
    public ulong Digest { get; private set; } = 14695981039346656037;

    public Node? AnyNode()
    {
        var alive = Nodes.Where(node => node.IsAlive).ToArray();
        return alive.Length == 0 ? null : Chance.Of(alive);
    }

    public void Fail(string check, string what)
    {
        Failure ??= new Failure(check, what, Step);
        Trace($"FAILED {check}: {what}");
    }

    public void Bug(string what) => Fail(Failure.Answers, what);

    public void Trace(string what) => trace?.Invoke($"{Kernel.Now / TimeSpan.TicksPerMillisecond,8} ms  {what}");

    public void Begin(WithdrawalReference withdrawal)
    {
        if (begun.Add(withdrawal.InstanceId))
        {
            Workflows.Add(withdrawal);
            AnyNode()?.Tell(withdrawal);
        }
    }

    /// <summary>A process is gone with everything in its memory; another one takes its place.</summary>
    public void Kill(Node node, string how)
    {
        if (!node.IsAlive)
        {
            return;
        }

        Trace($"process {node.Number} dies {how}");
        Crashes++;
        node.Scheduler.Kill();
        Clients.Died(node);
        if (Chance.Below(8) > 0)
        {
            DropLeases(); // the next process sees that the holder is gone; else it waits for the lease to run out
        }

        Kernel.After(Chance.Time(TimeSpan.FromSeconds(1)), null, () =>
        {
            Nodes[node.Number] = new Node(this, node.Number);
            Nodes[node.Number].Start();
        });
    }

    public WithdrawalDocument? FindWithdrawal(SentWithdrawal sent) =>
        Store.Read(LedgerPartitions.Users, sent.User, WithdrawalDocument.IdOf(sent.WithdrawalId)) is { } stored
            ? DocumentCodec.Decode<WithdrawalDocument>(stored)
            : null;

    public WithdrawalDocument Find(WithdrawalReference withdrawal) => DocumentCodec.Decode<WithdrawalDocument>(
        Store.Read(LedgerPartitions.Users, withdrawal.UserId, WithdrawalDocument.IdOf(withdrawal.WithdrawalId))!);

    public CaseDocument? FindCase(string caseId) =>
        Store.Read(ContainerNames.Cases, caseId, CaseDocument.DocumentId) is { } stored ? DocumentCodec.Decode<CaseDocument>(stored) : null;

    private void DropLeases()
    {
        var leases = Store.All(LeaseDocument.Container, LeaseDocument.Partition).ToArray();
        foreach (var lease in leases)
        {
            Store.Commit(new DocumentBatch(LeaseDocument.Container, LeaseDocument.Partition, [DocumentOperation.Delete(lease.Id, lease.ETag)]));
        }
    }

    private void OnCommitted(DocumentBatch batch, StoredDocument?[] before)
    {
        if (batch.Container == ContainerNames.Runtime)
        {
            return; // names this very process
        }

        foreach (var operation in batch.Operations)
        {
            foreach (var letter in operation.Id)
            {
                Digest = (Digest ^ letter) * 1099511628211;
            }

            Digest = (Digest ^ (ulong)operation.Body.Length) * 1099511628211;
        }

        Watch.Commit(batch, before);
        Audit.Commit(batch);
    }
}
