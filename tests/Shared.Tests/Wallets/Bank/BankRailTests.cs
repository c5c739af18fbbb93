using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Wallets;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Wallets.Bank;

public sealed class BankRailTests
{
    private const string Iban = "DE89370400440532013000";

    private static readonly Asset Eur = AssetCatalog.Default.Get("EUR");

    private readonly WalletWorld world = new();
    private int sent;

    [Fact]
    public async Task Credit_WithTheCustomersReference_IsCreditedOnceToTheBankAccount()
    {
        await PayInAsync("250", reference => $"{reference[..4]} {reference[4..].ToLowerInvariant()}");
        await LookAsync();
        await LookAsync();

        Assert.Equal(DepositStatus.Credited, (await DepositAsync()).Status);
        await AssertSoundAsync("250.00000000", "0.00000000");
        Assert.Equal("-250.00000000", world.HouseBalance(AccountName.Bank, Eur));
        Assert.Equal("0.00000000", world.HouseBalance(AccountName.Custody, Eur));
    }

    [Fact]
    public async Task Credit_WithAReferenceOfNobody_IsKeptForAPerson()
    {
        await PayInAsync("250", _ => "rent for May");
        await LookAsync();

        Assert.Single(world.Store.All(CryptoVault.Hosting.ContainerNames.System), document => document.Id.StartsWith("unmatched:", StringComparison.Ordinal));
        await AssertSoundAsync("0.00000000", "0.00000000");
    }

    [Fact]
    public async Task Credit_ThatIsDelayed_IsCreditedWhenItIsBooked()
    {
        var reference = await ReferenceAsync();
        await world.Chain.PlanFateAsync(NetworkNames.Sepa, reference, ChainFate.Stuck);
        var transfer = await PayInAsync("250");
        await LookAsync();
        Assert.Equal(DepositStatus.Pending, (await DepositAsync()).Status);

        await world.Chain.DecideFateAsync(NetworkNames.Sepa, transfer.TransactionId, ChainFate.Mined);
        await LookAsync();
        Assert.Equal(DepositStatus.Credited, (await DepositAsync()).Status);
        await AssertSoundAsync("250.00000000", "0.00000000");
    }

    [Fact]
    public async Task Credit_ReturnedAfterItWasSpent_IsAClaim()
    {
        var transfer = await PayInAsync("250");
        await LookAsync();
        await new TransferFunds(world.Partitions, world.Assets, world.Clock).ExecuteAsync(new FundsTransfer(
            "spent", LedgerPartitions.OfUser("ana"), AccountName.Available, LedgerPartitions.OfUser("ben"), AccountName.Available, WalletWorld.Of("100", Eur),
            PostingKinds.Transfer, new LedgerReference("transfer", "spent"), "ana"));
        await world.Chain.DecideFateAsync(NetworkNames.Sepa, transfer.TransactionId, ChainFate.DoubleSpent);
        await LookAsync();
        await LookAsync();

        Assert.Equal(DepositStatus.Lost, (await DepositAsync()).Status);
        await AssertSoundAsync("0.00000000", "0.00000000");
        Assert.Equal("-100.00000000", world.HouseBalance(AccountName.Receivable, Eur));
        Assert.Equal("0.00000000", world.HouseBalance(AccountName.Bank, Eur));
    }

    [Fact]
    public async Task Pay_TheSamePaymentAgain_PaysOnce()
    {
        var bank = new Adapters.Simulated.SimulatedBank(world.Chain);
        var payment = new BankPayment("p1", NetworkNames.Sepa, WalletWorld.Of("20", Eur), Iban);

        Assert.Equal(await bank.PayAsync(payment), await bank.PayAsync(payment));
        Assert.Equal(["p1"], (await bank.ListPaymentsAsync(NetworkNames.Sepa, null, 10)).Ids);
        Assert.False((await bank.PayAsync(payment with { Id = "p2", Account = "DE00" })).IsTaken);
        Assert.Null(await bank.FindPaymentAsync(NetworkNames.Sepa, "p2"));
    }

    [Theory]
    [InlineData(ChainFate.Mined, CustodyStage.Confirming)]
    [InlineData(ChainFate.Stuck, CustodyStage.Pending)]
    [InlineData(ChainFate.DoubleSpent, CustodyStage.Failed)]
    public async Task FindWithdrawal_OfAPayment_TellsItsStage(ChainFate fate, CustodyStage stage)
    {
        var custody = new BankCustody(new Adapters.Simulated.SimulatedBank(world.Chain));
        await world.Chain.PlanFateAsync(NetworkNames.Sepa, Iban, fate);
        await custody.SubmitAsync(new CustodyWithdrawal("w1", NetworkNames.Sepa, WalletWorld.Of("20", Eur), Iban));
        await world.Chain.MineAsync(NetworkNames.Sepa, 1);

        Assert.Equal(stage, (await custody.FindWithdrawalAsync(NetworkNames.Sepa, "w1"))!.Stage);
        Assert.Equal(CustodyAnswer.Refused, (await custody.BumpFeeAsync(new CustodyFeeBump("w1", NetworkNames.Sepa, 1, WalletWorld.Of("1", Eur)))).Answer);
    }

