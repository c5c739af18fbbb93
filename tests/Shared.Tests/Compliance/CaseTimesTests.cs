using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Mail;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Compliance;

/// <summary>Reminders at 4 and 12 hours, the escalation at 16, the end at 24.</summary>
public sealed class CaseTimesTests
{
    private readonly WalletWorld world = new();

    public CaseTimesTests()
    {
        world.Reviewers.Staff["rita"] = RoleSet.Of(Role.ComplianceReviewer);
        world.Reviewers.Staff["otto"] = RoleSet.Of(Role.ComplianceOfficer);
        world.Reviewers.Staff["tom"] = RoleSet.Of(Role.Treasury);
        world.Reviewers.Staff["adam"] = RoleSet.Of(Role.Admin);
        world.Reviewers.Staff["sue"] = RoleSet.Of(Role.Support);
        world.Reviewers.Staff[WalletWorld.Ana] = RoleSet.Of(Role.Treasury); // the customer of the withdrawal herself
    }

    [Fact]
    public async Task Look_OverADay_RemindsTwiceEscalatesAndEnds()
    {
        var withdrawal = await WaitingAsync();
        var start = world.Clock.GetUtcNow();
        var told = new List<string>();
        var looks = new List<double>();
        while (await world.StatusAsync(withdrawal) == WithdrawalStatus.PendingApproval)
        {
            var progress = await world.StepAsync(nameof(FollowApproval), withdrawal);
            await world.StepAsync(nameof(FollowApproval), withdrawal);
            await world.DeliverAsync();
            told.Add($"{(world.Clock.GetUtcNow() - start).TotalHours}: {string.Join(' ', TakeCaseMails())}");
            if (progress.WakeAt is { } next && progress.Status == WithdrawalStatus.PendingApproval)
            {
                looks.Add((next - start).TotalHours);
                world.Clock.Advance(next - world.Clock.GetUtcNow());
            }
        }

        Assert.Equal(["0: ", "4: otto rita tom", "12: otto rita tom", "16: adam otto rita tom", "24: "], told);
        Assert.Equal([4, 12, 16, 24], looks);
        Assert.Equal(WithdrawalStatus.Expired, await world.StatusAsync(withdrawal));
        Assert.Equal(
            [CaseEventKind.Opened, CaseEventKind.Reminded, CaseEventKind.Reminded, CaseEventKind.Escalated, CaseEventKind.Closed],
            (await CaseAsync(withdrawal)).Events.Select(one => one.Kind));
        Assert.Equal(("1.00000000", "0.00000000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
    }

    [Fact]
    public async Task Escalation_LetsTheNextRoleDecideAndFreesTheCase()
    {
        var withdrawal = await WaitingAsync();
        var before = await CaseAsync(withdrawal);
        Assert.IsType<ApproverRoleMissing>((await DecideAsync(before, "adam", Role.Admin)).Error);
        Assert.True((await world.Work.ClaimAsync(before.CaseId, WalletWorld.Staff("rita", Role.ComplianceReviewer), "1")).IsSuccess);
        world.Clock.Advance(TimeSpan.FromHours(16));
        await world.StepAsync(nameof(FollowApproval), withdrawal);
        var escalated = await CaseAsync(withdrawal);

        Assert.Equal((CaseState.Escalated, null, 10), (escalated.State, escalated.AssignedTo, escalated.CasePriority));
        Assert.Equal(CaseOutcome.Approved, (await DecideAsync(escalated, "adam", Role.Admin)).Value.Outcome);
    }

    [Fact]
    public async Task Reminder_OfAClaimedCase_GoesToWhoeverHasIt()
    {
        var withdrawal = await WaitingAsync();
        await world.Work.ClaimAsync((await CaseAsync(withdrawal)).CaseId, WalletWorld.Staff("tom", Role.Treasury), "1");
        world.Clock.Advance(TimeSpan.FromHours(4));
        await world.StepAsync(nameof(FollowApproval), withdrawal);
        await world.DeliverAsync();

        Assert.Equal(["tom"], TakeCaseMails());
    }

    [Fact]
    public async Task Reminders_ThatWereMissed_AreOne()
    {
        var withdrawal = await WaitingAsync();
        world.Clock.Advance(TimeSpan.FromHours(13));
        await world.StepAsync(nameof(FollowApproval), withdrawal);
        await world.StepAsync(nameof(FollowApproval), withdrawal);

        Assert.Single((await CaseAsync(withdrawal)).Events, one => one.Kind == CaseEventKind.Reminded);
    }

    [Fact]
    public async Task Review_ThatNobodyDecides_IsEscalatedAndNeverEnds()
    {
        var document = new CaseDocument(
            "review", CaseType.WithdrawalReview, CaseState.Open, 20, StoredTime.Format(world.Clock.GetUtcNow()), StoredTime.Format(world.Clock.GetUtcNow().AddHours(24)),
            new ApprovalQuorum([new ApprovalGroup(["treasury"], 1)]), "withdrawal-w", 1);
        await world.Desk.OpenAsync(document);
        world.Clock.Advance(TimeSpan.FromDays(30));
        await world.Desk.SettleAsync("review");
        var late = (await world.Desk.SettleAsync("review")).Value;

        Assert.Equal((CaseState.Escalated, null), (late.State, late.Outcome));
        Assert.Null(world.Desk.NextTime(late));
    }

    private string[] TakeCaseMails()
    {
        var mails = world.Mails.Where(mail => mail.Template == CaseMail.TemplateName).Select(mail => mail.UserId).Order(StringComparer.Ordinal).ToArray();
        Assert.All(world.Mails.Where(mail => mail.Template == CaseMail.TemplateName), mail =>
        {
            var text = new CaseMail().Compose(new MailContent(null, mail.Values, "https://vault.example"));
            Assert.Contains(mail.Values["case"], text.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(WalletWorld.Ana, text.Text.Split(' '));
        });
        world.Mails.Clear();
        return mails;
    }

    private Task<Results.Result<CaseDocument>> DecideAsync(CaseDocument document, string who, Role role) =>
        world.DecideCase.ExecuteAsync(new DecideCaseCommand(document.CaseId, WalletWorld.Staff(who, role), CaseVerdict.Approve, "ok", $"{document.Version}"));

    private async Task<CaseDocument> CaseAsync(WithdrawalReference withdrawal) => (await world.Cases.FindAsync((await world.ReadAsync(withdrawal)).CaseId!)).Value;

    private async Task<WithdrawalReference> WaitingAsync()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var withdrawal = await world.JudgedAsync("0.5");
        world.Mails.Clear();
        return withdrawal;
    }
}
