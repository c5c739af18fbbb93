using CryptoVault.Audit;
using CryptoVault.Hosting;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Markets;

/// <summary>Creates markets.</summary>
public sealed class CreateMarket(Partitions partitions, AssetCatalog assets, MarketCatalog markets, TimeProvider clock)
{
    /// <summary>Creates a market; it trades at once.</summary>
    public async Task<Result<Market>> ExecuteAsync(MarketTerms terms, CancellationToken cancellation = default)
    {
        var definition = MarketRules.Define(terms, assets, clock.GetUtcNow());
        if (!definition.IsSuccess)
        {
            return definition.Error;
        }

        var created = await partitions.DecideAsync(
            new PartitionKey(ContainerNames.Markets, terms.Symbol),
            view => Create(view, definition.Value),
            cancellation);
        markets.Forget();
        return created.Map(market => new Market(market, assets));
    }

    private static Result<MarketDocument> Create(PartitionView view, MarketDocument definition)
    {
        if (view.Find<MarketDocument>(MarketDocument.DocumentId) is not null)
        {
            return new MarketExists(definition.Market);
        }

        view.Add(definition);
        view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.MarketCreated, $"market:{definition.Market}")
            .With("makerFeeBp", $"{definition.MakerFeeBasisPoints}").With("takerFeeBp", $"{definition.TakerFeeBasisPoints}").With("status", $"{definition.Status}"));
        return definition;
    }
}

/// <summary>
/// Opens, restricts or halts a market. The engine is told by a command on the market's own queue, so that the change
/// takes its place among the orders.
/// </summary>
public sealed class ChangeMarketStatus(Partitions partitions, AssetCatalog assets, MarketCatalog markets, TimeProvider clock)
{
    /// <summary>Changes the status.</summary>
    public async Task<Result<Market>> ExecuteAsync(string symbol, MarketStatus status, CancellationToken cancellation = default)
    {
        if (!Symbol.TryParse(symbol, out _))
        {
            return new MarketNotFound(symbol);
        }

        var changed = await partitions.DecideAsync(
            new PartitionKey(ContainerNames.Markets, symbol),
            view => Change(view, symbol, status, StoredTime.Format(clock.GetUtcNow())),
            cancellation);
        markets.Forget();
        return changed.Map(market => new Market(market, assets));
    }

    private static Result<MarketDocument> Change(PartitionView view, string symbol, MarketStatus status, string time)
    {
        if (view.Find<MarketDocument>(MarketDocument.DocumentId) is not { } market)
        {
            return new MarketNotFound(symbol);
        }

        if (market.Status == status)
        {
            return market;
        }

        var changed = market with { Status = status, UpdatedTime = time };
        view.Set(changed);
        view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.MarketChanged, $"market:{symbol}").Changed("status", $"{market.Status}", $"{status}"));
        new MarketCommand(MarketCommandKind.Refresh, "", "", time).Send(view, symbol);
        return changed;
    }
}