    [Fact]
    public async Task Withdraw_ToAnIban_TakesTheSameWayAsCoins()
    {
        await PayInAsync("250");
        await LookAsync();
        var asked = await world.Request.ExecuteAsync(new RequestWithdrawalCommand(
            "ana", 2, "EUR", NetworkNames.Sepa, "DE89 3704 0044 0532 0130 00", "100", WalletWorld.Once("k")));
        Assert.True(asked.IsSuccess, asked.Error?.Message);
        Assert.Equal(Iban, asked.Value.Address);
        await AssertSoundAsync("149.00000000", "101.00000000");

        var refused = await world.Request.ExecuteAsync(new RequestWithdrawalCommand("ana", 2, "EUR", NetworkNames.Sepa, "DE88370400440532013000", "100", WalletWorld.Once("k2")));
        Assert.Equal("/address", Assert.Single(Assert.IsType<ValidationFailed>(refused.Error).Fields).Pointer);

        await ApproveAsync("ana", asked.Value.Id);
        var reference = new WithdrawalReference("ana", asked.Value.WithdrawalId);
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), reference)).Status);
        await world.Chain.MineAsync(NetworkNames.Sepa, 1);
        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowCustody), reference)).Status);
        await world.DeliverAsync();

        await AssertSoundAsync("149.00000000", "0.00000000");
        Assert.Equal("-149.80000000", world.HouseBalance(AccountName.Bank, Eur));
    }

    [Fact]
    public async Task Withdrawal_ReturnedAfterItWasPaid_IsCreditedOnceAndTheCustomerIsTold()
    {
        var withdrawal = await PaidAsync();
        var reference = world.Custody.Submitted[^1].ReturnAddress!;
        var payment = new StrangersPayment("return", NetworkNames.Sepa, WalletWorld.Of("100", Eur), reference) { Source = Iban, ReturnOf = withdrawal.WithdrawalId };
        for (var time = 0; time < 3; time++)
        {
            await world.Chain.SendAsync(payment);
            await LookAsync();
        }

        await AssertSoundAsync("249.00000000", "0.00000000"); // the fee is the bank's and ours
        Assert.Equal(await ReferenceAsync(), reference);
        Assert.Equal(WithdrawalStatus.Completed, await world.StatusAsync(withdrawal)); // it was paid; what came back is a deposit of its own
        var returned = Assert.Single((await new ReadDeposits(world.Store, world.Clock).ListAsync("ana", new MovementFilter<DepositStatus>(), 50, null)).Items, deposit => deposit.ReturnOf is not null);
        Assert.Equal((withdrawal.WithdrawalId, DepositStatus.Credited), (returned.ReturnOf, returned.Status));
        var mail = new DepositMail().Compose(new MailContent(null, world.DepositMails[^1].Values, "http://x"));
        Assert.Contains("came back", mail.Subject, StringComparison.Ordinal);
        Assert.Contains(withdrawal.WithdrawalId, mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100.00000001", true)]
    [InlineData("100", false)]
    public async Task Credit_ThatCallsItselfAReturnOfSomethingElse_IsAnOrdinaryDeposit(string amount, bool isOfTheWithdrawal)
    {
        var withdrawal = await PaidAsync();
        await world.Chain.SendAsync(new StrangersPayment("odd", NetworkNames.Sepa, WalletWorld.Of(amount, Eur), await ReferenceAsync())
        {
            Source = Iban, ReturnOf = isOfTheWithdrawal ? withdrawal.WithdrawalId : "0198c0de-0000-7000-8000-0000000000ff",
        });
        await LookAsync();

        Assert.All((await new ReadDeposits(world.Store, world.Clock).ListAsync("ana", new MovementFilter<DepositStatus>(), 50, null)).Items, deposit => Assert.Null(deposit.ReturnOf));
        Assert.DoesNotContain("came back", new DepositMail().Compose(new MailContent(null, world.DepositMails[^1].Values, "http://x")).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WhileTheReturnReferenceCannotBeMade_PaysNothingAndGoesOnLater()
    {
        var withdrawal = await ApprovedWithoutReferenceAsync();
        world.Custody.IsDown = true;
        Assert.Equal(WithdrawalStatus.Submitting, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        Assert.Empty(world.Custody.Submitted);

        world.Custody.IsDown = false;
        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        Assert.NotNull(Assert.Single(world.Custody.Submitted).ReturnAddress);
    }

    [Fact]
    public async Task Submit_WhileDepositsAreClosed_StillTellsTheBankWhereToReturn()
    {
        var withdrawal = await ApprovedWithoutReferenceAsync();
        world.Networks.Replace([.. AssetNetworkOptions.Defaults.Select(option => option with { DepositsOpen = option.Asset != "EUR" })], world.Assets);
        Assert.IsType<DepositsClosed>((await world.Addresses.ExecuteAsync("ben", "EUR", NetworkNames.Sepa)).Error);

        Assert.Equal(WithdrawalStatus.Broadcast, (await world.StepAsync(nameof(SubmitWithdrawal), withdrawal)).Status);
        var told = Assert.Single(world.Custody.Submitted).ReturnAddress;
        Assert.Equal((await world.Addresses.ExecuteAsync("ben", "EUR", NetworkNames.Sepa)).Value.Address, told);
    }

    /// <summary>An approved withdrawal of somebody who was paid by another customer and never had a reference of the bank.</summary>
    private async Task<WithdrawalReference> ApprovedWithoutReferenceAsync()
    {
        await PayInAsync("250");
        await LookAsync();
        await new TransferFunds(world.Partitions, world.Assets, world.Clock).ExecuteAsync(new FundsTransfer(
            "gift", LedgerPartitions.OfUser("ana"), AccountName.Available, LedgerPartitions.OfUser("ben"), AccountName.Available, WalletWorld.Of("200", Eur),
            PostingKinds.Transfer, new LedgerReference("transfer", "gift"), "ana"));
        await world.DeliverAsync();
        var asked = await world.Request.ExecuteAsync(new RequestWithdrawalCommand("ben", 2, "EUR", NetworkNames.Sepa, Iban, "100", WalletWorld.Once("k")));
        Assert.True(asked.IsSuccess, asked.Error?.Message);
        await ApproveAsync("ben", asked.Value.Id);
        return new WithdrawalReference("ben", asked.Value.WithdrawalId);
    }

    /// <summary>Approves a withdrawal: the checks and approvals have tests of their own.</summary>
    private async Task ApproveAsync(string userId, string documentId) =>
        await world.Partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(userId), view =>
        {
            if (view.Find<WithdrawalDocument>(documentId) is { } document)
            {
                view.Set(document with { Status = WithdrawalStatus.AutoApproved });
            }

            return Unit.Value;
        });

    /// <summary>A withdrawal of 100 of 250 that the bank has paid.</summary>
    private async Task<WithdrawalReference> PaidAsync()
    {
        await PayInAsync("250");
        await LookAsync();
        var asked = await world.Request.ExecuteAsync(new RequestWithdrawalCommand("ana", 2, "EUR", NetworkNames.Sepa, Iban, "100", WalletWorld.Once("k")));
        await ApproveAsync("ana", asked.Value.Id);
        var reference = new WithdrawalReference("ana", asked.Value.WithdrawalId);
        await world.StepAsync(nameof(SubmitWithdrawal), reference);
        await world.Chain.MineAsync(NetworkNames.Sepa, 1);
        Assert.Equal(WithdrawalStatus.Completed, (await world.StepAsync(nameof(FollowCustody), reference)).Status);
        await world.DeliverAsync();
        return reference;
    }

    private async Task<string> ReferenceAsync() => (await world.Addresses.ExecuteAsync("ana", "EUR", NetworkNames.Sepa)).Value.Address;

    private async Task<IncomingTransfer> PayInAsync(string amount, Func<string, string>? reference = null)
    {
        var known = await ReferenceAsync();
        return await world.Chain.SendAsync($"t{++sent}", NetworkNames.Sepa, WalletWorld.Of(amount, Eur), reference?.Invoke(known) ?? known);
    }

    private async Task LookAsync()
    {
        Assert.True((await world.Detect.ExecuteAsync(NetworkNames.Sepa)).IsSuccess);
        await world.DeliverAsync();
    }

    private async Task<DepositDocument> DepositAsync() => Assert.Single((await new ReadDeposits(world.Store, world.Clock).ListAsync("ana", new MovementFilter<DepositStatus>(), 50, null)).Items);

    private async Task AssertSoundAsync(string available, string held)
    {
        Assert.Equal((available, held), await world.BalanceAsync("ana", Eur));
        var report = (await new VerifyLedger(
            world.Clock, [new DepositHolds(), new WithdrawalHolds()], new MemorySnapshots(world.Store),
            new CustodyAudit(world.Custody, world.Networks, world.Store, NullLogger<CustodyAudit>.Instance)).ExecuteAsync()).Value;
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.All(report.Custody!, statement => Assert.Equal(CustodyState.Balanced, statement.State));
    }
}
