using CryptoVault.Ledger;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Simulation.World;
using CryptoVault.Storage;

namespace CryptoVault.Simulation.Checks;

/// <summary>What must be true of adjustments at the end: booked is what somebody else approved, and nothing besides.</summary>
internal sealed class AdjustmentChecks(SimWorld world)
{
    public void Check()
    {
        foreach (var sent in world.Model.Adjustments.Values)
        {
            if (Find(sent.Id) is not { } document)
            {
                if (sent.WasAcknowledged)
                {
                    world.Fail(Failure.Model, $"adjustment {sent.Id} was acknowledged and is lost");
                }
            }
            else if (document.Status == AdjustmentStatus.Approved)
            {
                CheckApproved(sent);
            }
        }

        foreach (var user in Clients.All)
        {
            foreach (var asset in new[] { "BTC", "USDT" })
            {
                var stored = world.Store.Read(LedgerPartitions.Users, $"paper:{user}", AccountsDocument.IdOf(asset));
                var accounts = stored is null ? null : DocumentCodec.Decode<AccountsDocument>(stored);
                var has = (accounts?.Available.Balance ?? 0) + (accounts?.Held.Balance ?? 0);
                if (has != world.Model.OwnedBy($"paper:{user}", asset))
                {
                    world.Fail(Failure.Model, $"{user} has {has} paper {asset}; the model says {world.Model.OwnedBy($"paper:{user}", asset)}");
                }
            }
        }
    }

    private void CheckApproved(SentAdjustment sent)
    {
        if (!sent.MayBeApproved)
        {
            world.Fail(Failure.Model, $"adjustment {sent.Id} is approved, but nobody who may has approved it");
        }

        if (sent.Proposal.UserId is not null)
        {
            world.Model.Give(sent.Owner, sent.Proposal.Asset, sent.Proposal.Direction == AdjustmentDirection.Increase ? sent.Units : -sent.Units);
        }
    }

    private AdjustmentDocument? Find(string id) =>
        world.Store.Query(new DocumentQuery(LedgerPartitions.Users, AdjustmentDocument.ById.Name) { Equal = [id], Limit = 1 }).Items is [var stored, ..]
            ? DocumentCodec.Decode<AdjustmentDocument>(stored)
            : null;
}
