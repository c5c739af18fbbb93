using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Money;
using CryptoVault.Simulation.Checks;

namespace CryptoVault.Simulation.World;

/// <summary>The staff who correct the books: two of the treasury, and a customer who was given its role.</summary>
internal sealed class Treasury(SimWorld world)
{
    private static readonly string[] Staff = ["tina", "tom", "ana"];

    private int number;

    public void Act()
    {
        if (world.Chance.Below(2) == 0)
        {
            Propose();
        }
        else
        {
            Decide();
        }
    }

    private void Propose()
    {
        var dice = world.Chance;
        var proposer = dice.Of(Staff);
        var asset = AssetCatalog.Default.Get(dice.Below(2) == 0 ? "BTC" : "USDT");
        Int128 units = dice.Below(10) == 0 ? 50_000 * MoneyMath.PowerOfTen(asset.Scale) : dice.Below(1_000_000_000) + 1;
        var isHouse = dice.Below(6) == 0;
        var proposal = new AdjustmentProposal(
            Caller(proposer), isHouse ? null : dice.Of(Clients.All), isHouse ? AccountName.Revenue : null, asset.Code, new Amount(units, asset).ToString(),
            dice.Below(2) == 0 ? AdjustmentDirection.Increase : AdjustmentDirection.Decrease,
            isHouse ? AdjustmentKind.Expense : (AdjustmentKind)dice.Below(3), "as the dice say", "none",
            dice.Below(4) == 0 ? LedgerNamespace.Paper : LedgerNamespace.Real);
        var key = $"a{++number}";
        var sent = new SentAdjustment(DerivedId.Of("adjustment", proposer, key), proposal, units);
        world.Model.Adjustments[sent.Id] = sent;
        Operation Again() => new(
            $"{proposer} proposes {proposal.Direction} of {units} {asset.Code} for {proposal.UserId ?? "the house"} ({proposal.Ledger}) as {sent.Id}",
            async node => (await node.Get<ProposeAdjustment>().ExecuteAsync(proposal, new IdempotencyRequest(key, "POST admin/adjustments", key))).Error,
            () => sent.WasAcknowledged = true);
        world.Clients.Remember(Again);
    }

    /// <summary>Somebody decides, whether it is theirs to decide or not.</summary>
    private void Decide()
    {
        if (world.Model.Adjustments.Count == 0)
        {
            return;
        }

        var sent = world.Model.Adjustments.Values.ElementAt(Math.Max(0, world.Model.Adjustments.Count - 1 - world.Chance.Below(5)));
        var (by, approves) = (world.Chance.Of(Staff), world.Chance.Below(3) > 0);
        var isAllowed = by != sent.Proposal.UserId && (!approves || by != sent.Proposal.Proposer.UserId);
        sent.MayBeApproved |= isAllowed && approves;
        world.Clients.Begin(new Operation(
            $"{by} {(approves ? "approves" : "rejects")} {sent.Id}",
            async node => (await node.Get<DecideAdjustment>().ExecuteAsync(new AdjustmentDecision(sent.Id, Caller(by), approves, "as the dice say", "1"))).Error,
            () =>
            {
                if (!isAllowed)
                {
                    world.Fail(Failure.Model, $"{by} decided on {sent.Id}, which {sent.Proposal.Proposer.UserId} proposed for {sent.Proposal.UserId}");
                }
            }));
    }

    private static Caller Caller(string name) => new(name, $"session-{name}", RoleSet.Of(Role.Treasury), 0);
}
