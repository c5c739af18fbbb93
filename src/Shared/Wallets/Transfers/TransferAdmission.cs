using CryptoVault.Accounts;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Fees;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Transfers;

/// <summary>A payment that asks to be let through.</summary>
/// <param name="Command">What was asked.</param>
/// <param name="Amount">How much.</param>
/// <param name="Value">What it is worth in US dollars; null when there is no recent price, which no rule takes for little.</param>
/// <param name="Screened">What screening found.</param>
/// <param name="Policy">The withdrawal policy in force.</param>
public sealed record TransferApplication(TransferCommand Command, Amount Amount, Amount? Value, TransferScreened Screened, WithdrawalPolicy Policy);

/// <summary>Decides, within the commit that pays, whether a payment may be made: limits, cool-offs, screening.</summary>
public interface ITransferAdmission
{
    /// <summary>What is recorded of the checks, or why it may not be made; what it counts is written in the same commit.</summary>
    Result<TransferChecks> Admit(PartitionView view, TransferApplication application, DateTimeOffset now);
}

/// <summary>
/// The rules of withdrawals as far as they concern payments inside the house. Small payments are exempt from cool-offs and from the
/// behaviour score; none is from screening of names, the level's limits and what the policy blocks. A payment is made at once, so
/// what the policy would have people approve is exempt from that.
/// </summary>
internal sealed class TransferAdmission(TransferOptions options, WithdrawalLimits limits, WithdrawalRiskOptions riskOptions, AssetCatalog assets) : ITransferAdmission
{
    /// <summary>The network that policy rules see: none that a withdrawal goes over.</summary>
    public const string Network = "internal";

    private readonly TransferBounds bounds = options.ToBounds();

    public Result<TransferChecks> Admit(PartitionView view, TransferApplication application, DateTimeOffset now)
    {
        var command = application.Command;
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var session = command.SessionId is { } id ? view.Find<SessionDocument>(SessionDocument.IdOf(id)) : null;
        var coolOff = bounds.IsExempt(application.Value) ? null : CoolOffs.Refuse(profile, session, now);
        if ((AccountNotActive.Of(profile) ?? coolOff) is { } notNow)
        {
            return notNow;
        }

        if (bounds.NeedsStepUp(application.Value) && !command.HasStepUp)
        {
            return command.HasSecondFactor ? new StepUpRequired() : new SecondFactorRequired();
        }

        var use = TransferUseDocument.In(view, now);
        if (bounds.IsLimited)
        {
            if (application.Value is not { Units: var units })
            {
                return new ServiceUnavailable("There is no recent price, so that limits cannot be checked. Try again.", TimeSpan.FromSeconds(5));
            }

            use = use.With(now, units);
            if (Exceeds(use, units, limits.Of(command.KycLevel), now) is { } exceeded)
            {
                return exceeded;
            }
        }

        var risk = application.Screened.Evidence is { } evidence ? Judge(evidence with { DeviceSince = DeviceAge.Since(view, session) }, application) : null;
        var decision = application.Policy.DecideAtOnce(FactsOf(view, application, use, profile?.Country, risk, now));
        if (application.Screened.Names.IsHit || decision.Outcome == PolicyOutcome.Block)
        {
            return new TransferRefused();
        }

        if (risk?.Score >= options.RefuseFromRisk)
        {
            return new TransferUnusual();
        }

        if (bounds.IsLimited)
        {
            view.Put(use);
        }

        return new TransferChecks(decision.PolicyId, decision.PolicyVersion, decision.Rule, application.Screened.Names.ListVersion, risk?.Score);
    }

    private TransferLimitExceeded? Exceeds(TransferUseDocument use, Int128 value, LevelLimits level, DateTimeOffset now) =>
        use.DayUnits > bounds.DayOf(level) ? new TransferLimitExceeded(Left(bounds.DayOf(level)!.Value, use.DayUnits - value), "24 hours", use.DayFreeFrom ?? now)
        : use.MonthUnits > bounds.MonthOf(level) ? new TransferLimitExceeded(Left(bounds.MonthOf(level)!.Value, use.MonthUnits - value), "30 days", use.MonthFreeFrom ?? now)
        : null;

    private static string Left(Int128 most, Int128 used) => DecimalText.Format(most > used ? most - used : 0, 8);

    /// <summary>More is asked of the payer from the step-up on, at the limit of a day, and where the policy's rules begin or end.</summary>
    private RiskAssessment Judge(RiskEvidence evidence, TransferApplication application)
    {
        var dollar = assets.Get("USD");
        var thresholds = ValueThreshold.Of(application.Policy.Rules).Append(new ValueThreshold("the step-up", new Amount(bounds.StepUpFrom, dollar)));
        if (bounds.DayOf(limits.Of(application.Command.KycLevel)) is { } day)
        {
            thresholds = thresholds.Append(new ValueThreshold("the limit of 24 hours", new Amount(day, dollar)));
        }

        return WithdrawalRisk.Assess(evidence with { Thresholds = [.. thresholds] }, riskOptions);
    }

    private static PolicyFacts FactsOf(
        PartitionView view, TransferApplication application, TransferUseDocument use, string? country, RiskAssessment? risk, DateTimeOffset now) =>
        new(application.Amount.Asset.Code, Network, application.Value, application.Command.KycLevel)
        {
            DayValue = application.Value is { } value ? value with { Units = use.DayUnits } : null,
            MonthValue = application.Value is { } worth ? worth with { Units = use.MonthUnits } : null,
            Destination = DestinationKind.Internal,
            Country = country,
            Tier = application.Screened.Fees.TierOf(view.Find<FeeProfileDocument>(FeeProfileDocument.DocumentId)?.VolumeAt(now) ?? 0),
            Risk = risk?.Score ?? 0,
        };
}
