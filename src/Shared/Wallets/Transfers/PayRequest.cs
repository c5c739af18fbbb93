using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Money;
using CryptoVault.Results;

namespace CryptoVault.Wallets.Transfers;

/// <summary>Pays a request for money: claims it, pays, marks it as paid.</summary>
public sealed class PayRequest(PaymentRequests requests, PaymentClaims claims, RequestTransfer transfers, AssetCatalog assets)
{
    /// <summary>Pays it. The same key again is the same payment; a refused payment sets the request free at once.</summary>
    /// <param name="code">The link's code.</param>
    /// <param name="payer">Who pays; recipient, asset, amount and memo are the request's.</param>
    /// <param name="idempotency">The key.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Result<TransferDocument>> ExecuteAsync(string code, TransferCommand payer, IdempotencyRequest idempotency, CancellationToken cancellation = default)
    {
        var found = await requests.FindAsync(code, cancellation);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var request = found.Value.Document;
        if (request.UserId == payer.UserId)
        {
            return new TransferToSelf();
        }

        var transferId = DerivedId.Of("request-payment", request.RequestId, payer.UserId, idempotency.Key);
        var claimed = await claims.ClaimAsync(request.UserId, request.RequestId, payer.UserId, transferId, cancellation);
        if (!claimed.IsSuccess)
        {
            return claimed.Error;
        }

        // From here on nothing is left half done: the claim must not outlive the request.
        var amount = new Amount(request.Units, assets.Get(request.Asset));
        var command = payer with { To = found.Value.Recipient.Shown, Asset = request.Asset, Amount = amount.ToString(), Memo = request.Memo.ValueOrNull };
        var once = idempotency with { BodyHash = $"{idempotency.BodyHash}:{code}" }; // the key is of one request
        var paid = await transfers.SendAsync(transferId, command, new TransferPreview(found.Value.Recipient, amount), once, CancellationToken.None);
        var isPaid = paid.IsSuccess ? true : await claims.VoidUnlessMadeAsync(payer.UserId, transferId, CancellationToken.None);
        if (isPaid.IsSuccess)
        {
            await claims.EndAsync(request, transferId, isPaid.Value, CancellationToken.None);
        }

        return paid;
    }
}
