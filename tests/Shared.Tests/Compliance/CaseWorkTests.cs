using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Compliance.Cases;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Compliance;

/// <summary>What reviewers do with a case besides deciding it.</summary>
public sealed class CaseWorkTests
{
    private static readonly Caller Rita = WalletWorld.Staff("rita", Role.ComplianceReviewer);
    private static readonly Caller Tom = WalletWorld.Staff("tom", Role.Treasury);
    private static readonly Caller Otto = WalletWorld.Staff("otto", Role.ComplianceOfficer);
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Claim_OfAnOpenCase_IsTheClaimersAlone()
    {
        await OpenAsync("c1");
        var claimed = (await world.Work.ClaimAsync("c1", Rita, "1")).Value;
        Assert.Equal((CaseState.InProgress, "rita", 2), (claimed.State, claimed.AssignedTo, claimed.Version));
        Assert.Equal(2, (await world.Work.ClaimAsync("c1", Rita, "2")).Value.Version);

        await AssertRefusedAsync<CaseTaken>(() => world.Work.ClaimAsync("c1", Tom, "2"));
        await AssertRefusedAsync<CaseTaken>(() => world.Work.ReleaseAsync("c1", Tom, "2"));
        await AssertRefusedAsync<CaseTaken>(() => DecideAsync("c1", Tom, "2"));
        Assert.True((await DecideAsync("c1", Rita, "2")).IsSuccess);
    }

