using CryptoVault.Money;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class WithdrawalPolicyTests
{
    private static readonly Asset Dollar = AssetCatalog.Default.Get("USD");

    [Theory]
    [InlineData("999.99999999", "small-automatic", PolicyOutcome.Allow)]
    [InlineData("1000", "reviewer", PolicyOutcome.Approve)]
    [InlineData(null, "reviewer", PolicyOutcome.Approve)]
    public void Defaults_ByValue_AllowBelowAThousandDollars(string? value, string rule, PolicyOutcome outcome)
    {
        var decision = new WithdrawalPolicyOptions().ToPolicy(AssetCatalog.Default).Decide(Facts(value));

        Assert.Equal((rule, outcome), (decision.Rule, decision.Outcome));
        Assert.Equal(outcome == PolicyOutcome.Approve, decision.Quorum is not null);
    }

    [Fact]
    public void Decide_WithoutAMatchingRule_AsksPeople()
    {
        var policy = Policy(new PolicyRuleOptions { Name = "eth", Outcome = "allow", Assets = ["ETH"] });
        var decision = policy.Decide(Facts("1"));

        Assert.Equal((WithdrawalPolicy.NoRule, PolicyOutcome.Approve), (decision.Rule, decision.Outcome));
        Assert.NotNull(decision.Quorum);
    }

    [Fact]
    public void DecideAtOnce_WithRulesThatAskPeople_PassesThemOverAndStillBlocks()
    {
        var policy = Policy(
            new PolicyRuleOptions { Name = "risky", Outcome = "approve", MinRisk = 0 },
            new PolicyRuleOptions { Name = "listed-country", Outcome = "block", Countries = ["KP"] },
            new PolicyRuleOptions { Name = "rest", Outcome = "approve" });

        Assert.Equal(("listed-country", PolicyOutcome.Block), Decided("KP"));
        Assert.Equal((WithdrawalPolicy.NoRule, PolicyOutcome.Allow), Decided("DE"));
        Assert.Equal(("listed-country", PolicyOutcome.Block), Decided(null)); // what cannot be judged is not let go

        (string, PolicyOutcome) Decided(string? country)
        {
            var decision = policy.DecideAtOnce(Facts("1") with { Country = country });
            return (decision.Rule, decision.Outcome);
        }
    }

    [Fact]
    public void Decide_ByAnyRules_TheFirstThatMatchesDecides() => Prop.ForAll(Cases(withUnknown: false).ToArbitrary(), generated =>
    {
        var policy = Policy(Named(generated.Rules));
        var first = policy.Rules.FirstOrDefault(one => one.Match(generated.Facts) == PolicyMatch.Yes);
        var decision = policy.Decide(generated.Facts);
        return decision.Rule == (first?.Name ?? WithdrawalPolicy.NoRule)
            && decision.Outcome == (first?.Outcome ?? PolicyOutcome.Approve)
            && decision == policy.Decide(generated.Facts);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decide_WhenARuleBlocks_NothingAfterItLetsItGo() => Prop.ForAll(
        (from one in Cases(withUnknown: false) from more in AnyRule.ListOf() select (one.Rules, one.Facts, More: more)).ToArbitrary(),
        generated =>
        {
            var decision = Policy(Named(generated.Rules)).Decide(generated.Facts);
            var longer = Policy(Named([.. generated.Rules, .. generated.More.Take(PolicyReader.MostRules - generated.Rules.Count)])).Decide(generated.Facts);
            return decision.Outcome != PolicyOutcome.Block || decision == longer;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decide_WhenNoRuleMatches_PeopleDecide() => Prop.ForAll(Cases(withUnknown: true).ToArbitrary(), generated =>
    {
        var policy = Policy(Named(generated.Rules));
        var decision = policy.Decide(generated.Facts);
        return policy.Rules.Any(rule => rule.Match(generated.Facts) != PolicyMatch.No)
            || (decision.Rule == WithdrawalPolicy.NoRule && decision.Outcome == PolicyOutcome.Approve && decision.Quorum == policy.Otherwise);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decide_WithUnknownFacts_NeverLetsGoWhatSomeKnownFactWouldNot() => Prop.ForAll(Cases(withUnknown: true).ToArbitrary(), generated =>
    {
        var policy = Policy(Named(generated.Rules));
        if (policy.Decide(generated.Facts).Outcome != PolicyOutcome.Allow)
        {
            return true;
        }

        var guesses = from value in new[] { "1", "75", "700", "3000", "9000" }
                      from risk in new[] { 0, 60, 100 }
                      from country in new[] { "DE", "US" }
                      select generated.Facts with { Value = generated.Facts.Value ?? Value(value), Risk = generated.Facts.Risk ?? risk, Country = generated.Facts.Country ?? country };
        return guesses.All(facts => policy.Decide(facts).Outcome == PolicyOutcome.Allow);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("assets")]
    [InlineData("networks")]
    [InlineData("value")]
    [InlineData("day")]
    [InlineData("month")]
    [InlineData("destination")]
    [InlineData("known")]
    [InlineData("country")]
    [InlineData("kyc")]
    [InlineData("tier")]
    [InlineData("risk")]
    [InlineData("actor")]
    public void Match_OfEachCondition_HoldsForWhatItNamesAndNotForAnother(string condition)
    {
        var (rule, holds, fails) = condition switch
        {
            "assets" => (new PolicyRuleOptions { Assets = ["BTC"] }, Facts("1"), Facts("1") with { Asset = "ETH" }),
            "networks" => (new() { Networks = ["bitcoin"] }, Facts("1"), Facts("1") with { Network = "tron" }),
            "value" => (new() { FromUsd = "10", BelowUsd = "20" }, Facts("10"), Facts("20")),
            "day" => (new() { DayFromUsd = "10" }, Facts("1") with { DayValue = Value("10") }, Facts("1") with { DayValue = Value("9") }),
            "month" => (new() { MonthBelowUsd = "10" }, Facts("1") with { MonthValue = Value("9") }, Facts("1") with { MonthValue = Value("10") }),
            "destination" => (new() { Destinations = ["one_time"] }, Facts("1"), Facts("1") with { Destination = DestinationKind.Internal }),
            "known" => (new() { MinKnownDays = 30 }, Facts("1") with { KnownDays = 30 }, Facts("1") with { KnownDays = 29 }),
            "country" => (new() { Countries = ["DE"] }, Facts("1") with { Country = "DE" }, Facts("1") with { Country = "US" }),
            "kyc" => (new() { MinKycLevel = 2, MaxKycLevel = 2 }, Facts("1"), Facts("1") with { KycLevel = 3 }),
            "tier" => (new() { MinTier = 2, MaxTier = 3 }, Facts("1") with { Tier = 2 }, Facts("1") with { Tier = 1 }),
            "risk" => (new() { MinRisk = 50, MaxRisk = 60 }, Facts("1") with { Risk = 50 }, Facts("1") with { Risk = 61 }),
            _ => (new PolicyRuleOptions { Actor = "api_key" }, Facts("1") with { IsByApiKey = true }, Facts("1")),
        };
        var read = Policy(rule with { Name = "one", Outcome = "allow" }).Rules[0];

        Assert.Equal((PolicyMatch.Yes, PolicyMatch.No), (read.Match(holds), read.Match(fails)));
    }

    [Fact]
    public void Decide_ByAQuorumOfTwoGroups_RecordsBoth()
    {
        var policy = Policy(new PolicyRuleOptions
        {
            Name = "large", Outcome = "approve", FromUsd = "10000",
            Approvals = [new() { Roles = ["treasury"] }, new() { Roles = ["compliance_officer"] }],
        });

        var quorum = policy.Decide(Facts("10000")).Quorum!;
        Assert.Equal([("treasury", 1), ("compliance_officer", 1)], quorum.Groups.Select(group => (group.Roles.Single(), group.Count)));
    }

    [Theory]
    [InlineData("99.99", "Whitelisted", 90, true)]
    [InlineData("100", "Whitelisted", 90, false)]
    [InlineData("1", "Whitelisted", 89, false)]
    [InlineData("1", "OneTime", 90, false)]
    [InlineData(null, "Whitelisted", 90, false)]
    public void MailExemption_OfWithdrawals_IsForSmallOnesToLongKnownAddresses(string? value, string destination, int days, bool exempt)
    {
        var policy = new WithdrawalPolicyOptions { MailExemption = new MailExemptionOptions { BelowUsd = "100", KnownDays = 90 } }.ToPolicy(AssetCatalog.Default);
        var facts = Facts(value) with { Destination = Enum.Parse<DestinationKind>(destination), KnownDays = days };

        Assert.Equal(exempt, policy.IsExemptFromMail(facts));
        Assert.False(new WithdrawalPolicyOptions().ToPolicy(AssetCatalog.Default).IsExemptFromMail(facts));
    }

    [Theory]
    [InlineData("", "allow", null, "treasury")]
    [InlineData("r", "perhaps", null, "treasury")]
    [InlineData("r", "allow", "a lot", "treasury")]
    [InlineData("r", "approve", null, "king")]
    public void ToPolicy_OfAWrongConfiguration_NamesWhatIsWrong(string name, string outcome, string? below, string role)
    {
        var options = new PolicyRuleOptions { Name = name, Outcome = outcome, BelowUsd = below, Approvals = [new ApprovalGroupOptions { Roles = [role] }] };

        Assert.Contains("Wallets:Withdrawals:Policy", Assert.Throws<ArgumentException>(() => Policy(options)).Message, StringComparison.Ordinal);
    }

    private static WithdrawalPolicy Policy(params PolicyRuleOptions[] rules) =>
        new WithdrawalPolicyOptions { Rules = rules.Length == 0 ? [new PolicyRuleOptions { Name = "never", Outcome = "block", Assets = ["EUR"] }] : rules }
            .ToPolicy(AssetCatalog.Default);

    private static Gen<PolicyRuleOptions> AnyRule =>
        from outcome in Gen.Elements("allow", "block", "approve")
        from assets in Gen.Elements<IReadOnlyList<string>?>(null, ["BTC"], ["ETH"], ["BTC", "ETH"])
        from below in Gen.Elements(null, "100", "1000", "5000")
        from least in Gen.Elements(null, "50", "90")
        from level in Gen.Elements<int?>(null, 1, 2)
        from risk in Gen.Elements<int?>(null, null, 50)
        from countries in Gen.Elements<IReadOnlyList<string>?>(null, null, ["DE"])
        select new PolicyRuleOptions { Outcome = outcome, Assets = assets, BelowUsd = below, FromUsd = least, MinKycLevel = level, MinRisk = risk, Countries = countries };

    private static Gen<(IReadOnlyList<PolicyRuleOptions> Rules, PolicyFacts Facts)> Cases(bool withUnknown)
    {
        var facts =
            from value in withUnknown ? Gen.Elements(null, null, "1", "999") : Gen.Elements<string?>("1", "50", "99", "100", "999", "1000", "9999")
            from asset in Gen.Elements("BTC", "ETH", "USDT")
            from level in Gen.Choose(0, 3)
            from risk in withUnknown ? Gen.Elements<int?>(null, 10) : Gen.Elements<int?>(0, 49, 50, 100)
            from country in withUnknown ? Gen.Elements(null, "DE") : Gen.Elements<string?>("DE", "US")
            select new PolicyFacts(asset, "bitcoin", Value(value), level) { Risk = risk, Country = country, Destination = DestinationKind.OneTime };
        return from rules in AnyRule.ListOf() from fact in facts select ((IReadOnlyList<PolicyRuleOptions>)[.. rules], fact);
    }

    private static PolicyRuleOptions[] Named(IReadOnlyList<PolicyRuleOptions> rules) => [.. rules.Select((one, i) => one with { Name = $"rule-{i}" })];

    private static PolicyFacts Facts(string? value) => new("BTC", "bitcoin", Value(value), 2) { Risk = 0, Destination = DestinationKind.OneTime };

    private static Amount? Value(string? text) => text is null ? null : WalletWorld.Of(text, Dollar);
}
