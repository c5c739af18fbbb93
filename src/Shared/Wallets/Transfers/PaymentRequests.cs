using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>A customer asks for money.</summary>
/// <param name="UserId">Who asks.</param>
/// <param name="Asset">The asset's code, as sent.</param>
/// <param name="Amount">How much, as sent.</param>
/// <param name="Memo">What for, or null.</param>
/// <param name="Hours">How long it is open, or null for as long as is usual.</param>
public sealed record PaymentRequestCommand(string UserId, string Asset, string Amount, string? Memo, int? Hours);

/// <summary>A request for money as others see it.</summary>
/// <param name="Document">The request.</param>
/// <param name="Recipient">Who asks.</param>
/// <param name="Status">Where it is.</param>
public sealed record PaymentRequestShown(PaymentRequestDocument Document, Recipient Recipient, PaymentRequestStatus Status);

/// <summary>There is no such request.</summary>
public sealed record PaymentRequestNotFound() : NotFoundError("PAYMENT_REQUEST_NOT_FOUND", "There is no such request for money.");

/// <summary>The request cannot be paid or canceled any more.</summary>
public sealed record PaymentRequestClosed(PaymentRequestStatus Status)
    : ConflictError("PAYMENT_REQUEST_CLOSED", $"The request is closed: {Status.ToString().ToLowerInvariant()}.");

/// <summary>Somebody is paying the request at this moment.</summary>
public sealed record PaymentRequestBusy() : ConflictError("PAYMENT_REQUEST_BUSY", "Somebody is paying this request at this moment. Look again in a minute.");

/// <summary>Makes, shows and cancels requests for money.</summary>
public sealed class PaymentRequests(
    Partitions partitions, IDocumentStore store, Recipients recipients, PaymentClaims claims, AssetCatalog assets, TransferOptions options, TimeProvider clock,
    PersonalKeys? personal = null)
{
    /// <summary>Makes one; the same key is the same request.</summary>
    public async Task<Result<PaymentRequestDocument>> CreateAsync(PaymentRequestCommand command, IdempotencyRequest idempotency, CancellationToken cancellation = default)
    {
        var amount = TransferAmounts.Read(assets, command.Asset, command.Amount);
        return await partitions.DecideAsync(LedgerPartitions.OfUser(command.UserId), view =>
        {
            var now = clock.GetUtcNow();
            return view.Once(idempotency, now, WalletJson.Default.PaymentRequestDocument, () => amount.IsSuccess ? Add(view, command, idempotency, amount.Value, now) : amount.Error);
        }, cancellation);
    }

    /// <summary>The request that a link's code names, as any customer sees it.</summary>
    public async Task<Result<PaymentRequestShown>> FindAsync(string code, CancellationToken cancellation = default)
    {
        if (PaymentRequestDocument.Parse(code) is not { } named
            || await store.FindPersonalAsync<PaymentRequestDocument>(personal, named.UserId, PaymentRequestDocument.IdOf(named.RequestId), cancellation) is not { } document)
        {
            return new PaymentRequestNotFound();
        }

        document = await claims.SettleAsync(document, cancellation) with { Memo = document.Memo };
        var owner = await recipients.OfAsync("", document.UserId, cancellation);
        return owner.IsSuccess ? new PaymentRequestShown(document, owner.Value, document.StatusAt(clock.GetUtcNow())) : new PaymentRequestNotFound();
    }

    /// <summary>A customer's requests, newest first.</summary>
    public async ValueTask<DocumentList<PaymentRequestDocument>> ListAsync(string userId, int limit, string? continuation, CancellationToken cancellation = default)
    {
        var found = await store.ListAsync<PaymentRequestDocument>(
            new DocumentQuery(LedgerPartitions.Users, PaymentRequestDocument.ByTime.Name) { Partition = userId, Descending = true, Limit = limit, Continuation = continuation },
            cancellation);
        var readable = new List<PaymentRequestDocument>(found.Items.Count);
        foreach (var request in found.Items)
        {
            readable.Add(personal is null ? request : await personal.RevealAsync(userId, request, cancellation));
        }

        return found with { Items = readable };
    }

    /// <summary>Takes one back.</summary>
    public async Task<Result<PaymentRequestDocument>> CancelAsync(string userId, string code, CancellationToken cancellation = default)
    {
        if (PaymentRequestDocument.Parse(code) is not { } named || named.UserId != userId)
        {
            return new PaymentRequestNotFound();
        }

        return await partitions.DecideAsync<PaymentRequestDocument>(LedgerPartitions.OfUser(userId), view =>
        {
            if (view.Find<PaymentRequestDocument>(PaymentRequestDocument.IdOf(named.RequestId)) is not { } document)
            {
                return new PaymentRequestNotFound();
            }

            switch (document.StatusAt(clock.GetUtcNow()))
            {
                case PaymentRequestStatus.Canceled:
                    return document;
                case PaymentRequestStatus.Open when document.Claim is not null:
                    return new PaymentRequestBusy();
                case PaymentRequestStatus.Open:
                    var canceled = document with { Status = PaymentRequestStatus.Canceled };
                    view.Set(canceled);
                    return canceled;
                case var closed:
                    return new PaymentRequestClosed(closed);
            }
        }, cancellation);
    }

    private PaymentRequestDocument Add(PartitionView view, PaymentRequestCommand command, IdempotencyRequest idempotency, Amount amount, DateTimeOffset now)
    {
        var id = DerivedId.Of("payment-request", command.UserId, idempotency.Key);
        if (view.Find<PaymentRequestDocument>(PaymentRequestDocument.IdOf(id)) is { } known)
        {
            return known;
        }

        var lifetime = command.Hours is { } hours ? TimeSpan.FromHours(hours) : options.RequestLifetime;
        var document = new PaymentRequestDocument(
            PaymentRequestDocument.IdOf(id), id, command.UserId, amount.Asset.Code, amount.Units, command.Memo, StoredTime.Format(now), StoredTime.Format(now + lifetime));
        view.Add(document);
        return document;
    }
}