    [Fact]
    public async Task Claim_ByTwoAtOnce_OneWins()
    {
        await OpenAsync("c1");
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Task.Run(() => world.Work.ClaimAsync("c1", WalletWorld.Staff($"reviewer-{i}", Role.ComplianceReviewer), "1"))));

        Assert.Single(results, result => result.IsSuccess);
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.IsType<CaseChanged>(result.Error));
    }

    [Fact]
    public async Task Release_GivesItBackAndAnOfficerMayTakeIt()
    {
        await OpenAsync("c1");
        await world.Work.ClaimAsync("c1", Rita, "1");
        Assert.Equal((CaseState.Open, null), Work(await world.Work.ReleaseAsync("c1", Rita, "2")));
        await world.Work.ClaimAsync("c1", Rita, "3");
        Assert.Equal((CaseState.Open, null), Work(await world.Work.ReleaseAsync("c1", Otto, "4")));
    }

    [Fact]
    public async Task Reassign_ToSomebodyFit_MovesItAndToOthersIsRefused()
    {
        world.Reviewers.Staff["tom"] = RoleSet.Of(Role.Treasury);
        world.Reviewers.Staff["sue"] = RoleSet.Of(Role.Support);
        await OpenAsync("c1");
        await world.Work.ClaimAsync("c1", Rita, "1");

        await AssertRefusedAsync<AssigneeUnfit>(() => world.Work.ReassignAsync("c1", Otto, "sue", "2"));
        await AssertRefusedAsync<AssigneeUnfit>(() => world.Work.ReassignAsync("c1", Otto, "nobody", "2"));
        await AssertRefusedAsync<ApproverIsRequester>(() => world.Work.ReassignAsync("c1", Otto, "ana", "2"));
        Assert.Equal((CaseState.InProgress, "tom"), Work(await world.Work.ReassignAsync("c1", Otto, "tom", "2")));
    }

    [Fact]
    public async Task Note_OfAReviewer_StandsInTheCaseAndItsHistory()
    {
        await OpenAsync("c1");
        var noted = (await world.Work.NoteAsync("c1", Tom, "Called the customer.", "1")).Value;

        Assert.Equal(("tom", "Called the customer."), (noted.Notes[0].AuthorId, noted.Notes[0].Text));
        Assert.Equal(CaseState.Open, noted.State);
        await AssertRefusedAsync<ApproverIsRequester>(() => world.Work.NoteAsync("c1", WalletWorld.Staff("ana", Role.Treasury), "mine", "2"));
    }

    [Fact]
    public async Task Change_OfAVersionThatIsGoneOrAClosedCase_IsRefusedAndChangesNothing()
    {
        await OpenAsync("c1");
        await world.Work.NoteAsync("c1", Tom, "first", "1");
        await AssertRefusedAsync<CaseChanged>(() => world.Work.ClaimAsync("c1", Rita, "1"));
        await AssertRefusedAsync<CaseChanged>(() => world.Work.NoteAsync("c1", Rita, "second", "1"));
        await AssertRefusedAsync<ApproverRoleMissing>(() => world.Work.ClaimAsync("c1", WalletWorld.Staff("sue", Role.Support), "2"));
        await AssertRefusedAsync<CaseNotFound>(() => world.Work.ClaimAsync("c0", Rita, "1"));
        await DecideAsync("c1", Rita, "2");
        await AssertRefusedAsync<CaseClosed>(() => world.Work.ClaimAsync("c1", Tom, "3"));
        await AssertRefusedAsync<CaseClosed>(() => world.Work.ReleaseAsync("c1", Tom, "3"));
    }

    [Fact]
    public async Task Decide_AsOneOfTwo_FreesTheCaseForTheOther()
    {
        await OpenAsync("c1", new ApprovalQuorum([new ApprovalGroup(["treasury"], 1), new ApprovalGroup(["compliance_officer"], 1)]));
        await world.Work.ClaimAsync("c1", Tom, "1");
        Assert.Equal((CaseState.Waiting, null), Work(await DecideAsync("c1", Tom, "2")));
        await AssertRefusedAsync<AlreadyDecided>(() => DecideAsync("c1", Tom, "3"));
        Assert.Equal((CaseState.InProgress, "otto"), Work(await world.Work.ClaimAsync("c1", Otto, "3")));

        Assert.Equal(CaseOutcome.Approved, (await DecideAsync("c1", Otto, "4")).Value.Outcome);
        Assert.Equal(
            [CaseEventKind.Opened, CaseEventKind.Claimed, CaseEventKind.Decided, CaseEventKind.Claimed, CaseEventKind.Closed],
            (await world.Cases.FindAsync("c1")).Value.Events.Select(one => one.Kind));
    }

    [Fact]
    public async Task Decide_ByAReviewerWhoseRoleWasRemovedASecondAgo_IsRefusedAndChangesNothing()
    {
        await OpenAsync("c1");
        world.Reviewers.Changed["rita"] = RoleSet.Of(Role.Customer);

        await AssertRefusedAsync<ApproverRoleMissing>(() => DecideAsync("c1", Rita, "1"));
    }

    [Fact]
    public async Task List_ByEachFilter_FindsWhatItAsksFor()
    {
        await OpenAsync("btc-1");
        await OpenAsync("btc-2");
        await OpenAsync("eth", asset: "ETH", priority: 10);
        await OpenAsync("done");
        await DecideAsync("done", Tom, "1");
        await world.Work.ClaimAsync("btc-2", Rita, "1");
        world.Clock.Advance(TimeSpan.FromHours(4));
        await OpenAsync("fresh");

        await AssertListedAsync(new CaseFilter(), "eth", "btc-1", "btc-2", "fresh");
        await AssertListedAsync(new CaseFilter { State = CaseState.Open }, "eth", "btc-1", "fresh");
        await AssertListedAsync(new CaseFilter { State = CaseState.InProgress }, "btc-2");
        await AssertListedAsync(new CaseFilter { State = CaseState.Closed }, "done");
        await AssertListedAsync(new CaseFilter { Asset = "ETH" }, "eth");
        await AssertListedAsync(new CaseFilter { Asset = "BTC", State = CaseState.Open }, "btc-1", "fresh");
        await AssertListedAsync(new CaseFilter { Priority = 10 }, "eth");
        await AssertListedAsync(new CaseFilter { AssignedTo = "rita" }, "btc-2");
        await AssertListedAsync(new CaseFilter { AssignedTo = "" }, "eth", "btc-1", "fresh");
        await AssertListedAsync(new CaseFilter { IsSlaBreached = true }, "btc-1", "btc-2", "eth");
        await AssertListedAsync(new CaseFilter { IsSlaBreached = false }, "fresh");
        await AssertListedAsync(new CaseFilter { Type = CaseType.WithdrawalReview });
        await AssertListedAsync(new CaseFilter { Type = CaseType.WithdrawalApproval, IsSlaBreached = true, Asset = "BTC" }, "btc-1", "btc-2");
    }

    [Fact]
    public async Task Metrics_OfTheQueue_CountAgesLateOnesAndEachReviewersWork()
    {
        await OpenAsync("old");
        world.Clock.Advance(TimeSpan.FromHours(5));
        await OpenAsync("new");
        await OpenAsync("done");
        await world.Work.ClaimAsync("new", Rita, "1");
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await DecideAsync("done", Tom, "1");
        var metrics = await new CaseMetrics(world.Store, world.Clock).ReadAsync();

        Assert.Equal((2, 1, false), (metrics.Open, metrics.SlaBreached, metrics.IsPartial));
        Assert.Equal((1, 1), (metrics.ByState[CaseState.Open], metrics.ByState[CaseState.InProgress]));
        Assert.Equal((TimeSpan.FromHours(5.5), TimeSpan.FromHours(5.5)), (metrics.OldestAge, metrics.MedianAge));
        Assert.Equal([new ReviewerMetrics("rita", 1, 0, null), new ReviewerMetrics("tom", 0, 1, TimeSpan.FromMinutes(30))], metrics.Reviewers);
    }

    private static (CaseState State, string? AssignedTo) Work(Result<CaseDocument> changed) => (changed.Value.State, changed.Value.AssignedTo);

    private async Task AssertListedAsync(CaseFilter filter, params string[] expected)
    {
        var found = new List<string>();
        string? continuation = null;
        do
        {
            var page = await world.Cases.ListAsync(filter, 2, continuation);
            Assert.True(page.Items.Count <= 2);
            found.AddRange(page.Items.Select(one => one.CaseId));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(expected, filter.IsSlaBreached == true && filter.Asset is null ? found.Order(StringComparer.Ordinal) : found);
    }

    private async Task OpenAsync(string id, ApprovalQuorum? quorum = null, string asset = "BTC", int priority = 50)
    {
        var now = world.Clock.GetUtcNow();
        await world.Desk.OpenAsync(new CaseDocument(
            id, CaseType.WithdrawalApproval, CaseState.Open, priority, StoredTime.Format(now), StoredTime.Format(now.AddHours(24)),
            quorum ?? new ApprovalQuorum([new ApprovalGroup(["compliance_reviewer", "treasury"], 1)]), "withdrawal-w", 1)
        {
            Withdrawal = new WithdrawalSubject("w", "ana", asset, "bitcoin", WalletWorld.Stranger, 1, "reviewer"),
        });
    }

    private Task<Result<CaseDocument>> DecideAsync(string caseId, Caller reviewer, string version) =>
        world.DecideCase.ExecuteAsync(new DecideCaseCommand(caseId, reviewer, CaseVerdict.Approve, "ok", version));

    private async Task AssertRefusedAsync<TError>(Func<Task<Result<CaseDocument>>> act) where TError : Error
    {
        var before = world.Digest();
        Assert.IsType<TError>((await act()).Error);
        Assert.Equal(before, world.Digest());
    }
}
