using CryptoVault.Accounts;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.Registration;
using CryptoVault.Idempotency;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Ledger.Holds;
using CryptoVault.Ledger.Verification;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Ledger.Adjustments;

public sealed class AdjustmentTests
{
    private static readonly Asset Btc = WalletWorld.Btc;

    private readonly WalletWorld world = new();
    private readonly AdjustmentOptions options = new();
    private readonly ReadAdjustments read;
    private readonly ProposeAdjustment propose;
    private readonly DecideAdjustment decide;
    private readonly ExpireAdjustments expireAdjustments;
    private readonly ExpireHolds expireHolds;
    private readonly ProvisionAccount provision;

    public AdjustmentTests()
    {
        var emails = new EmailDirectory(world.Partitions, new AccountPartitions(new WalletWorld.OneKey()), new AccountOptions());
        read = new ReadAdjustments(world.Store);
        propose = new ProposeAdjustment(world.Partitions, new FindAccounts(world.Store, emails), read, world.Assets, options, world.Clock);
        decide = new DecideAdjustment(world.Partitions, read, world.Assets, world.Clock);
        expireAdjustments = new ExpireAdjustments(world.Partitions, world.Store, world.Assets, world.Clock, new ExpiryOptions());
        expireHolds = new ExpireHolds(world.Partitions, world.Store, world.Assets, world.Clock, new ExpiryOptions());
        provision = new ProvisionAccount(world.Partitions, emails, world.Ids);
    }

    [Theory]
    [InlineData(AdjustmentKind.Expense, AccountName.Expense)]
    [InlineData(AdjustmentKind.Receivable, AccountName.Receivable)]
    [InlineData(AdjustmentKind.Revenue, AccountName.Revenue)]
    public async Task Approve_OfAnIncrease_GivesTheCustomerTheMoneyOnceAtTheCostOfItsKind(AdjustmentKind kind, AccountName account)
    {
        await CustomerAsync("1");
        var proposed = await ProposeAsync("0.2", AdjustmentDirection.Increase, kind);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("ana", Btc));

        var approved = (await DecideAsync(proposed, "tom")).Value;
        await world.DeliverAsync();

