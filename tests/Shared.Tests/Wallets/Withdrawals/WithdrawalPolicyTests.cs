using CryptoVault.Money;
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
    public void Decide_ByAnyRules_TheFirstThatMatchesDecides()
    {
        var rule =
            from outcome in Gen.Elements("allow", "block", "approve")
            from assets in Gen.Elements<IReadOnlyList<string>?>(null, ["BTC"], ["ETH"], ["BTC", "ETH"])
            from below in Gen.Elements(null, "100", "1000", "5000")
            from least in Gen.Elements(null, "50", "500")
            from level in Gen.Elements<int?>(null, 1, 2)
            select new PolicyRuleOptions { Outcome = outcome, Assets = assets, BelowUsd = below, FromUsd = least, MinKycLevel = level };
        var facts =
            from value in Gen.Elements(null, "1", "50", "99", "100", "999", "1000", "9999")
            from asset in Gen.Elements("BTC", "ETH", "USDT")
            from level in Gen.Choose(0, 3)
            select new PolicyFacts(asset, "bitcoin", Value(value), level);
        var cases = from rules in rule.ListOf() from fact in facts select (Rules: rules, Facts: fact);

        Prop.ForAll(cases.ToArbitrary(), generated =>
        {
            var policy = Policy([.. generated.Rules.Select((one, i) => one with { Name = $"rule-{i}" })]);
            var first = policy.Rules.FirstOrDefault(one => one.Matches(generated.Facts));
            var decision = policy.Decide(generated.Facts);
            return decision.Rule == (first?.Name ?? WithdrawalPolicy.NoRule)
                && decision.Outcome == (first?.Outcome ?? PolicyOutcome.Approve)
                && decision == policy.Decide(generated.Facts);
        }).QuickCheckThrowOnFailure();
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
        new WithdrawalPolicyOptions { Rules = rules.Length == 0 ? [new PolicyRuleOptions { Name = "never", Outcome = "block", Assets = ["NONE"] }] : rules }
            .ToPolicy(AssetCatalog.Default);

    private static PolicyFacts Facts(string? value) => new("BTC", "bitcoin", Value(value), 2);

    private static Amount? Value(string? text) => text is null ? null : WalletWorld.Of(text, Dollar);
}
