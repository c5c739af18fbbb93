using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Compliance.Cases;
using CryptoVault.Compliance.Lists;
using CryptoVault.Compliance.NameScreening;
using CryptoVault.Fees;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.AddressBook;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.Transfers;
using CryptoVault.Wallets.TravelRule;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;
using CryptoVault.Wallets.Withdrawals.Steps;
using CryptoVault.Wallets.Withdrawals.Stuck;
using CryptoVault.Wallets.Withdrawals.Switches;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Wallets;

internal sealed partial class WalletWorld
{
    /// <summary>Dollars per bitcoin; null when there is no price.</summary>
    public long? BtcPrice { get; set; } = 60_000;

    public HashSet<string> BlockedAddresses { get; } = [];

    public WithdrawalLimitOptions LimitOptions { get; set; } = new();

    public AddressBookOptions BookOptions { get; set; } = new();

    public RequestWithdrawal Request => new(
        Partitions, Store, Custody, new FixedPrices(this), new WithdrawalAdmission(LimitOptions.ToLimits(Assets), BookOptions, TravelRules), TravelRules, Networks, Assets, Options, Clock);

    public TravelRuleOptions TravelRuleOptions { get; set; } = new();

    /// <summary>What other providers were told, as often as they were.</summary>
    public List<TravelRuleMessage> Told { get; } = [];

    private ReadTravelRuleData TravelRuleData => new(Partitions);

    private TravelRules TravelRules => new(TravelRuleOptions, new FixedPrices(this), Assets);

    public ChangeAddressBook AddressBook => new(Partitions, Networks, Tokens, Ids, BookOptions, Clock);

    public TransferOptions TransferOptions { get; set; } = new();

    public ReadLimits Limits => new(Partitions, LimitOptions.ToLimits(Assets), TransferOptions, Assets, Clock);

    public QuoteWithdrawal Quotes => new(Store, Custody, Networks, Limits, new FixedPrices(this), Options, Clock);

    public ConfirmWithdrawal Confirm => new(Partitions, Assets, Clock);

    public CancelWithdrawal Cancel => new(Partitions, Assets, Clock);

    public ResendConfirmation Resend => new(Partitions, ConfirmationMails, Options, Clock);

    public WithdrawalSwitches Switches => new(Store);

    public ReviveWithdrawals Revive => new(Partitions, Store, Switches, Options, Clock);

    public SwitchWithdrawals Switch => new(Partitions, Revive, Assets, Clock);

    public StuckWithdrawals Stuck => new(Store, Switches, Options, Clock);

    public FakeReviewers Reviewers { get; } = new();

    public CaseOptions CaseTimes { get; init; } = new();

    public DecideCase DecideCase => new(Partitions, Reviewers, Assets, Clock);

    public WorkOnCase Work => new(Partitions, Reviewers, Clock);

    public CaseDesk Desk => new(Partitions, Reviewers, CaseTimes, Clock);

    public ReadCases Cases => new(Store, Clock);

    private ConfirmationMails ConfirmationMails => new(Tokens, Ids, Assets);

    /// <summary>The lists of sanctioned addresses; by default one that has nobody whom tests pay.</summary>
    public IReadOnlyList<ListText> Sanctions { get; set; } = [new("sanctions-test", ["1BitcoinEaterAddressDontSendf59kuE"])];

    /// <summary>The lists of addresses that stand for risk.</summary>
    public IReadOnlyList<ListText> Risks { get; set; } = [];

    /// <summary>The lists of sanctioned names; by default one that has nobody whom tests pay.</summary>
    public IReadOnlyList<ListText> SanctionedNames { get; set; } = [new("sanctions-test", ["NOBODY, Never"])];

    public ListNameScreening NameScreening => new(() => NameLists.Of(SanctionedNames), Clock);

    public WithdrawalRiskOptions RiskOptions { get; set; } = new();

    public WithdrawalPolicies Policies => new(Store, Options, Assets);

    public ChangePolicy ChangePolicy => new(Partitions, Assets, Clock);

    public WithdrawalFacts Facts => new(Store, new FixedPrices(this), new FeeSchedules(Store, Clock), Assets, Clock);

    public AssessWithdrawal Assess => new(new RiskHistory(Store, RiskOptions), new FixedPrices(this), Policies, LimitOptions.ToLimits(Assets), RiskOptions, Assets);

    private ListScreening ScreeningNow => new(
        () => AddressLists.Of(Sanctions, [.. BlockedAddresses.Select(address => $"any:{address}")]), () => AddressLists.Of(Risks, []), Clock);

    private WithdrawalDecider Decider => new(Partitions, Assets, Clock);

