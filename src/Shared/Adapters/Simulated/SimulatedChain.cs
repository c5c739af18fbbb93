using System.Globalization;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Adapters.Simulated;

/// <summary>
/// The embedded custody: three simulated networks whose whole state lies in the document store, so that it survives
/// kills and is shared by all processes on one store. Blocks come with the clock, or at once when they are asked for.
/// </summary>
public sealed partial class SimulatedChain(
    Partitions partitions, IDocumentStore store, TimeProvider clock, SimulatedChainOptions options) : ICustody, IDevelopmentChain
{
    private const int MaxPage = 1000;

    /// <inheritdoc />
    public async ValueTask<string> CreateDepositAddressAsync(string asset, string network, string userId, CancellationToken cancellation = default)
    {
        var address = SimulatedKeys.Address(network, userId);
        var id = ChainAddressDocument.IdOf(address);
        await DecideAsync<Unit>(network, view =>
        {
            if (view.Find<ChainAddressDocument>(id) is null)
            {
                view.Add(new ChainAddressDocument(id));
            }

            return Unit.Value;
        }, cancellation);
        return address;
    }

    /// <inheritdoc />
    public async ValueTask<IncomingPage> ListIncomingAsync(string network, string? cursor, int limit, CancellationToken cancellation = default)
    {
        var after = cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        var page = await QueryAsync(network, ChainContainer.FeedIndex, after, limit, cancellation);
        var transactions = page.Items.Select(DocumentCodec.Decode<ChainTransactionDocument>).ToArray();
        var last = transactions.Length == 0 ? after : transactions[^1].FeedSequence!.Value;
        var tip = await TipAsync(network, cancellation);
        return new IncomingPage(
            [.. transactions.Select(transaction => ToIncoming(network, transaction))],
            last.ToString(CultureInfo.InvariantCulture), tip, page.Continuation is not null);
    }

    /// <inheritdoc />
    public ValueTask<Amount> QuoteNetworkFeeAsync(Asset asset, string network, CancellationToken cancellation = default) => new(FeeOf(asset));

    /// <inheritdoc />
    public async ValueTask<CustodySubmission> SubmitAsync(CustodyWithdrawal withdrawal, CancellationToken cancellation = default)
    {
        if (NetworkAddresses.Check(withdrawal.Network, withdrawal.Address) is { IsValid: false } refused)
        {
            return new CustodySubmission(CustodyAnswer.Refused, Reason: refused.Reason);
        }

        if (options.RefusedAddresses.Contains(withdrawal.Address, StringComparer.Ordinal))
        {
            return new CustodySubmission(CustodyAnswer.Refused, Reason: "Custody's own rules forbid payments to this address.");
        }

        var transaction = await SendAsync(
            withdrawal.Network, WithdrawalReference(withdrawal.Id), withdrawal.Amount, withdrawal.Address,
            SimulatedKeys.Address(withdrawal.Network, "hot-wallet"), withdrawal.Id, cancellation);
        return new CustodySubmission(CustodyAnswer.Accepted, transaction.TransactionId);
    }

    /// <inheritdoc />
    public ValueTask<CustodyBump> BumpFeeAsync(CustodyFeeBump bump, CancellationToken cancellation = default) =>
        DecideAsync<CustodyBump>(bump.Network, view => Bump(view, bump), cancellation);

    /// <inheritdoc />
    public async ValueTask<CustodyWithdrawalState?> FindWithdrawalAsync(string network, string withdrawalId, CancellationToken cancellation = default)
    {
        ChainTransactionDocument? transaction = null;
        for (var id = SimulatedKeys.TransactionId(network, WithdrawalReference(withdrawalId)); id is not null; id = transaction.ReplacedBy)
        {
            var stored = await ReadAsync(network, ChainTransactionDocument.IdOf(id), cancellation);
            if (stored is null)
            {
                return null;
            }

            transaction = DocumentCodec.Decode<ChainTransactionDocument>(stored);
        }

        return StateOf(network, transaction!, await TipAsync(network, cancellation));
    }

    /// <inheritdoc />
    public async ValueTask<SubmittedPage> ListSubmittedAsync(string network, string? cursor, int limit, CancellationToken cancellation = default)
    {
        var after = cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        var page = await QueryAsync(network, ChainContainer.SentIndex, after, limit, cancellation);
        var transactions = page.Items.Select(DocumentCodec.Decode<ChainTransactionDocument>).ToArray();
        return new SubmittedPage(
            [.. transactions.Select(transaction => transaction.WithdrawalId!)],
            page.Continuation is null ? null : transactions[^1].SentSequence!.Value.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<CustodyHolding>> ListHoldingsAsync(string network, CancellationToken cancellation = default)
    {
        var stored = await ReadAsync(network, ChainHeadDocument.HeadId, cancellation);
        var holdings = stored is null
            ? new Dictionary<string, Int128>()
            : DocumentCodec.Decode<ChainHeadDocument>(stored).Holdings ?? await AddUpAsync(network, cancellation);
        return [.. holdings.OrderBy(held => held.Key, StringComparer.Ordinal).Select(held => new CustodyHolding(held.Key, held.Value))];
    }

    private ValueTask<ChainTransactionDocument> SendAsync(
        string network, string reference, Amount amount, string address, string source, string? withdrawalId, CancellationToken cancellation, string? returnOf = null)
    {
        var transactionId = SimulatedKeys.TransactionId(network, reference);
        return DecideAsync<ChainTransactionDocument>(network, view =>
        {
            var id = ChainTransactionDocument.IdOf(transactionId);
            if (view.Find<ChainTransactionDocument>(id) is { } sent)
            {
                return (sent.Asset, sent.Units, sent.Address) == (amount.Asset.Code, amount.Units, address)
                    ? sent
                    : throw new InvalidOperationException($"{reference} was sent on {network} before with other content.");
            }

            var head = HeadOf(view, clock.GetUtcNow());
            var isOurs = NetworkNames.IsBank(network) ? withdrawalId is null : view.Find<ChainAddressDocument>(ChainAddressDocument.IdOf(address)) is not null;
            head = head with
            {
                LastFed = head.LastFed + (isOurs ? 1 : 0),
                LastSent = head.LastSent + (withdrawalId is null ? 0 : 1),
            };
            var fee = withdrawalId is null ? 0 : FeeOf(amount.Asset).Units;
            var transaction = new ChainTransactionDocument(id, transactionId, amount.Asset.Code, amount.Units, address, fee, head.Height + 1)
            {
                FeedSequence = isOurs ? head.LastFed : null,
                SentSequence = withdrawalId is null ? null : head.LastSent,
                WithdrawalId = withdrawalId,
                Source = source,
                ReturnOf = returnOf,
            };
            if (view.Find<ChainPlanDocument>(ChainPlanDocument.IdOf(address)) is { } plan)
            {
                view.Remove<ChainPlanDocument>(plan.Id);
                transaction = transaction.With(plan.Fate, head.Height);
            }

            view.Put(head.Hold(transaction.Asset, transaction.Gain));
            view.Add(transaction);
            return transaction;
        }, cancellation);
    }

    private async ValueTask<IReadOnlyDictionary<string, Int128>> AddUpAsync(string network, CancellationToken cancellation)
    {
        var holdings = new Dictionary<string, Int128>(StringComparer.Ordinal);
        string? continuation = null;
        do
        {
            var page = await PageAsync(
                new DocumentQuery(ChainContainer.Name, IndexDefinition.ById)
                {
                    Partition = network, From = ChainTransactionDocument.IdPrefix, To = "tx;", Limit = MaxPage, Continuation = continuation,
                },
                cancellation);
            foreach (var transaction in page.Items.Select(DocumentCodec.Decode<ChainTransactionDocument>))
            {
                holdings[transaction.Asset] = holdings.GetValueOrDefault(transaction.Asset) + transaction.Gain;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return holdings;
    }

    private static string WithdrawalReference(string withdrawalId) => $"withdrawal:{withdrawalId}";

    private static CustodyWithdrawalState StateOf(string network, ChainTransactionDocument transaction, long tip)
    {
        var isDoubleSpent = transaction.Fate == ChainFate.DoubleSpent;
        var depth = IncomingTransfer.ConfirmationsOf(isDoubleSpent ? transaction.ConflictBlock : transaction.Block, tip);
        var (stage, reason) = transaction.Fate switch
        {
            ChainFate.Stuck => (CustodyStage.Stuck, "Its fee is too low for the blocks of this time."),
            ChainFate.Dropped => (CustodyStage.Dropped, "The network forgot it."),
            ChainFate.DoubleSpent => (CustodyStage.DoubleSpent, "Another transaction spent the same coins."),
            ChainFate.Failed => (CustodyStage.Failed, "The network refused it for good."),
            _ => (depth > 0 ? CustodyStage.Confirming : CustodyStage.Pending, (string?)null),
        };
        return new CustodyWithdrawalState(stage, transaction.TransactionId, depth, transaction.IsGone ? 0 : transaction.FeeUnits, reason)
        {
            FeeBumps = transaction.FeeBumps ?? 0,
            ConflictingTransactionId = isDoubleSpent ? SimulatedKeys.TransactionId(network, $"conflict:{transaction.TransactionId}") : null,
        };
    }

    private static IncomingTransfer ToIncoming(string network, ChainTransactionDocument transaction) =>
        new(network, transaction.TransactionId, 0, transaction.Asset, transaction.Address, transaction.Units, transaction.Block)
        {
            IsGone = transaction.IsGone,
            Sources = transaction.Source is { } source ? [source] : [],
            ReturnOf = transaction.ReturnOf,
        };

    private Amount FeeOf(Asset asset)
    {
        if (!options.NetworkFees.TryGetValue(asset.Code, out var text))
        {
            return asset.Zero;
        }

        return DecimalText.TryParse(text, asset.Scale, out var units) == DecimalTextError.None
            ? new Amount(units, asset)
            : throw new InvalidOperationException($"Custody:Simulated:NetworkFees:{asset.Code} '{text}' is no amount.");
    }

    private ChainHeadDocument HeadOf(PartitionView view, DateTimeOffset now) =>
        (view.Find<ChainHeadDocument>(ChainHeadDocument.HeadId) ?? ChainHeadDocument.New(now)).At(now, options.BlockInterval);

    private async ValueTask<long> TipAsync(string network, CancellationToken cancellation)
    {
        var stored = await ReadAsync(network, ChainHeadDocument.HeadId, cancellation);
        var now = clock.GetUtcNow();
        var head = stored is null ? ChainHeadDocument.New(now) : DocumentCodec.Decode<ChainHeadDocument>(stored);
        return head.At(now, options.BlockInterval).Height;
    }

    private async ValueTask<StoredDocument?> ReadAsync(string network, string id, CancellationToken cancellation)
    {
        try
        {
            return await store.ReadAsync(ChainContainer.Name, network, id, cancellation);
        }
        catch (StoreException exception)
        {
            throw new CustodyUnavailableException("The simulated chain's store does not answer.", exception);
        }
    }

    private ValueTask<DocumentPage> QueryAsync(string network, string index, long after, int limit, CancellationToken cancellation) => PageAsync(
        new DocumentQuery(ChainContainer.Name, index) { Partition = network, From = after + 1, Limit = Math.Clamp(limit, 1, MaxPage) }, cancellation);

    private async ValueTask<DocumentPage> PageAsync(DocumentQuery query, CancellationToken cancellation)
    {
        try
        {
            return await store.QueryAsync(query, cancellation);
        }
        catch (StoreException exception)
        {
            throw new CustodyUnavailableException("The simulated chain's store does not answer.", exception);
        }
    }

    private async ValueTask<T> DecideAsync<T>(string network, Func<PartitionView, Result<T>> decide, CancellationToken cancellation)
    {
        var result = await partitions.DecideAsync(new PartitionKey(ChainContainer.Name, network), decide, cancellation);
        return result.IsSuccess ? result.Value : throw new CustodyUnavailableException(result.Error.Message);
    }
}
