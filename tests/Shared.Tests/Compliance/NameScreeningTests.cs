using CryptoVault.Compliance.Lists;
using CryptoVault.Compliance.NameScreening;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Testing;
using CryptoVault.Wallets.TravelRule;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Compliance;

public sealed class NameScreeningTests
{
    private static readonly ListText Sanctions = new("sanctions-test", ["# a remark", "", "SIDOROV, Ivan Petrovich", "Łódź Trading Co.", "BRIGADE", "O'NEIL-MÜLLER, José"]);
    private static readonly TravelRuleData ToSidorov = new(WalletKind.SelfHosted, "Howard", "Jane", "Sidorov", "Ivan");
    private readonly WalletWorld world = new();

    [Theory]
    [InlineData("Ivan Petrovich Sidorov", true)]
    [InlineData("sidorov ivan", true)] // the middle name lacks
    [InlineData("Dr. Ivan Petrovich de Sidorov", true)] // more than the entry says
    [InlineData("Sidorov", false)] // one word is not enough
    [InlineData("Ivan Ivanov", false)]
    [InlineData("Iwan Sidorow", false)] // other spellings are for a fuzzy matcher
    [InlineData("LODZ trading co", true)]
    [InlineData("Brigade", true)] // a single word that is the whole entry
    [InlineData("Fire Brigade", false)]
    [InlineData("Jose\u0301 Mu\u0308ller ONeil", true)] // marks apart, another order, no apostrophe
    [InlineData("\uFF29\uFF36\uFF21\uFF2E Sidorov", true)] // full-width letters
    [InlineData("...", false)]
    public async Task Screen_OfAName_ComparesFoldedWordsInAnyOrder(string name, bool isHit)
    {
        var screened = (await Screening(Sanctions).ScreenAsync(["Jane Howard", name])).Value;

        Assert.Equal((isHit, 4, isHit ? 1 : 0), (screened.IsHit, screened.ListedNames, screened.Hits.Count));
        Assert.Equal(NameLists.Of([Sanctions]).Version, screened.ListVersion);
    }

    [Fact]
    public void Find_WithALackingWord_ExplainsWhatMatchedAndWhatDidNot()
    {
        var hit = Assert.Single(NameLists.Of([Sanctions]).Find("Ivan Sidorov"));

        Assert.Equal(("sanctions-test", Sanctions.Version), (hit.List, hit.Version));
        Assert.Equal("The name Ivan Sidorov matches the entry SIDOROV, Ivan Petrovich of sanctions-test by IVAN, SIDOROV; of the entry lack PETROVICH.", hit.Explanation.Value);
        Assert.DoesNotContain("Sidorov", hit.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("for Petrovich, via Ivan; Sidorov knows", true)]
    [InlineData("for Ivan Sidorov", false)] // part of an entry only
    [InlineData("the brigade", false)]
    public async Task ScreenText_OfAMemo_FindsWholeEntriesOnly(string text, bool isHit) =>
        Assert.Equal(isHit, (await Screening(Sanctions).ScreenTextAsync(text)).Value.IsHit);

    [Fact]
    public async Task Screen_WithoutALoadedList_FailsClosed()
    {
        Assert.IsType<ServiceUnavailable>((await Screening().ScreenAsync(["Jane Howard"])).Error);
        Assert.IsType<ServiceUnavailable>((await Screening(new ListText("empty", ["# nothing"])).ScreenTextAsync("Jane Howard")).Error);
        Assert.False(NameLists.Of(ListKind.Names.Read(new ListOptions { Folder = "/no/such/folder" })).IsLoaded);
        Assert.True(NameLists.Of(ListKind.Names.Read(new ListOptions())).IsLoaded);
    }

    [Fact]
    public async Task Withdrawal_ToASanctionedName_IsHeldForTwoOfficersAndTellsNothing()
    {
        var withdrawal = await ConfirmedAsync(ToSidorov);
        world.SanctionedNames = [Sanctions];
        await world.StepAsync(nameof(ScreenWithdrawal), withdrawal);
        await world.StepAsync(nameof(ApplyPolicy), withdrawal);

        var document = await world.ReadAsync(withdrawal);
        Assert.Equal((WithdrawalStatus.PendingApproval, null), (document.Status, document.Reason));
        Assert.Equal((WithdrawalPolicy.ScreeningRule, 2), (document.PolicyDecision!.Rule, document.PolicyDecision.Quorum!.Groups.Single().Count));
        Assert.Contains("Ivan Sidorov", Assert.Single(document.Checks!.Names!.Hits).Explanation.Value, StringComparison.Ordinal);
        Assert.Empty(document.Checks.Screening!.Hits);
        Assert.Equal("0.00102000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
    }

    [Fact]
    public async Task Withdrawal_ToASanctionedProvider_IsHeldForTwoOfficers()
    {
        var withdrawal = await ConfirmedAsync(ToSidorov with { Wallet = WalletKind.Provider, BeneficiaryLastName = "Clark", ProviderName = "Lodz Trading Co" });
        world.SanctionedNames = [Sanctions];
        await world.StepAsync(nameof(ScreenWithdrawal), withdrawal);

        Assert.Contains("Łódź", Assert.Single((await world.ReadAsync(withdrawal)).Checks!.Names!.Hits).Explanation.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawal_ToAClearName_RecordsWhatItWasScreenedAgainst()
    {
        var withdrawal = await ConfirmedAsync(ToSidorov);
        await world.StepAsync(nameof(ScreenWithdrawal), withdrawal);

        var checks = (await world.ReadAsync(withdrawal)).Checks!;
        Assert.Equal((false, 1, false), (checks.Names!.IsHit, checks.Names.ListedNames, checks.IsScreeningHit));
    }

    [Fact]
    public async Task Withdrawal_WhileNoListOfNamesIsLoaded_WaitsAndChangesNothing()
    {
        var withdrawal = await ConfirmedAsync(ToSidorov);
        world.SanctionedNames = [];
        var before = world.Digest();

        await Assert.ThrowsAsync<StepUnavailableException>(() => world.StepAsync(nameof(ScreenWithdrawal), withdrawal));
        Assert.Equal(before, world.Digest());
    }

    /// <summary>A withdrawal that its customer confirmed.</summary>
    private async Task<WithdrawalReference> ConfirmedAsync(TravelRuleData data)
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var asked = await world.Request.ExecuteAsync(
            new RequestWithdrawalCommand(WalletWorld.Ana, 3, "BTC", "bitcoin", WalletWorld.Stranger, "0.001", WalletWorld.Once("key", "body")) { TravelRule = data });
        Assert.True(asked.IsSuccess, asked.Error?.Message);
        var withdrawal = new WithdrawalReference(WalletWorld.Ana, asked.Value.WithdrawalId);
        await world.StepAsync(nameof(AskForConfirmation), withdrawal);
        await world.DeliverAsync();
        var token = world.Tokens.TextOf(world.Mails.Last(mail => mail.Token is not null).Token!);
        Assert.True((await world.Confirm.ExecuteAsync(withdrawal, token)).IsSuccess);
        return withdrawal;
    }

    private static ListNameScreening Screening(params ListText[] lists) => new(() => NameLists.Of(lists), new FakeTimeProvider());
}
