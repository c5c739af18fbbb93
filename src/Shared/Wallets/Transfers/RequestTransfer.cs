using CryptoVault.Audit;
using CryptoVault.Compliance.NameScreening;
using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Transfers;

/// <summary>A customer pays another.</summary>
/// <param name="UserId">The payer.</param>
/// <param name="KycLevel">How far the payer is identified at this moment.</param>
/// <param name="To">The payee's address, as sent.</param>
/// <param name="Asset">The asset's code, as sent.</param>
/// <param name="Amount">How much, as sent.</param>
/// <param name="Memo">What the payer says to it, or null.</param>
public sealed record TransferCommand(string UserId, int KycLevel, string To, string Asset, string Amount, string? Memo)
{
    /// <summary>The session that asks; null when none does.</summary>
    public string? SessionId { get; init; }

    /// <summary>True when the account has a second factor.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>True when the second factor was proved a short while ago.</summary>
    public bool HasStepUp { get; init; }
}

/// <summary>What a transfer would do.</summary>
/// <param name="Recipient">Who would get it.</param>
/// <param name="Amount">How much.</param>
public sealed record TransferPreview(Recipient Recipient, Amount Amount);

/// <summary>
/// Pays from one customer to another, at once and for free: one commit takes the money and writes the transfer, the
/// second step follows by message and cannot fail. The id is derived from payer and idempotency key, so the same
/// request is the same transfer for ever.
/// </summary>
public sealed class RequestTransfer(
    Partitions partitions, Recipients recipients, AssetCatalog assets, IUsdValuation valuation, TransferScreening screening, ITransferAdmission admission, WithdrawalPolicies policies,
    WithdrawalOptions options, TimeProvider clock)
{
    /// <summary>The longest memo.</summary>
    public const int LongestMemo = 140;

    /// <summary>Says whom and how much a transfer would pay; changes nothing.</summary>
    public async Task<Result<TransferPreview>> PreviewAsync(TransferCommand command, CancellationToken cancellation = default)
    {
        if (command.KycLevel < options.MinKycLevel)
        {
            return new KycLevelTooLow(command.KycLevel, options.MinKycLevel);
        }

        var amount = TransferAmounts.Read(assets, command.Asset, command.Amount);
        if (!amount.IsSuccess)
        {
            return amount.Error;
        }

        var recipient = await recipients.FindAsync(command.UserId, command.To, cancellation);
        return recipient.Map(found => new TransferPreview(found, amount.Value));
    }

    /// <summary>Makes the transfer.</summary>
    public async Task<Result<TransferDocument>> ExecuteAsync(TransferCommand command, IdempotencyRequest idempotency, CancellationToken cancellation = default) =>
        await SendAsync(
            DerivedId.Of("transfer", command.UserId, idempotency.Key), command, await PreviewAsync(command, cancellation), idempotency, cancellation);

    /// <summary>Makes the transfer under an id that the caller derived, to a recipient who was found.</summary>
    internal async Task<Result<TransferDocument>> SendAsync(
        string transferId, TransferCommand command, Result<TransferPreview> prepared, IdempotencyRequest idempotency, CancellationToken cancellation)
    {
        if (command.KycLevel < options.MinKycLevel)
        {
            return new KycLevelTooLow(command.KycLevel, options.MinKycLevel);
        }

        if (!prepared.IsSuccess)
        {
            return await partitions.DecideAsync(
                LedgerPartitions.OfUser(command.UserId),
                view => view.Once(idempotency, clock.GetUtcNow(), WalletJson.Default.TransferDocument, () => prepared.Error), cancellation);
        }

        var value = await valuation.ValueAsync(prepared.Value.Amount, cancellation);
        var asked = new Asked(
            transferId, command, prepared.Value, value, await screening.ExecuteAsync(command, prepared.Value, value, cancellation), await policies.CurrentAsync(cancellation));
        var made = await partitions.DecideAsync(LedgerPartitions.OfUser(command.UserId), view =>
        {
            var now = clock.GetUtcNow();
            return view.Once(idempotency, now, WalletJson.Default.TransferDocument, () => Pay(view, asked, now));
        }, cancellation);
        if (made.Error is TransferRefused && asked.Screened is { IsSuccess: true, Value.Names: { IsHit: true } names })
        {
            await RecordHitAsync(asked, names, cancellation);
        }

        return made;
    }

    /// <summary>Nothing was paid, and nothing is told to the payer; whoever looks after screening has to know.</summary>
    private async Task RecordHitAsync(Asked asked, NameScreeningResult names, CancellationToken cancellation) =>
        await partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(asked.Command.UserId), view =>
        {
            view.Audit(AuditEntry.OfUser(AuditStreams.Compliance, AuditActions.TransferRefused, asked.Command.UserId)
                .With("payee", $"user:{asked.Preview.Recipient.UserId}").With("amount", $"{asked.Preview.Amount} {asked.Preview.Amount.Asset}")
                .With("lists", string.Join(", ", names.Hits.Select(hit => $"{hit.List} {hit.Version}").Distinct())));
            return Unit.Value;
        }, cancellation);

    private Result<TransferDocument> Pay(PartitionView view, Asked asked, DateTimeOffset now)
    {
        var (id, command, preview, value, screened, policy) = asked;
        var document = new TransferDocument(
            TransferDocument.IdOf(id), id, command.UserId, preview.Recipient.UserId, preview.Recipient.Shown,
            preview.Amount.Asset.Code, preview.Amount.Units, command.Memo, StoredTime.Format(now));
        if (view.Find<TransferDocument>(document.Id) is { } existing)
        {
            // The record of the key is gone after a week; the transfer is there for ever.
            return existing == document with { TransferTime = existing.TransferTime, Checks = existing.Checks } ? existing : new IdempotencyKeyReused();
        }

        if (view.Find<VoidTransferDocument>(VoidTransferDocument.IdOf(id)) is not null)
        {
            return new TransferGivenUp();
        }

        var sent = TransferFunds.Send(view, assets, new FundsTransfer(
            $"transfer:{id}", LedgerPartitions.OfUser(command.UserId), AccountName.Available, LedgerPartitions.OfUser(preview.Recipient.UserId),
            AccountName.Available, preview.Amount, PostingKinds.Transfer, new LedgerReference("transfer", id), command.UserId), now);
        if (!sent.IsSuccess)
        {
            return sent.Error;
        }

        if (!screened.IsSuccess)
        {
            return screened.Error;
        }

        var admitted = admission.Admit(view, new TransferApplication(command, preview.Amount, value, screened.Value, policy), now);
        if (!admitted.IsSuccess)
        {
            return admitted.Error;
        }

        document = document with { Checks = admitted.Value };
        view.Add(document);
        TransferMails.Order(view, document, preview.Amount, now);
        TransferEvent.Tell(view, document, preview.Amount);
        return document;
    }

    /// <summary>A payment with all that was gathered about it.</summary>
    private sealed record Asked(string Id, TransferCommand Command, TransferPreview Preview, Amount? Value, Result<TransferScreened> Screened, WithdrawalPolicy Policy);
}

/// <summary>Reads the amounts of payments between customers.</summary>
internal static class TransferAmounts
{
    /// <summary>Most whole units of an asset in one transfer; a bound against slips of the hand, not a limit of the customer.</summary>
    private const long MostWholeUnits = 100_000_000;

    public static Result<Amount> Read(AssetCatalog assets, string code, string amount)
    {
        if (assets.Find(code) is not { } asset)
        {
            var known = string.Join(", ", assets.All.Select(one => one.Code));
            return new ValidationFailed(new FieldError("/asset", "UNKNOWN_ASSET", $"The assets are: {known}.", code, known));
        }

        return AmountField.Read("/amount", amount, asset, asset.Scale, new Amount(1, asset), new Amount(MostWholeUnits * MoneyMath.PowerOfTen(asset.Scale), asset));
    }
}
