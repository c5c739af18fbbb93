using CryptoVault.Accounts;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Transfers;

/// <summary>A payment that asks to be let through.</summary>
/// <param name="TransferId">Its id.</param>
/// <param name="Command">What was asked.</param>
/// <param name="PayeeId">Who would get it.</param>
/// <param name="Amount">How much.</param>
/// <param name="Value">What it is worth in US dollars; null when there is no recent price, which no rule takes for little.</param>
/// <param name="Policy">The withdrawal policy in force.</param>
public sealed record TransferApplication(string TransferId, TransferCommand Command, string PayeeId, Amount Amount, Amount? Value, WithdrawalPolicy Policy);

/// <summary>Decides, within the commit that pays, whether a payment may be made: limits, cool-offs, screening.</summary>
public interface ITransferAdmission
{
    /// <summary>Why it may not be made, or null; what it counts is written in the same commit.</summary>
    Error? Refuse(PartitionView view, TransferApplication application, DateTimeOffset now);
}

/// <summary>More would be paid to others than the customer's limit allows.</summary>
public sealed record TransferLimitExceeded(string Left, string Window, DateTimeOffset FreeFrom)
    : UnprocessableError("TRANSFER_LIMIT_EXCEEDED", $"That is more than the {Left} USD that you can still pay to others in {Window}; more from {FreeFrom:yyyy-MM-dd HH:mm} UTC on.");

/// <summary>The policy does not let the payment go. It says no more: whom it is about must not learn it from us.</summary>
public sealed record TransferRefused() : ForbiddenError("TRANSFER_REFUSED", "We cannot carry out this payment.");

/// <summary>
/// The rules of withdrawals as far as they concern payments inside the house: cool-offs and a fresh proof of the second factor,
/// from which small payments are exempt; the level's limits; and what the policy blocks. A payment is made at once, so what the
/// policy would have people approve is exempt from that.
/// </summary>
internal sealed class TransferAdmission(TransferOptions options, WithdrawalLimits limits) : ITransferAdmission
{
    /// <summary>The network that policy rules see: none that a withdrawal goes over.</summary>
    public const string Network = "internal";

    private readonly TransferBounds bounds = options.ToBounds();

    public Error? Refuse(PartitionView view, TransferApplication application, DateTimeOffset now)
    {
        var command = application.Command;
        var value = application.Value?.Units;
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        if (profile is { Status: not AccountStatus.Active })
        {
            return new AccountNotActive();
        }

        if (value is null || value >= bounds.ExemptBelow)
        {
            var session = command.SessionId is { } id ? view.Find<SessionDocument>(SessionDocument.IdOf(id)) : null;
            if (CoolOffs.Refuse(profile, session, now) is { } coolOff)
            {
                return coolOff;
            }
        }

        if ((value is null || value >= bounds.StepUpFrom) && !command.HasStepUp)
        {
            return command.HasSecondFactor ? new StepUpRequired() : new SecondFactorRequired();
        }

        var use = TransferUseDocument.In(view, now);
        if (bounds.IsLimited)
        {
            if (value is not { } units)
            {
                return new ServiceUnavailable("There is no recent price, so that limits cannot be checked. Try again.", TimeSpan.FromSeconds(5));
            }

            use = use.With(now, units);
            if (Exceeds(use, units, limits.Of(command.KycLevel), now) is { } exceeded)
            {
                return exceeded;
            }

            view.Put(use);
        }

        return application.Policy.Decide(FactsOf(application, use, profile?.Country)).Outcome == PolicyOutcome.Block ? new TransferRefused() : null;
    }

    private TransferLimitExceeded? Exceeds(TransferUseDocument use, Int128 value, LevelLimits level, DateTimeOffset now) =>
        use.DayUnits > bounds.DayOf(level) ? new TransferLimitExceeded(Left(bounds.DayOf(level)!.Value, use.DayUnits - value), "24 hours", use.DayFreeFrom ?? now)
        : use.MonthUnits > bounds.MonthOf(level) ? new TransferLimitExceeded(Left(bounds.MonthOf(level)!.Value, use.MonthUnits - value), "30 days", use.MonthFreeFrom ?? now)
        : null;

    private static string Left(Int128 most, Int128 used) => DecimalText.Format(most > used ? most - used : 0, 8);

    private static PolicyFacts FactsOf(TransferApplication application, TransferUseDocument use, string? country) =>
        new(application.Amount.Asset.Code, Network, application.Value, application.Command.KycLevel)
        {
            DayValue = application.Value is { } value ? value with { Units = use.DayUnits } : null,
            MonthValue = application.Value is { } worth ? worth with { Units = use.MonthUnits } : null,
            Destination = DestinationKind.Internal,
            Country = country,
        };
}