        Assert.Equal((AdjustmentStatus.Approved, 2, "tom", "looks right"), (approved.Status, approved.Version, approved.Decided!.UserId, approved.Decided.Reason));
        Assert.Equal(("1.20000000", "0.00000000"), await world.BalanceAsync("ana", Btc));
        Assert.Equal("-0.20000000", world.HouseBalance(account, Btc));
        Assert.IsType<AdjustmentChanged>((await DecideAsync(proposed, "tom")).Error);
        Assert.IsType<AdjustmentClosed>((await DecideAsync(approved, "tom")).Error);
        Assert.Equal(("1.20000000", "0.00000000"), await world.BalanceAsync("ana", Btc));
        world.AssertSound();
    }

    [Fact]
    public async Task Approve_OfADecrease_TakesWhatTheProposalReserved()
    {
        await CustomerAsync("1");
        var proposed = await ProposeAsync("0.3", AdjustmentDirection.Decrease, AdjustmentKind.Receivable);
        Assert.Equal(("0.70000000", "0.30000000"), await world.BalanceAsync("ana", Btc));
        world.AssertSound();

        Assert.True((await DecideAsync(proposed, "tom")).IsSuccess);
        await world.DeliverAsync();

        Assert.Equal(("0.70000000", "0.00000000"), await world.BalanceAsync("ana", Btc));
        Assert.Equal("0.30000000", world.HouseBalance(AccountName.Receivable, Btc));
        world.AssertSound();
    }

    [Fact]
    public async Task Propose_OfADecreaseOfMoreThanIsAvailable_IsRefusedAndChangesNothing()
    {
        await CustomerAsync("1");
        await ProposeAsync("0.8", AdjustmentDirection.Decrease, AdjustmentKind.Revenue);
        var before = world.Digest();

        var refused = await propose.ExecuteAsync(Proposal("0.3", AdjustmentDirection.Decrease, AdjustmentKind.Revenue), Once("k2"));

        Assert.IsType<InsufficientFunds>(refused.Error);
        Assert.Equal(before, WithoutTickets());
        world.AssertSound();

        // Only that the key stands for this proposal is remembered.
        string WithoutTickets() => string.Join('\n', world.Digest().Split('\n').Where(line => before.Contains(line, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Decide_ByTheProposerTheCustomerOrSomebodyElse_IsRefusedAndChangesNothing()
    {
        await CustomerAsync("1");
        var proposed = await ProposeAsync("0.2", AdjustmentDirection.Increase, AdjustmentKind.Expense);
        var before = world.Digest();

        Assert.IsType<ApproverIsProposer>((await DecideAsync(proposed, "tina")).Error);
        Assert.IsType<ApproverIsBeneficiary>((await DecideAsync(proposed, "ana")).Error);
        Assert.IsType<ApproverIsBeneficiary>((await DecideAsync(proposed, "ana", approves: false)).Error);
        Assert.IsType<AdjusterRoleMissing>((await DecideAsync(proposed, "rita", role: Role.ComplianceOfficer)).Error);
        Assert.IsType<AdjustmentChanged>((await DecideAsync(proposed with { Version = 7 }, "tom")).Error);
        Assert.IsType<AdjustmentNotFound>((await DecideAsync(proposed with { AdjustmentId = "none" }, "tom")).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Reject_OfADecrease_GivesTheMoneyBackOnce()
    {
        await CustomerAsync("1");
        var proposed = await ProposeAsync("0.3", AdjustmentDirection.Decrease, AdjustmentKind.Expense);

        var rejected = (await DecideAsync(proposed, "tina", approves: false)).Value; // the own proposal is taken back

        Assert.Equal(AdjustmentStatus.Rejected, rejected.Status);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("ana", Btc));
        Assert.IsType<AdjustmentClosed>((await DecideAsync(rejected, "tom")).Error);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("ana", Btc));
        world.AssertSound();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expire_OfADecrease_GivesTheMoneyBackWhoeverExpiresFirst(bool holdFirst)
    {
        await CustomerAsync("1");
        var proposed = await ProposeAsync("0.3", AdjustmentDirection.Decrease, AdjustmentKind.Expense);
        world.Clock.Advance(options.DecideWithin - TimeSpan.FromTicks(1));
        Assert.Equal((0, 0), ((await expireHolds.ExecuteAsync()).Value.Expired, (await expireAdjustments.ExecuteAsync()).Value.Expired));
        world.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(AdjustmentStatus.Expired, Assert.IsType<AdjustmentClosed>((await DecideAsync(proposed, "tom")).Error).Status);

        if (holdFirst)
        {
            Assert.Equal(1, (await expireHolds.ExecuteAsync()).Value.Expired);
        }

        Assert.Equal(1, (await expireAdjustments.ExecuteAsync()).Value.Expired);
        Assert.Equal((0, 0), ((await expireHolds.ExecuteAsync()).Value.Expired, (await expireAdjustments.ExecuteAsync()).Value.Expired));

        var expired = (await read.FindAsync(proposed.AdjustmentId)).Value;
        Assert.Equal((AdjustmentStatus.Expired, 2), (expired.Status, expired.Version));
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("ana", Btc));
        Assert.Equal(AdjustmentStatus.Expired, Assert.IsType<AdjustmentClosed>((await DecideAsync(expired, "tom")).Error).Status);
        world.AssertSound();
    }

    [Fact]
    public async Task Propose_SentAgain_IsTheSameAdjustment_AndAnotherOneUnderItsKeyIsRefused()
    {
        await CustomerAsync("1");
        var first = await ProposeAsync("0.3", AdjustmentDirection.Decrease, AdjustmentKind.Expense);
        var before = world.Digest();

        var again = await ProposeAsync("0.3", AdjustmentDirection.Decrease, AdjustmentKind.Expense);
        var other = await propose.ExecuteAsync(
            Proposal("0.3", AdjustmentDirection.Decrease, AdjustmentKind.Expense) with { UserId = null, HouseAccount = AccountName.Custody },
            Once("k1", "another body"));
        world.Clock.Advance(TimeSpan.FromDays(8)); // the key's record is gone by now
        var late = await propose.ExecuteAsync(Proposal("0.4", AdjustmentDirection.Decrease, AdjustmentKind.Expense), Once("k1", "another body"));

        Assert.Equal(first.AdjustmentId, again.AdjustmentId);
        Assert.IsType<IdempotencyKeyReused>(other.Error);
        Assert.IsType<IdempotencyKeyReused>(late.Error);
        Assert.IsType<IdempotencyKeyReused>((await propose.ExecuteAsync(
            Proposal("0.3", AdjustmentDirection.Decrease, AdjustmentKind.Expense) with { UserId = null, HouseAccount = AccountName.Custody },
            Once("k1", "another body"))).Error);
        Assert.Equal(before.Split('\n').Length, world.Digest().Split('\n').Length);
    }

    [Theory]
    [InlineData(AdjustmentDirection.Increase, "-1.50000000", "0.50000000")]
    [InlineData(AdjustmentDirection.Decrease, "-0.50000000", "-0.50000000")]
    public async Task Approve_BetweenHouseAccounts_BooksBothLegs(AdjustmentDirection direction, string custody, string revenue)
    {
        await CustomerAsync("1");
        var proposed = (await propose.ExecuteAsync(
            Proposal("0.5", direction, AdjustmentKind.Revenue) with { UserId = null, HouseAccount = AccountName.Custody }, Once("k1"))).Value;

        Assert.True((await DecideAsync(proposed, "tom")).IsSuccess);
        await world.DeliverAsync();

        Assert.Equal((custody, revenue), (world.HouseBalance(AccountName.Custody, Btc), world.HouseBalance(AccountName.Revenue, Btc)));
        world.AssertSound();
    }

    [Fact]
    public async Task Propose_OfWhatCannotBe_NamesTheField()
    {
        await CustomerAsync("1");
        var good = Proposal("0.5", AdjustmentDirection.Increase, AdjustmentKind.Revenue);
        var before = world.Digest();

        Assert.Equal("/userId", await FieldAsync(good with { HouseAccount = AccountName.Bank }));
        Assert.Equal("/userId", await FieldAsync(good with { UserId = null }));
        Assert.Equal("/houseAccount", await FieldAsync(good with { UserId = null, HouseAccount = AccountName.Revenue }));
        Assert.Equal("/houseAccount", await FieldAsync(good with { UserId = null, HouseAccount = AccountName.Clearing }));
        Assert.Equal("/amount", await FieldAsync(good with { Amount = "0" }));
        Assert.Equal("/asset", await FieldAsync(good with { Asset = "DOGE" }));
        Assert.IsType<AdjustmentCustomerNotFound>((await propose.ExecuteAsync(good with { UserId = "nobody" }, Once("k1"))).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Approve_OfPaperMoney_TouchesNoRealMoneyAndIsReportedApart()
    {
        await CustomerAsync("1");
        var proposed = (await propose.ExecuteAsync(
            Proposal("5", AdjustmentDirection.Increase, AdjustmentKind.Expense) with { Ledger = LedgerNamespace.Paper }, Once("k1"))).Value;

        Assert.True((await DecideAsync(proposed, "tom")).IsSuccess);
        await world.DeliverAsync();

        var report = (await new VerifyLedger(world.Clock, [], new MemorySnapshots(world.Store)).ExecuteAsync()).Value;
        Assert.True(report.IsSound);
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync("ana", Btc));
        Assert.Equal(
            [(LedgerNamespace.Real, "100000000", "0"), (LedgerNamespace.Paper, "500000000", "500000000")],
            report.Assets.Select(totals => (totals.Ledger, totals.Liabilities, totals.Expenses)));
    }

    [Fact]
    public async Task List_ByStatus_GivesThoseInIt()
    {
        await CustomerAsync("1");
        var first = await ProposeAsync("0.1", AdjustmentDirection.Increase, AdjustmentKind.Expense);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = (await propose.ExecuteAsync(Proposal("0.2", AdjustmentDirection.Increase, AdjustmentKind.Expense), Once("k2"))).Value;
        await DecideAsync(first, "tom");

        Assert.Equal([second.AdjustmentId, first.AdjustmentId], (await read.ListAsync(null, 10, null)).Items.Select(one => one.AdjustmentId));
        Assert.Equal(second.AdjustmentId, Assert.Single((await read.ListAsync(AdjustmentStatus.Pending, 10, null)).Items).AdjustmentId);
        Assert.Equal(first.AdjustmentId, Assert.Single((await read.ListAsync(AdjustmentStatus.Approved, 10, null)).Items).AdjustmentId);
        Assert.Empty((await read.ListAsync(AdjustmentStatus.Expired, 10, null)).Items);
    }

    private async Task CustomerAsync(string amount)
    {
        Assert.True(EmailAddress.TryParse("ana@example.com", out var email));
        var opened = await provision.ExecuteAsync(new NewAccount(email, "hash", "DE", RoleSet.Of(Role.Customer), world.Clock.GetUtcNow()), "ana");
        Assert.True(opened.IsSuccess);
        await world.FundAsync("ana", amount, Btc);
    }

    private async Task<AdjustmentDocument> ProposeAsync(string amount, AdjustmentDirection direction, AdjustmentKind kind)
    {
        var proposed = await propose.ExecuteAsync(Proposal(amount, direction, kind), Once("k1"));
        Assert.True(proposed.IsSuccess, proposed.Error?.Message);
        return proposed.Value;
    }

    private static AdjustmentProposal Proposal(string amount, AdjustmentDirection direction, AdjustmentKind kind) =>
        new(WalletWorld.Staff("tina", Role.Treasury), "ana", null, "BTC", amount, direction, kind, "a fee that was wrong", "ticket 7");

    private Task<Result<AdjustmentDocument>> DecideAsync(AdjustmentDocument document, string by, bool approves = true, Role role = Role.Treasury) =>
        decide.ExecuteAsync(new AdjustmentDecision(document.AdjustmentId, WalletWorld.Staff(by, role), approves, "looks right", $"{document.Version}"));

    private async Task<string> FieldAsync(AdjustmentProposal proposal) => (await propose.ExecuteAsync(proposal, Once("k1"))).Error!.Fields[0].Pointer;

    private static IdempotencyRequest Once(string key, string body = "body") => new(key, "POST admin/adjustments", body);
}
