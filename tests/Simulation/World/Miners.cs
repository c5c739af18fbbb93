using CryptoVault.Adapters.Simulated;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Simulation.World;

/// <summary>What the networks do besides mining: re-organisations, transactions that wait, are forgotten, spent twice or fail.</summary>
internal sealed class Miners(SimWorld world)
{
    private int number;

    private Kernel.Chance Dice => world.Chance;

    /// <summary>A network does something that it should not.</summary>
    public void Act(IReadOnlyDictionary<string, (string Network, string Address, Int128 Fee)> ways)
    {
        var way = ways.Values.ElementAt(Dice.Below(ways.Count));
        switch (Dice.Below(4))
        {
            case 0:
                var (depth, fate) = (Dice.Below(8) + 1, Dice.Below(4) switch { 0 => ChainFate.Dropped, 1 => ChainFate.DoubleSpent, _ => ChainFate.Mined });
                Do($"{way.Network} replaces {depth} blocks: {fate}", async chain => await chain.ReorganizeAsync(way.Network, depth, fate));
                break;
            case 1:
                Twist(way.Network);
                break;
            case 2:
                var planned = Dice.Below(3) switch { 0 => ChainFate.Stuck, 1 => ChainFate.Dropped, _ => ChainFate.Failed };
                Do($"the next withdrawal on {way.Network}: {planned}", async chain => await chain.PlanFateAsync(way.Network, way.Address, planned));
                break;
            default:
                Bump(way.Network);
                break;
        }
    }

    /// <summary>All that waits or was forgotten comes into a block at last.</summary>
    public void Finish()
    {
        foreach (var (network, transaction) in Transactions().Where(found => found.Transaction is { Fate: ChainFate.Stuck or ChainFate.Dropped, ReplacedBy: null }).ToArray())
        {
            Do($"{transaction.TransactionId} is mined at last", async chain => await chain.DecideFateAsync(network, transaction.TransactionId, ChainFate.Mined));
        }
    }

    /// <summary>Somebody's payment to a customer goes another way.</summary>
    private void Twist(string network)
    {
        var payments = Transactions().Where(found => found.Network == network && found.Transaction is { WithdrawalId: null, IsGone: false }).ToArray();
        if (payments.Length > 0)
        {
            var transaction = payments[Dice.Below(payments.Length)].Transaction;
            var fate = Dice.Below(5) switch { 0 => ChainFate.DoubleSpent, 1 => ChainFate.Stuck, 2 => ChainFate.Dropped, _ => ChainFate.Mined };
            Do($"{transaction.TransactionId}: {fate}", async chain => await chain.DecideFateAsync(network, transaction.TransactionId, fate));
        }
    }

    /// <summary>Somebody pays more for a withdrawal that waits.</summary>
    private void Bump(string network)
    {
        if (Transactions().FirstOrDefault(found => found.Network == network && found.Transaction is { WithdrawalId: not null, ReplacedBy: null, Fate: ChainFate.Stuck or ChainFate.Dropped })
            is { Transaction: { } waiting })
        {
            var asset = AssetCatalog.Default.Get(waiting.Asset);
            var bump = new CustodyFeeBump(waiting.WithdrawalId!, network, (waiting.FeeBumps ?? 0) + 1, new Amount(waiting.FeeUnits * 3, asset));
            Do($"a higher fee for {waiting.WithdrawalId}", async chain => await chain.BumpFeeAsync(bump));
        }
    }

    private void Do(string what, Func<SimulatedChain, Task> act) => world.Clients.Begin(new Operation(
        $"chain {++number}: {what}",
        async node =>
        {
            await act(node.Get<SimulatedChain>());
            return null;
        }));

    private IEnumerable<(string Network, ChainTransactionDocument Transaction)> Transactions() => world.Store
        .All(ContainerNames.Chain, prefix: ChainTransactionDocument.IdPrefix).Select(stored => (stored.Partition, DocumentCodec.Decode<ChainTransactionDocument>(stored)));
}