    /// <summary>The orchestration's steps by name, each as the activity runs it.</summary>
    public IReadOnlyDictionary<string, Func<WithdrawalReference, Task<WithdrawalProgress>>> Steps => new Dictionary<string, Func<WithdrawalReference, Task<WithdrawalProgress>>>
    {
        [nameof(AskForConfirmation)] = withdrawal => new AskForConfirmation(Decider, Policies, Facts, ConfirmationMails, Options).ExecuteAsync(withdrawal),
        [nameof(FollowConfirmation)] = withdrawal => new FollowConfirmation(Decider).ExecuteAsync(withdrawal),
        [nameof(ScreenWithdrawal)] = withdrawal => new ScreenWithdrawal(Decider, new PresentLists(this), NameScreening, TravelRuleData, Assess).ExecuteAsync(withdrawal),
        [nameof(ApplyPolicy)] = withdrawal => new ApplyPolicy(Decider, Policies, Facts, Options).ExecuteAsync(withdrawal),
        [nameof(OpenApprovalCase)] = withdrawal => new OpenApprovalCase(Decider, Desk).ExecuteAsync(withdrawal),
        [nameof(FollowApproval)] = withdrawal => new FollowApproval(Decider, Desk).ExecuteAsync(withdrawal),
        [nameof(SubmitWithdrawal)] = withdrawal => new SubmitWithdrawal(
            Decider, Custody, Switches, new SendTravelRuleMessage(TravelRuleData, new Messenger(Told), Assets), Addresses, Assets, Options, NullLogger<SubmitWithdrawal>.Instance).ExecuteAsync(withdrawal),
        [nameof(FollowCustody)] = withdrawal => new FollowCustody(
            Decider, Custody, new FeeBumps(Custody, Assets, Options, Clock, NullLogger<FeeBumps>.Instance), Options, NullLogger<FollowCustody>.Instance).ExecuteAsync(withdrawal),
        [nameof(OpenReviewCase)] = withdrawal => new OpenReviewCase(Decider, Desk).ExecuteAsync(withdrawal),
        [nameof(FollowReview)] = withdrawal => new FollowReview(Decider, Desk, Custody, Assets, Options, NullLogger<FollowReview>.Instance).ExecuteAsync(withdrawal),
        [nameof(GiveBackWithdrawal)] = withdrawal => new GiveBackWithdrawal(Decider, NullLogger<GiveBackWithdrawal>.Instance).ExecuteAsync(withdrawal),
        [nameof(StopWithdrawal)] = withdrawal => new StopWithdrawal(Decider, NullLogger<StopWithdrawal>.Instance).ExecuteAsync(withdrawal),
    };

    public Task<WithdrawalProgress> StepAsync(string name, WithdrawalReference withdrawal) => Steps[name](withdrawal);

    public Task<Result<WithdrawalDocument>> AskAsync(string user, string amount, string key = "key", string asset = "BTC", string network = "bitcoin", string address = Stranger, int level = 3) =>
        Request.ExecuteAsync(new RequestWithdrawalCommand(user, level, asset, network, address, amount, Once(key, $"{asset}{network}{address}{amount}")));

    public async Task<WithdrawalReference> RequestedAsync(string amount = "0.01", string user = Ana, string key = "key")
    {
        var asked = await AskAsync(user, amount, key);
        Assert.True(asked.IsSuccess, asked.Error?.Message);
        return new WithdrawalReference(user, asked.Value.WithdrawalId);
    }

    /// <summary>A withdrawal that was asked for and waits for its mail's token.</summary>
    public async Task<(WithdrawalReference Withdrawal, string Token)> MailedAsync(string amount = "0.01", string key = "key")
    {
        var withdrawal = await RequestedAsync(amount, key: key);
        await StepAsync(nameof(AskForConfirmation), withdrawal);
        await DeliverAsync();
        return (withdrawal, Tokens.TextOf(Mails.Last(mail => mail.Token is not null).Token!));
    }

    /// <summary>A withdrawal that the customer confirmed and the policy has looked at.</summary>
    public async Task<WithdrawalReference> JudgedAsync(string amount, string key = "key")
    {
        var (withdrawal, token) = await MailedAsync(amount, key);
        Assert.True((await Confirm.ExecuteAsync(withdrawal, token)).IsSuccess);
        await StepAsync(nameof(ScreenWithdrawal), withdrawal);
        await StepAsync(nameof(ApplyPolicy), withdrawal);
        await StepAsync(nameof(OpenApprovalCase), withdrawal);
        await DeliverAsync();
        return withdrawal;
    }

    public async Task<WithdrawalDocument> ReadAsync(WithdrawalReference withdrawal) =>
        (await Store.FindAsync<WithdrawalDocument>(LedgerPartitions.OfUser(withdrawal.UserId), WithdrawalDocument.IdOf(withdrawal.WithdrawalId)))!;

    public async Task<WithdrawalStatus> StatusAsync(WithdrawalReference withdrawal) => (await ReadAsync(withdrawal)).Status;

    /// <summary>Screens against the lists as the test has them at the moment.</summary>
    private sealed class PresentLists(WalletWorld world) : IAddressScreening
    {
        public ValueTask<Result<AddressScreeningResult>> ScreenAsync(string network, string address, CancellationToken cancellation = default) =>
            world.ScreeningNow.ScreenAsync(network, address, cancellation);
    }

    private sealed class Messenger(List<TravelRuleMessage> told) : ITravelRuleMessenger
    {
        public Task SendAsync(TravelRuleMessage message, CancellationToken cancellation)
        {
            told.Add(message);
            return Task.CompletedTask;
        }
    }

    private sealed class FixedPrices(WalletWorld world) : IUsdValuation
    {
        public ValueTask<Amount?> ValueAsync(Amount amount, CancellationToken cancellation = default) =>
            new(world.BtcPrice is { } price
                ? new Amount(amount.Units * (amount.Asset == Btc ? price : 1) * MoneyMath.PowerOfTen(8) / MoneyMath.PowerOfTen(amount.Asset.Scale), world.Assets.Get("USD"))
                : null);
    }

}
