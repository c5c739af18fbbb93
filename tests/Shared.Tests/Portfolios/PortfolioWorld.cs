using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Portfolios;
using CryptoVault.Prices;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Portfolios;

/// <summary>A customer whose accounts move and prices that change, at times that a test sets.</summary>
internal sealed class PortfolioWorld
{
    private readonly WalletWorld wallet = new();
    private int postings;

    public PortfolioWorld(DateTimeOffset start) => wallet.Clock.Advance(start - wallet.Clock.GetUtcNow());

    public TimeProvider Clock => wallet.Clock;

    public DateTimeOffset Now => wallet.Clock.GetUtcNow();

    public IDocumentStore Store => wallet.Store;

    public Partitions Partitions => wallet.Partitions;

    public AssetCatalog Assets => wallet.Assets;

    /// <summary>A reader that remembers nothing.</summary>
    public ReadPortfolio Reader => new(wallet.Store, wallet.Partitions, new PriceHistory(wallet.Store, wallet.Clock), new ReferencePrices(wallet.Store, wallet.Clock), wallet.Assets, wallet.Clock);

    public IReadOnlyList<string> Kept => [.. wallet.Store.All(ContainerNames.Projections).Select(document => document.Id).Where(id => id.StartsWith("portfolio:", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public void At(DateTimeOffset time) => wallet.Clock.Advance(time - Now);

    public Asset Asset(string code) => wallet.Assets.Get(code);

    /// <summary>Records prices of now, in dollars.</summary>
    public async Task PriceAsync(params (string Asset, long Dollars)[] prices)
    {
        var time = StoredTime.Format(Now);
        var units = prices.ToDictionary(price => price.Asset, price => price.Dollars * (Int128)100_000_000);
        await wallet.Partitions.DecideAsync<Unit>(PriceDayDocument.Partition, view =>
        {
            var id = PriceDayDocument.IdOf(DateOnly.FromDateTime(Now.UtcDateTime));
            var known = view.Find<PriceDayDocument>(id)?.Points ?? [];
            view.Put(new PriceDayDocument(id, [.. known, new PricePoint(PriceDayDocument.SlotOf(Now), units)]));
            view.Put(new ReferencePricesDocument([.. units.Select(price => new ReferencePrice(price.Key, price.Value, "test", time))], time));
            return Unit.Value;
        });
    }

    public Task InAsync(string asset, string amount, string kind = PostingKinds.Deposit) =>
        PostAsync(kind, id => PostingDraft.FromClearing(AccountName.Available, Of(asset, amount), id));

    public Task OutAsync(string asset, string amount, string kind = PostingKinds.Withdrawal) =>
        PostAsync(kind, id => PostingDraft.ToClearing(AccountName.Available, Of(asset, amount), id));

    public Task TradeAsync(string pays, string paid, string gets, string got) => PostAsync(
        PostingKinds.Trade,
        id => [.. PostingDraft.ToClearing(AccountName.Available, Of(pays, paid), id), .. PostingDraft.FromClearing(AccountName.Available, Of(gets, got), id)]);

    public async Task HoldAsync(string asset, string amount)
    {
        var id = $"h{++postings}";
        var hold = await wallet.Partitions.DecideAsync(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
            new PartitionLedger(view, wallet.Assets, Now, "test").Hold(id, Of(asset, amount), new LedgerReference("order", "o")));
        Assert.True(hold.IsSuccess);
    }

    private async Task PostAsync(string kind, Func<string, IReadOnlyList<LegDraft>> legs)
    {
        var id = $"p{++postings}";
        var posted = await wallet.Partitions.DecideAsync(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
            new PartitionLedger(view, wallet.Assets, Now, "test").Post(new PostingDraft(id, kind, new LedgerReference(kind, id), legs(id))));
        Assert.True(posted.IsSuccess, posted.Error?.Message);
    }

    private Amount Of(string asset, string amount) => WalletWorld.Of(amount, Asset(asset));
}
