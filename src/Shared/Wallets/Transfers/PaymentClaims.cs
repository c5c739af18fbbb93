using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Transfers;

/// <summary>
/// Sees to it that a request for money is paid at most once, though request and payment lie in different partitions: the payer
/// claims the request first, then pays, then the request is marked as paid. A claim whose payer went away in between is settled
/// by the payer's partition: there the payment either stands, or is made impossible before the claim is given up.
/// </summary>
public sealed class PaymentClaims(Partitions partitions, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Claims the request for a payment; the same payment again is fine, also once it paid.</summary>
    internal Task<Result<PaymentRequestDocument>> ClaimAsync(string userId, string requestId, string payerId, string transferId, CancellationToken cancellation) =>
        partitions.DecideAsync<PaymentRequestDocument>(LedgerPartitions.OfUser(userId), view =>
        {
            var now = clock.GetUtcNow();
            if (view.Find<PaymentRequestDocument>(PaymentRequestDocument.IdOf(requestId)) is not { } document)
            {
                return new PaymentRequestNotFound();
            }

            if (document.Claim is { } claim)
            {
                return claim.TransferId == transferId ? document
                    : document.Status == PaymentRequestStatus.Paid ? new PaymentRequestClosed(PaymentRequestStatus.Paid)
                    : new PaymentRequestBusy();
            }

            if (document.StatusAt(now) is var status and not PaymentRequestStatus.Open)
            {
                return new PaymentRequestClosed(status);
            }

            var claimed = document with { Claim = new PaymentClaim(payerId, transferId, StoredTime.Format(now)) };
            view.Set(claimed);
            return claimed;
        }, cancellation);

    /// <summary>The payment was made: the request is paid. Or it never will be: the request is free again.</summary>
    internal Task<Result<PaymentRequestDocument>> EndAsync(PaymentRequestDocument request, string transferId, bool isPaid, CancellationToken cancellation) =>
        partitions.DecideAsync<PaymentRequestDocument>(LedgerPartitions.OfUser(request.UserId), view =>
        {
            if (view.Find<PaymentRequestDocument>(request.Id) is not { } document)
            {
                return new PaymentRequestNotFound();
            }

            if (document.Status != PaymentRequestStatus.Open || document.Claim?.TransferId != transferId)
            {
                return document;
            }

            var ended = isPaid ? document with { Status = PaymentRequestStatus.Paid } : document with { Claim = null };
            view.Set(ended);
            return ended;
        }, cancellation);

    /// <summary>The request, with a claim that stands for too long settled.</summary>
    internal async Task<PaymentRequestDocument> SettleAsync(PaymentRequestDocument request, CancellationToken cancellation)
    {
        if (request.Status != PaymentRequestStatus.Open || request.Claim is not { } claim || clock.GetUtcNow() - StoredTime.Parse(claim.Time) < Patience)
        {
            return request;
        }

        var isPaid = await VoidUnlessMadeAsync(claim.PayerId, claim.TransferId, cancellation);
        return isPaid.IsSuccess && await EndAsync(request, claim.TransferId, isPaid.Value, cancellation) is { IsSuccess: true } ended ? ended.Value : request;
    }

    /// <summary>True when the payment was made; else it never can be from now on.</summary>
    internal Task<Result<bool>> VoidUnlessMadeAsync(string payerId, string transferId, CancellationToken cancellation) =>
        partitions.DecideAsync<bool>(LedgerPartitions.OfUser(payerId), view =>
        {
            if (view.Find<TransferDocument>(TransferDocument.IdOf(transferId)) is not null)
            {
                return true;
            }

            if (view.Find<VoidTransferDocument>(VoidTransferDocument.IdOf(transferId)) is null)
            {
                view.Add(new VoidTransferDocument(VoidTransferDocument.IdOf(transferId)));
            }

            return false;
        }, cancellation);
}
