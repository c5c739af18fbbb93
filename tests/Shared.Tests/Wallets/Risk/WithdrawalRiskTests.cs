using CryptoVault.Accounts;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Risk;

public sealed class WithdrawalRiskTests
{
    private const int ManyPayments = 250; // more than are read of anything
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Score_OfAnOrdinaryWithdrawal_IsZero() => Assert.Equal(0, (await JudgedAsync(new Story())).Score);

    [Fact]
    public async Task NewDevice_Alone_ChangesTheScore() => await AssertAloneAsync(new Story { IsDeviceNew = true }, RiskFactors.NewDevice, 25, "first seen");

    [Fact]
    public async Task NewAddress_Alone_ChangesTheScore() => await AssertAloneAsync(new Story { IsAddressNew = true }, RiskFactors.NewAddress, 20, "ever paid");

    [Fact]
    public async Task RiskyAddress_Alone_ChangesTheScore() => await AssertAloneAsync(new Story { IsAddressRisky = true }, RiskFactors.RiskyAddress, 80, "risk-mixer");

    [Fact]
    public async Task DormantAccount_Alone_ChangesTheScore() => await AssertAloneAsync(new Story { QuietDays = 181 }, RiskFactors.DormantAccount, 30, "181 days");

    [Fact]
    public async Task DormantAccount_WithVeryManyPostingsSince_IsStillFound() =>
        await AssertAloneAsync(new Story { QuietDays = 181, Payments = ManyPayments }, RiskFactors.DormantAccount, 30, "181 days");

    [Fact]
    public async Task Score_OfACustomerWithVeryManyPostingsOfLate_IsZero() =>
        Assert.Equal(0, (await JudgedAsync(new Story { QuietDays = 100, Payments = ManyPayments })).Score); // the account is 200 days old, and was never that quiet

    [Fact]
    public async Task DepositThenWithdraw_Alone_ChangesTheScore() =>
        await AssertAloneAsync(new Story { IsJustDeposited = true }, RiskFactors.DepositThenWithdraw, 20, "came in within 24 hours");

    [Fact]
    public async Task JustUnderAThreshold_Alone_ChangesTheScore() =>
        await AssertAloneAsync(new Story { Amount = "0.0166" }, RiskFactors.JustUnderThreshold, 15, "small-automatic"); // 996 dollars

    [Theory]
    [InlineData(899, null)]
    [InlineData(900, "small-automatic")]
    [InlineData(999, "small-automatic")]
    [InlineData(1000, null)]
    [InlineData(1800, "known-automatic")]
    [InlineData(47_000, "limit of 24 hours")]
    public void JustUnder_AThreshold_IsFromNineTenthsOfIt(int dollars, string? named)
    {
        var dollar = world.Assets.Get("USD");
        var thresholds = world.Assess.ThresholdsOf(world.Options.Policy.ToPolicy(world.Assets), world.LimitOptions.ToLimits(world.Assets).Of(2));
        var found = WithdrawalRisk.Assess(
            new RiskEvidence(world.Clock.GetUtcNow(), WalletWorld.Of("1", WalletWorld.Btc), WalletWorld.Of($"{dollars}", dollar)) { WasPaidBefore = true, Thresholds = thresholds }, new());

        Assert.Equal(named is not null, found.Score > 0);
        Assert.All(found.Factors, factor => Assert.Contains(named!, factor.Explanation, StringComparison.Ordinal));
    }

    private async Task AssertAloneAsync(Story story, string code, int points, string explained)
    {
        var risk = await JudgedAsync(story);

        var factor = Assert.Single(risk.Factors);
        Assert.Equal((code, points, points), (factor.Code, factor.Points, risk.Score));
        Assert.Contains(explained, factor.Explanation, StringComparison.Ordinal);
    }

    /// <summary>A customer of a year with one device, who has paid to the address before; then the story's withdrawal.</summary>
    private async Task<RiskAssessment> JudgedAsync(Story story)
    {
        var opened = world.Clock.GetUtcNow();
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        if (!story.IsAddressNew)
        {
            await PayAsync("before");
        }

        world.Risks = story.IsAddressRisky ? [new("risk-mixer", [WalletWorld.Stranger])] : [];
        world.Clock.Advance(TimeSpan.FromDays(100));
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        world.Clock.Advance(TimeSpan.FromDays(story.QuietDays));
        if (story.IsJustDeposited)
        {
            await world.FundAsync(WalletWorld.Ana, "0.006", WalletWorld.Btc);
        }

        for (var i = 0; i < story.Payments; i++)
        {
            await new TransferFunds(world.Partitions, world.Assets, world.Clock).ExecuteAsync(new FundsTransfer(
                $"payment-{i}", LedgerPartitions.OfUser(WalletWorld.Ana), AccountName.Available, LedgerPartitions.OfUser("ben"), AccountName.Available,
                WalletWorld.Of("0.00000001", WalletWorld.Btc), PostingKinds.Transfer, new LedgerReference("transfer", $"{i}"), WalletWorld.Ana));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
        {
            var now = world.Clock.GetUtcNow();
            var since = story.IsDeviceNew ? now - TimeSpan.FromDays(2) : opened;
            view.Put(new ProfileDocument(WalletWorld.Ana, "ana@example.com", "BR", [], opened));
            view.Put(new DevicesDocument([new KnownDevice("device", "print", "net", "Firefox", since, now)], ["session"]));
            view.Put(new SessionDocument("session", now, now.AddDays(1), 0, "hash", now, "print") { DeviceId = "device" });
            return Unit.Value;
        }, default);
        var asked = await world.Request.ExecuteAsync(new RequestWithdrawalCommand(
            WalletWorld.Ana, 3, "BTC", "bitcoin", WalletWorld.Stranger, story.Amount, WalletWorld.Once("key", story.Amount)) { SessionId = "session" });
        Assert.True(asked.IsSuccess, asked.Error?.Message);
        var withdrawal = new WithdrawalReference(WalletWorld.Ana, asked.Value.WithdrawalId);
        await ConfirmedAsync(withdrawal);
        await world.StepAsync(nameof(ScreenWithdrawal), withdrawal);
        return (await world.ReadAsync(withdrawal)).Checks!.Risk!;
    }

    private async Task ConfirmedAsync(WithdrawalReference withdrawal)
    {
        await world.StepAsync(nameof(AskForConfirmation), withdrawal);
        await world.DeliverAsync();
        Assert.True((await world.Confirm.ExecuteAsync(withdrawal, world.Tokens.TextOf(world.Mails[^1].Token!))).IsSuccess);
    }

    private async Task PayAsync(string key)
    {
        var withdrawal = await world.RequestedAsync("0.001", key: key);
        await ConfirmedAsync(withdrawal);
        await world.StepAsync(nameof(ScreenWithdrawal), withdrawal);
        await world.StepAsync(nameof(ApplyPolicy), withdrawal);
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        await world.Chain.MineAsync("bitcoin", 3);
        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowCustody), withdrawal)).Status);
    }

    private sealed record Story
    {
        public string Amount { get; init; } = "0.005";

        public bool IsDeviceNew { get; init; }

        public bool IsAddressNew { get; init; }

        public bool IsAddressRisky { get; init; }

        public bool IsJustDeposited { get; init; }

        public int QuietDays { get; init; } = 30;

        /// <summary>How many payments she makes just before.</summary>
        public int Payments { get; init; }
    }
}
