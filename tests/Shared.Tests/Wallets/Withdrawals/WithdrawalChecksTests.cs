using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Compliance.NameScreening;
using CryptoVault.Storage;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.TravelRule;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class WithdrawalChecksTests
{
    private const string Time = "2026-01-01T00:00:00.0000000Z";

    [Fact]
    public void Checks_WrittenAndRead_AreTheSame()
    {
        var checks = new WithdrawalChecks
        {
            Destination = new WithdrawalDestination(DestinationKind.Whitelisted, "entry", Time) { IsProvedOwn = true, Label = "Mine" },
            Limits = new LimitUse(2, 600_00000000, new WindowUse(1, 20, 600_00000000, 50_000_00000000), new WindowUse(3, 200, 900_00000000, 500_000_00000000)),
            Screening = new AddressScreeningResult(AddressScreeningOutcome.Hit, Time, "v1", 3, [new AddressHit("own", "v1", "Equal to an entry.")]),
            Names = new NameScreeningResult(Time, "v2", 5, [new NameHit("sanctions-x", "v2", "All words.")]),
            Risk = RiskAssessment.Of([new RiskFactor(RiskFactors.NewAddress, 20, "Never paid to."), new RiskFactor(RiskFactors.NewDevice, 30, "First seen today.")]),
            TravelRule = new TravelRuleReference("EU", true, false, false, "travel-rule:1", "message"),
        };
        var written = new WithdrawalDocument("withdrawal:1", "1", "ana", "BTC", "bitcoin", "a", 1, 1, 3, 2, Time, WithdrawalStatus.Requested, Time) { Checks = checks };

        var read = DocumentCodec.Decode<WithdrawalDocument>(DocumentCodec.Encode(written)).Checks!;

        Assert.Equal(checks.Destination, read.Destination);
        Assert.Equal(checks.Limits, read.Limits);
        Assert.Equal(checks.Screening.Hits, read.Screening!.Hits);
        Assert.Equal(checks.Screening with { Hits = [] }, read.Screening with { Hits = [] });
        Assert.Equal(checks.Names.Hits, read.Names!.Hits);
        Assert.Equal(checks.Names with { Hits = [] }, read.Names with { Hits = [] });
        Assert.Equal(checks.Risk.Factors, read.Risk!.Factors);
        Assert.Equal(50, read.Risk.Score);
        Assert.Equal(checks.TravelRule, read.TravelRule);
    }

    [Fact]
    public void Risk_OfManyHeavyFactors_IsAtMostAHundred() =>
        Assert.Equal(RiskAssessment.HighestScore, RiskAssessment.Of([new("A", 70, ""), new("B", 60, "")]).Score);
}
