using CryptoVault.Accounts;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Wallets.Transfers;

/// <summary>A payment that asks to be let through.</summary>
/// <param name="TransferId">Its id.</param>
/// <param name="Command">What was asked.</param>
/// <param name="PayeeId">Who would get it.</param>
/// <param name="Value">What it is worth in US dollars; null when there is no recent price, which no rule takes for little.</param>
public sealed record TransferApplication(string TransferId, TransferCommand Command, string PayeeId, Amount? Value);

/// <summary>Decides, within the commit that pays, whether a payment may be made: limits, cool-offs, screening.</summary>
public interface ITransferAdmission
{
    /// <summary>Why it may not be made, or null; what it counts is written in the same commit.</summary>
    Error? Refuse(PartitionView view, TransferApplication application, DateTimeOffset now);
}

/// <summary>More would be paid in 24 hours than the customer's limit allows.</summary>
public sealed record TransferLimitExceeded(string Left, DateTimeOffset FreeFrom)
    : UnprocessableError("TRANSFER_LIMIT_EXCEEDED", $"That is more than the {Left} USD that you can still pay to others today; more from {FreeFrom:yyyy-MM-dd HH:mm} UTC on.");

/// <summary>
/// The rules of withdrawals as far as they concern payments inside the house: cool-offs and a daily limit, from which small
/// payments are exempt, and a fresh proof of the second factor for large ones.
/// </summary>
internal sealed class TransferAdmission(TransferOptions options) : ITransferAdmission
{
    private readonly TransferBounds bounds = options.ToBounds();

    public Error? Refuse(PartitionView view, TransferApplication application, DateTimeOffset now)
    {
        var command = application.Command;
        var value = application.Value?.Units;
        if (value is null || value >= bounds.ExemptBelow)
        {
            var session = command.SessionId is { } id ? view.Find<SessionDocument>(SessionDocument.IdOf(id)) : null;
            if (CoolOffs.Refuse(view.Find<ProfileDocument>(ProfileDocument.DocumentId), session, now) is { } coolOff)
            {
                return coolOff;
            }
        }

        return (value is null || value >= bounds.StepUpFrom) && !command.HasStepUp
            ? command.HasSecondFactor ? new StepUpRequired() : new SecondFactorRequired()
            : bounds.Day > 0 ? Count(view, value ?? 0, now) : null;
    }

    private TransferLimitExceeded? Count(PartitionView view, Int128 value, DateTimeOffset now)
    {
        var recent = (view.Find<TransferUseDocument>(TransferUseDocument.DocumentId)?.Recent ?? []).Where(use => now < EndOf(use)).ToList();
        Int128 used = 0;
        foreach (var use in recent)
        {
            used += use.UsdUnits;
        }

        if (used + value > bounds.Day)
        {
            return new TransferLimitExceeded(DecimalText.Format(bounds.Day > used ? bounds.Day - used : 0, 8), recent.Count > 0 ? EndOf(recent[0]) : now);
        }

        var quarter = StoredTime.Format(new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TransferUseDocument.Quarter.Ticks), TimeSpan.Zero));
        view.Put(new TransferUseDocument(recent.Count > 0 && recent[^1] is var last && last.Time == quarter
            ? [.. recent.SkipLast(1), last with { UsdUnits = last.UsdUnits + value }]
            : [.. recent, new TransferUse(quarter, value)]));
        return null;
    }

    private static DateTimeOffset EndOf(TransferUse use) => StoredTime.Parse(use.Time) + TransferUseDocument.Quarter + TransferUseDocument.Window;
}
