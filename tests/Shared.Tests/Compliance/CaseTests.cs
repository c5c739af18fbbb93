using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Storage;
using CryptoVault.Shared.Tests.Wallets;

namespace CryptoVault.Shared.Tests.Compliance;

public sealed class CaseTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Decide_ByTheRequester_IsRefusedAndChangesNothing()
    {
        await OpenAsync("c1");
        await AssertRefusedAsync<ApproverIsRequester>("c1", "ana", Role.ComplianceReviewer);
    }

    [Fact]
    public async Task Decide_WithoutTheRole_IsRefusedAndChangesNothing()
    {
        await OpenAsync("c1");
        await AssertRefusedAsync<ApproverRoleMissing>("c1", "adam", Role.Admin);
    }

    [Fact]
    public async Task Decide_OnAVersionThatIsGone_IsRefusedAndChangesNothing()
    {
        await OpenAsync("c1", Two);
        await DecideAsync("c1", "rita", Role.ComplianceReviewer);
        await AssertRefusedAsync<CaseChanged>("c1", "tom", Role.Treasury);
    }

    [Fact]
    public async Task Decide_Twice_ByOnePerson_IsRefusedAndChangesNothing()
    {
        await OpenAsync("c1", Two);
        await DecideAsync("c1", "rita", Role.ComplianceReviewer);
        await AssertRefusedAsync<AlreadyDecided>("c1", "rita", Role.Treasury, "2");
    }

    [Fact]
    public async Task Decide_OnAClosedCase_IsRefusedAndChangesNothing()
    {
        await OpenAsync("c1");
        await DecideAsync("c1", "rita", Role.ComplianceReviewer);
        await AssertRefusedAsync<CaseClosed>("c1", "tom", Role.Treasury, "2");
    }

    [Fact]
    public async Task Decide_OnNoCase_IsNotFound()
    {
        await AssertRefusedAsync<CaseNotFound>("c0", "rita", Role.ComplianceReviewer);
    }

    [Fact]
    public async Task Decide_ByTwoAtOnce_OneWins()
    {
        await OpenAsync("c1");
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => DecideAsync("c1", $"reviewer-{i}", Role.ComplianceReviewer))));

        Assert.Equal(1, results.Count(result => result.IsSuccess));
        Assert.Single((await world.Cases.FindAsync("c1")).Value.Decisions);
    }

    [Fact]
    public async Task Decide_OneOfTwo_KeepsTheCaseOpenAndWakesNobody()
    {
        await OpenAsync("c1", Two);
        var first = await DecideAsync("c1", "rita", Role.ComplianceReviewer);
        await world.DeliverAsync();
        Assert.Equal(CaseState.Waiting, first.Value.State);
        Assert.Empty(world.WorkflowCommands);

        var second = await DecideAsync("c1", "tom", Role.Treasury, "2");
        await world.DeliverAsync();
        Assert.Equal((CaseState.Closed, CaseOutcome.Approved), (second.Value.State, second.Value.Outcome));
        Assert.Equal("withdrawal-w", Assert.Single(world.WorkflowCommands).InstanceId);
    }

    [Fact]
    public async Task Open_Twice_IsOneCase()
    {
        var first = await OpenAsync("c1");
        await DecideAsync("c1", "rita", Role.ComplianceReviewer);
        var again = await OpenAsync("c1");

        Assert.Equal(CaseState.Open, first.State);
        Assert.Equal(CaseState.Closed, again.State);
    }

    [Fact]
    public async Task List_OfOpenCases_IsByPriorityThenByDue()
    {
        await OpenAsync("late", priority: 50, due: TimeSpan.FromHours(9));
        await OpenAsync("urgent", priority: 10, due: TimeSpan.FromHours(9));
        await OpenAsync("soon", priority: 50, due: TimeSpan.FromHours(1));
        await OpenAsync("done");
        await DecideAsync("done", "rita", Role.ComplianceReviewer);

        var first = await world.Cases.ListAsync(new CaseFilter(), 2, null);
        var second = await world.Cases.ListAsync(new CaseFilter(), 2, first.Continuation);
        Assert.Equal(["urgent", "soon", "late"], first.Items.Concat(second.Items).Select(one => one.CaseId));
        Assert.Equal("done", Assert.Single((await world.Cases.ListAsync(new CaseFilter { State = CaseState.Closed }, 5, null)).Items).CaseId);
    }

    [Theory]
    [InlineData("treasury", false)]
    [InlineData("treasury,compliance_officer", true)]
    [InlineData("treasury,treasury", false)]
    [InlineData("compliance_officer,compliance_officer", false)]
    [InlineData("treasury+compliance_officer,treasury", true)]
    [InlineData("treasury+compliance_officer", false)]
    public void Quorum_OfTwoGroups_NeedsAPersonForEach(string approvers, bool isMet)
    {
        var quorum = new ApprovalQuorum([new ApprovalGroup(["treasury"], 1), new ApprovalGroup(["compliance_officer"], 1)]);

        Assert.Equal(isMet, quorum.IsMetBy([.. approvers.Split(',').Select(one => RoleSet.OfNames(one.Split('+')))]));
    }

    private static ApprovalQuorum Two => new([new ApprovalGroup(["compliance_reviewer", "treasury"], 2)]);

    private async Task<CaseDocument> OpenAsync(string id, ApprovalQuorum? quorum = null, int priority = 50, TimeSpan? due = null)
    {
        var now = world.Clock.GetUtcNow();
        var opened = await world.Desk.OpenAsync(new CaseDocument(
            id, CaseType.WithdrawalApproval, CaseState.Open, priority, StoredTime.Format(now), StoredTime.Format(now + (due ?? TimeSpan.FromHours(24))),
            quorum ?? new ApprovalQuorum([new ApprovalGroup(["compliance_reviewer", "treasury"], 1)]), "withdrawal-w", 1)
        {
            Withdrawal = new WithdrawalSubject("w", "ana", "BTC", "bitcoin", WalletWorld.Stranger, 1, "reviewer"),
        });
        return opened.Value;
    }

    private Task<Results.Result<CaseDocument>> DecideAsync(string caseId, string reviewer, Role role, string version = "1") =>
        world.DecideCase.ExecuteAsync(new DecideCaseCommand(caseId, WalletWorld.Staff(reviewer, role), CaseVerdict.Approve, "ok", version));

    private async Task AssertRefusedAsync<TError>(string caseId, string reviewer, Role role, string version = "1") where TError : Results.Error
    {
        var before = world.Digest();
        Assert.IsType<TError>((await DecideAsync(caseId, reviewer, role, version)).Error);
        Assert.Equal(before, world.Digest());
    }
}
