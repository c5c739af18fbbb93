using CryptoVault.Adapters.Simulated;
using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Simulation.World;
using CryptoVault.Storage;
using CryptoVault.Wallets.Deposits;

namespace CryptoVault.Simulation.Checks;

/// <summary>Every deposit is what its transaction became, and the claims are those of the deposits that were lost.</summary>
internal sealed class DepositChecks(SimWorld world)
{
    /// <summary>Coins in custody that are nobody's yet: too little each.</summary>
    public Int128 DustOf(string asset) => Dust().Where(dust => dust.Document.Asset == asset).Aggregate((Int128)0, (sum, dust) => sum + dust.Document.Units);

    /// <summary>Says in the model what customers do not have: dust, and what the chain took back.</summary>
    public void Check()
    {
        var deposits = world.Store.All(LedgerPartitions.Users, prefix: "deposit:").Select(DocumentCodec.Decode<DepositDocument>)
            .ToDictionary(deposit => deposit.TransactionId, StringComparer.Ordinal);
        var claims = new Dictionary<string, Int128>(StringComparer.Ordinal);
        foreach (var transaction in world.Store.All(ContainerNames.Chain, prefix: ChainTransactionDocument.IdPrefix).Select(DocumentCodec.Decode<ChainTransactionDocument>)
            .Where(transaction => transaction is { WithdrawalId: null, FeedSequence: not null }))
        {
            if (!deposits.TryGetValue(transaction.TransactionId, out var deposit))
            {
                world.Fail(Failure.Model, $"transaction {transaction.TransactionId} paid a customer and is no deposit");
                return;
            }

            var isThere = deposit.Status is DepositStatus.Credited or DepositStatus.Dust;
            if (isThere == transaction.IsGone || deposit.FrozenUnits + deposit.ReceivableUnits != (deposit.Status == DepositStatus.Lost ? deposit.Units : 0))
            {
                world.Fail(Failure.Model, $"deposit {deposit.DepositId} is {deposit.Status}; its transaction is {transaction.Fate}");
                return;
            }

            world.Model.Give(deposit.UserId, deposit.Asset, isThere ? 0 : deposit.ReceivableUnits - deposit.Units);
            claims[deposit.Asset] = claims.GetValueOrDefault(deposit.Asset) + deposit.ReceivableUnits;
        }

        foreach (var (user, dust) in Dust())
        {
            world.Model.Give(user, dust.Asset, -dust.Units);
            var kept = deposits.Values.Where(deposit => deposit.UserId == user && deposit.Asset == dust.Asset && deposit.Status == DepositStatus.Dust).ToArray();
            if (kept.Aggregate((Int128)0, (sum, deposit) => sum + deposit.Units) != dust.Units || kept.Length != dust.Deposits.Count)
            {
                world.Fail(Failure.Model, $"{user}'s dust is said to be {dust.Units} {dust.Asset} of {dust.Deposits.Count} deposits; {kept.Length} are kept");
            }
        }

        CheckClaims(claims);
    }

    private void CheckClaims(Dictionary<string, Int128> claims)
    {
        var booked = world.Store.All(LedgerPartitions.House, prefix: PostingDocument.IdPrefix).Select(DocumentCodec.Decode<PostingDocument>)
            .Where(posting => posting.Kind == PostingKinds.DepositReversal).SelectMany(posting => posting.Legs)
            .Where(leg => leg.Account == AccountName.Receivable).ToLookup(leg => leg.Asset, leg => -leg.Units, StringComparer.Ordinal);
        foreach (var (asset, claimed) in claims)
        {
            var sum = booked[asset].Aggregate((Int128)0, (total, units) => total + units);
            if (sum != claimed)
            {
                world.Fail(Failure.Of(LedgerInvariant.AssetsMatchLiabilities), $"{claimed} {asset} of lost deposits were spent; the claims are {sum}");
            }
        }
    }

    private IEnumerable<(string User, DepositDustDocument Document)> Dust() =>
        world.Store.All(LedgerPartitions.Users, prefix: DepositDustDocument.IdPrefix).Select(stored => (stored.Partition, DocumentCodec.Decode<DepositDustDocument>(stored)));
}
