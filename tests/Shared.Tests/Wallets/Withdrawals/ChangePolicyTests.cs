using CryptoVault.Accounts;
using CryptoVault.Results;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

public sealed class ChangePolicyTests
{
    private static readonly WithdrawalPolicyOptions NoBitcoin =
        new() { Rules = [new PolicyRuleOptions { Name = "no-btc", Outcome = "block", Assets = ["BTC"] }, new PolicyRuleOptions { Name = "rest", Outcome = "allow" }] };

    private readonly WalletWorld world = new();

    [Fact]
    public async Task Publish_ByASecondAdmin_DecidesFromThenOn()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var drafted = await world.ChangePolicy.DraftAsync(By("adam", "0"), NoBitcoin);
        Assert.Equal((1, 0), (drafted.Value.Revision, drafted.Value.InForce));
        Assert.Equal("configured", (await world.Policies.CurrentAsync()).Id);

        var published = await world.ChangePolicy.PublishAsync(By("eve", "1"));
        Assert.Equal((2, 1, null), (published.Value.Revision, published.Value.InForce, published.Value.Draft));
        var withdrawal = await world.JudgedAsync("0.01");

        var document = await world.ReadAsync(withdrawal);
        Assert.Equal(WithdrawalStatus.Rejected, document.Status);
        Assert.Equal(("withdrawals", 1, "no-btc"), (document.PolicyDecision!.PolicyId, document.PolicyDecision.PolicyVersion, document.PolicyDecision.Rule));
        Assert.Equal("We cannot carry out this withdrawal.", document.Reason);
        world.AssertSound();
    }

    [Fact]
    public async Task Publish_ByWhoWroteTheDraft_IsRefusedAndChangesNothing()
    {
        await world.ChangePolicy.DraftAsync(By("adam", "0"), NoBitcoin);
        var before = world.Digest();

        Assert.IsType<DrafterCannotPublish>((await world.ChangePolicy.PublishAsync(By("adam", "1"))).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Change_OfWhatSomebodyChangedMeanwhile_IsRefusedAndChangesNothing()
    {
        await world.ChangePolicy.DraftAsync(By("adam", "0"), NoBitcoin);
        var before = world.Digest();

        Assert.IsType<PolicyChanged>((await world.ChangePolicy.DraftAsync(By("eve", "0"), NoBitcoin)).Error);
        Assert.IsType<PolicyChanged>((await world.ChangePolicy.PublishAsync(By("eve", "0"))).Error);
        Assert.IsType<PolicyChanged>((await world.ChangePolicy.DiscardAsync(By("eve", "2"))).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Publish_WithoutADraft_IsRefusedAndChangesNothing()
    {
        var before = world.Digest();

        Assert.IsType<NoPolicyDraft>((await world.ChangePolicy.PublishAsync(By("eve", "0"))).Error);
        Assert.IsType<NoPolicyDraft>((await world.ChangePolicy.DiscardAsync(By("eve", "0"))).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Draft_ThatIsWrong_NamesEverythingAndChangesNothing()
    {
        var before = world.Digest();
        var drafted = await world.ChangePolicy.DraftAsync(By("adam", "0"), new WithdrawalPolicyOptions
        {
            Rules =
            [
                new PolicyRuleOptions { Name = "a", Outcome = "perhaps", FromUsd = "10", BelowUsd = "10", Countries = ["XX"], MinRisk = 101 },
                new PolicyRuleOptions { Name = "a", Outcome = "approve", Approvals = [new ApprovalGroupOptions { Roles = ["customer"], Count = 9 }] },
            ],
            MailExemption = new MailExemptionOptions { BelowUsd = "100", KnownDays = 1 },
        });

        Assert.Equal(
            ["/mailExemption/knownDays", "/rules/0/belowUsd", "/rules/0/countries/0", "/rules/0/minRisk", "/rules/0/outcome", "/rules/1/approvals/0/count", "/rules/1/approvals/0/roles", "/rules/1/name"],
            Assert.IsType<ValidationFailed>(drafted.Error).Fields.Select(field => field.Pointer).Order(StringComparer.Ordinal));
        Assert.Equal("/rules", Assert.Single((await world.ChangePolicy.DraftAsync(By("adam", "0"), new WithdrawalPolicyOptions())).Error!.Fields).Pointer);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Versions_PublishedOneAfterAnother_AllStay()
    {
        await PublishAsync(NoBitcoin, 0);
        await PublishAsync(NoBitcoin with { Rules = [NoBitcoin.Rules[1]] }, 2);

        var read = await world.Policies.ReadAsync();
        Assert.Equal((2, 1), (read.Head.InForce, read.Terms.Rules.Count));
        Assert.Equal([("adam", "eve"), ("adam", "eve")], read.Head.Versions.Select(version => (version.Drafted.By, version.Published.By)));
        Assert.Equal("no-btc", (await world.Policies.FindAsync(1)).Value.Rules[0].Name);
        Assert.IsType<PolicyVersionNotFound>((await world.Policies.FindAsync(3)).Error);
    }

    [Fact]
    public async Task Simulate_OfADraft_NamesTheRuleAndChangesNothing()
    {
        var facts = new PolicyFacts("BTC", "bitcoin", WalletWorld.Of("50", world.Assets.Get("USD")), 2) { Risk = 0, Destination = DestinationKind.OneTime };
        Assert.IsType<NoPolicyDraft>((await world.Policies.SimulateAsync(facts, draft: true)).Error);
        await world.ChangePolicy.DraftAsync(By("adam", "0"), NoBitcoin);
        var before = world.Digest();

        Assert.Equal("no-btc", (await world.Policies.SimulateAsync(facts, draft: true)).Value.Decision.Rule);
        var present = (await world.Policies.SimulateAsync(facts, draft: false)).Value;
        Assert.Equal("small-automatic", present.Decision.Rule);
        Assert.Equal([PolicyMatch.No, PolicyMatch.No, PolicyMatch.Yes, PolicyMatch.Yes], present.Rules.Select(rule => rule.Match));
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Mail_ForASmallWithdrawalToALongKnownAddress_IsNotNeededWhereThePolicySaysSo()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        await PublishAsync(NoBitcoin with { Rules = [NoBitcoin.Rules[1]], MailExemption = new MailExemptionOptions { BelowUsd = "100", KnownDays = 30 } }, 0);
        var added = (await world.AddressBook.AddAsync(new(WalletWorld.Ana, "bitcoin", WalletWorld.Stranger, "mine", null))).Value;
        await world.DeliverAsync();
        await world.AddressBook.ConfirmAsync(WalletWorld.Ana, added.Entry.AddressId, world.Tokens.TextOf(world.Mails[^1].Token!));
        world.Clock.Advance(TimeSpan.FromDays(31));
        var (large, small) = (await world.RequestedAsync("0.01", key: "large"), await world.RequestedAsync("0.001", key: "small"));

        Assert.Equal(WithdrawalStatus.EmailConfirmation, (await world.StepAsync(nameof(AskForConfirmation), large)).Status);
        Assert.Equal(WithdrawalStatus.Screening, (await world.StepAsync(nameof(AskForConfirmation), small)).Status);
        Assert.Equal("withdrawals:1", (await world.ReadAsync(small)).Checks!.MailExemptedBy);
        await world.StepAsync(nameof(ScreenWithdrawal), small);
        Assert.Equal(WithdrawalStatus.AutoApproved, (await world.StepAsync(nameof(ApplyPolicy), small)).Status);
    }

    private async Task PublishAsync(WithdrawalPolicyOptions terms, int revision)
    {
        Assert.True((await world.ChangePolicy.DraftAsync(By("adam", $"{revision}"), terms)).IsSuccess);
        Assert.True((await world.ChangePolicy.PublishAsync(By("eve", $"{revision + 1}"))).IsSuccess);
    }

    private static PolicyChange By(string admin, string revision) => new(WalletWorld.Staff(admin, Role.Admin), "because", revision);
}
