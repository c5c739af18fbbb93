using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Wallets.Custody;

/// <summary>One comparison: gathers from the snapshot what explains a difference between custody and its accounts.</summary>
internal sealed class CustodyComparison(
    CustodyAudit audit, ICustody custody, NetworkCatalog networks, IDocumentStore store, IReadOnlyDictionary<string, Int128>? before) : ICustodyComparison
{
    private const int PageSize = 200;

    /// <summary>Most transfers of a network that were not detected yet; with more, deposits stand still, and that is another alarm.</summary>
    private const int MaxUndetected = 10_000;

    private readonly Dictionary<string, Int128> books = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Int128> incoming = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Int128> outgoing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Int128> onTheWay = new(StringComparer.Ordinal);
    private readonly Dictionary<(PartitionKey Partition, string Posting), LegDraft[]> ordered = [];
    private readonly List<WithdrawalDocument> submitted = [];
    private readonly List<DepositDocument> returning = [];
    private readonly Dictionary<string, string?> listedTo = new(StringComparer.Ordinal);

    public void See(PartitionKey partition, StoredDocument document)
    {
        if (LedgerPartitions.NamespaceOf(partition) != LedgerNamespace.Real)
        {
            return;
        }

        var body = document.Body.Span;
        if (document.Id.StartsWith(OutboxDocument.IdPrefix, StringComparison.Ordinal))
        {
            if (body.IndexOf("\"Custody\""u8) >= 0 || body.IndexOf("\"Bank\""u8) >= 0)
            {
                SeeOrders(DocumentCodec.Decode<OutboxDocument>(body));
            }
        }
        else if (partition.Container == LedgerPartitions.House && document.Id.StartsWith(AccountsDocument.IdPrefix, StringComparison.Ordinal))
        {
            var accounts = DocumentCodec.Decode<AccountsDocument>(body);
            Add(books, accounts.Asset, -(accounts.Custody.Balance + accounts.Bank.Balance));
        }
        else if (document.Id.StartsWith("deposit:", StringComparison.Ordinal) && body.IndexOf("\"status\":\"Credited\""u8) < 0)
        {
            var deposit = DocumentCodec.Decode<DepositDocument>(body);
            Add(incoming, deposit.Asset, DepositFlow.Unsettled(deposit, deposit.IsOnChain));
            if (deposit.Status == DepositStatus.Returning)
            {
                returning.Add(deposit);
            }
        }
        else if (document.Id.StartsWith("withdrawal:", StringComparison.Ordinal) && body.IndexOf("\"withdrawalStatus\":\"Completed\""u8) < 0)
        {
            var withdrawal = DocumentCodec.Decode<WithdrawalDocument>(body);
            if (withdrawal.Status is WithdrawalStatus.Submitting or WithdrawalStatus.Broadcast or WithdrawalStatus.Confirming or WithdrawalStatus.ManualReview)
            {
                submitted.Add(withdrawal);
            }
        }
    }

    public async Task<IReadOnlyList<CustodyStatement>> FinishAsync(IStoreSnapshot snapshot, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, Int128>? after = null;
        var moved = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await CountOrdersAsync(snapshot, cancellation);
            foreach (var network in networks.NetworksInUse)
            {
                await CountUndetectedAsync(snapshot, network, cancellation);
            }

            await CountUnmatchedAsync(snapshot, cancellation);
            foreach (var withdrawal in submitted)
            {
                var state = await custody.FindWithdrawalAsync(withdrawal.Network, withdrawal.WithdrawalId, cancellation);
                Add(outgoing, withdrawal.Asset, PaidOut(state, withdrawal.Units));
            }

            foreach (var deposit in returning)
            {
                var state = await custody.FindWithdrawalAsync(deposit.Network, FollowDeposits.ReturnIdOf(deposit), cancellation);
                Add(outgoing, deposit.Asset, PaidOut(state, deposit.ReturnUnits));
            }

            after = before is null ? null : await audit.ListHoldingsAsync(cancellation);
            foreach (var (network, cursor) in listedTo)
            {
                // A transfer that went and came back in between leaves what is held as it was: the list tells.
                var news = await custody.ListIncomingAsync(network, cursor, PageSize, cancellation);
                moved.UnionWith(news.Items.Select(transfer => transfer.Asset));
            }
        }
        catch (CustodyUnavailableException exception)
        {
            audit.Unanswered(exception);
        }

        return [.. books.Keys.Union(before?.Keys ?? Enumerable.Empty<string>(), StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(asset => Compare(asset, after, moved.Contains(asset))).OfType<CustodyStatement>()];
    }

    private CustodyStatement? Compare(string asset, IReadOnlyDictionary<string, Int128>? after, bool hasMoved)
    {
        var booked = books.GetValueOrDefault(asset);
        var (inFlight, unsettledIn, unsettledOut) = (onTheWay.GetValueOrDefault(asset), incoming.GetValueOrDefault(asset), outgoing.GetValueOrDefault(asset));
        if (before is null || after is null)
        {
            return Statement(null, null, CustodyState.Unknown);
        }

        var held = after.GetValueOrDefault(asset);
        var difference = held - (booked + inFlight + unsettledIn - unsettledOut);
        if (held == 0 && booked == 0 && difference == 0)
        {
            return null; // nothing of it was ever in custody
        }

        return Statement(
            $"{held}", $"{difference}",
            hasMoved || held != before.GetValueOrDefault(asset) ? CustodyState.Moving : difference == 0 ? CustodyState.Balanced : CustodyState.Differs);

        CustodyStatement Statement(string? custodian, string? unexplained, CustodyState state) =>
            new(asset, $"{booked}", $"{inFlight}", $"{unsettledIn}", $"{unsettledOut}", custodian, unexplained, state);
    }

    /// <summary>Postings on custody accounts that were ordered with another commit; a message lies there until it was handled, and for an operator when it was not.</summary>
    private void SeeOrders(OutboxDocument outbox)
    {
        foreach (var message in outbox.Messages.Where(message => message.Queue == Queues.Transfers))
        {
            var order = PostingOrders.Read(System.Text.Encoding.UTF8.GetBytes(message.Body.GetRawText()));
            var legs = order.Posting.Legs.Where(leg => leg.Account is AccountName.Custody or AccountName.Bank).ToArray();
            if (legs.Length > 0)
            {
                ordered[(new PartitionKey(order.Container, order.Partition), order.Posting.Id)] = legs;
            }
        }
    }

    private async Task CountOrdersAsync(IStoreSnapshot snapshot, CancellationToken cancellation)
    {
        foreach (var ((partition, posting), legs) in ordered)
        {
            if (await snapshot.FindAsync<PostingDocument>(partition.Container, partition.Value, PostingDocument.IdPrefix + posting, cancellation) is null)
            {
                Array.ForEach(legs, leg => Add(onTheWay, leg.Asset, -leg.Units));
            }
        }
    }

    /// <summary>What came in behind the place that detection had come to, unless it was seen all the same.</summary>
    private async Task CountUndetectedAsync(IStoreSnapshot snapshot, string network, CancellationToken cancellation)
    {
        var place = DepositCursorDocument.Partition;
        var cursor = (await snapshot.FindAsync<DepositCursorDocument>(
            place.Container, place.Value, DepositCursorDocument.IdOf(network), cancellation))?.Cursor;
        IncomingPage page;
        var looked = 0;
        do
        {
            page = await custody.ListIncomingAsync(network, cursor, PageSize, cancellation);
            foreach (var transfer in page.Items)
            {
                Add(incoming, transfer.Asset, await UnseenAsync(snapshot, transfer, cancellation));
            }

            cursor = page.Cursor;
            looked += page.Items.Count;
        }
        while (page.HasMore && looked < MaxUndetected);
        listedTo[network] = cursor;
    }

    /// <summary>What custody has by a listed transfer, more than was counted for it: all of it when nobody saw it, else what the chain changed since.</summary>
    private async Task<Int128> UnseenAsync(IStoreSnapshot snapshot, IncomingTransfer transfer, CancellationToken cancellation)
    {
        var query = new DocumentQuery(LedgerPartitions.Users, DepositAddressDocument.ByAddress.Name)
        {
            Equal = [DepositAddressDocument.KeyOf(transfer.Network, transfer.Address)],
            Limit = 1,
        };
        if ((await store.ListAsync<DepositAddressDocument>(query, cancellation)).Items is [var owner, ..])
        {
            var deposit = await snapshot.FindAsync<DepositDocument>(LedgerPartitions.Users, owner.UserId, DepositDocument.IdOf(transfer.DepositId), cancellation);
            return deposit is null ? OnChain(transfer) : OnChain(transfer) - (deposit.IsOnChain ? deposit.Units : 0);
        }

        var place = DepositCursorDocument.Partition;
        var unmatched = await snapshot.FindAsync<UnmatchedTransferDocument>(
            place.Container, place.Value, UnmatchedTransferDocument.IdOf(transfer.DepositId), cancellation);
        return OnChain(transfer) - (unmatched is null ? 0 : OnChain(unmatched.Transfer));
    }

    private async Task CountUnmatchedAsync(IStoreSnapshot snapshot, CancellationToken cancellation)
    {
        var place = DepositCursorDocument.Partition;
        await foreach (var document in snapshot.ReadAsync(place.Container, place.Value, "unmatched:", cancellation))
        {
            var unmatched = DocumentCodec.Decode<UnmatchedTransferDocument>(document);
            Add(incoming, unmatched.Transfer.Asset, OnChain(unmatched.Transfer));
        }
    }

    private static Int128 OnChain(IncomingTransfer transfer) => transfer is { Block: not null, IsGone: false } ? transfer.Units : 0;

    private static Int128 PaidOut(CustodyWithdrawalState? state, Int128 units) =>
        state is { Stage: not (CustodyStage.Failed or CustodyStage.DoubleSpent) } ? units + state.NetworkFeeUnits : 0;

    private static void Add(Dictionary<string, Int128> sums, string asset, Int128 units) => sums[asset] = sums.GetValueOrDefault(asset) + units;
}
