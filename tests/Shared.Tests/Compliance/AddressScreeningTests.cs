using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Compliance.Lists;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Testing;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Compliance;

public sealed class AddressScreeningTests
{
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Screen_OfAListedAddress_IsAHitHoweverItIsWritten()
    {
        var lists = AddressLists.Of([new("sanctions-eth", ["0x8589427373D6D84E98730D7795D8f6f8731FDA16"])], []);

        Assert.Equal("sanctions-eth", Assert.Single(lists.Find("0x8589427373d6d84e98730d7795d8f6f8731fda16")).List);
        Assert.Empty(lists.Find("0x8589427373d6d84e98730d7795d8f6f8731fda17"));
        var screened = await Screening(lists).ScreenAsync("ethereum", "0x8589427373D6D84E98730D7795D8F6F8731FDA16");
        Assert.Equal((AddressScreeningOutcome.Hit, 1, lists.Version), (screened.Value.Outcome, screened.Value.ListedAddresses, screened.Value.ListVersion));
    }

    [Fact]
    public async Task Screen_WithoutALoadedList_FailsClosed()
    {
        Assert.IsType<ServiceUnavailable>((await Screening(AddressLists.Of([], ["bitcoin:x"])).ScreenAsync("bitcoin", WalletWorld.Stranger)).Error);
        Assert.False(Load(new ListOptions { Folder = "/no/such/folder" }).IsLoaded);
        Assert.False(Load(new ListOptions { Shipped = false }).IsLoaded);
    }

    [Fact]
    public void Load_OfTheShippedLists_HasAddressesOfEachNetwork()
    {
        var lists = Load(new ListOptions());

        Assert.True(lists.IsLoaded);
        Assert.Equal(4, lists.Count);
        Assert.NotEmpty(lists.Find("0x000000000000000000000000000000000000dEaD"));
        Assert.NotEmpty(lists.Find("11111111111111111112utRjnLyv"));
        Assert.NotEmpty(lists.Find("T9yD14Nj9j7xAB4dbGeiX9h8upfCg3PBbY"));
    }

    [OfficialListFact]
    public void Load_OfTheOfficialLists_FindsEveryAddressOfThem()
    {
        var folder = OfficialListFactAttribute.Folder;
        var lists = Load(new ListOptions { Folder = folder, Shipped = false });
        var lines = Directory.GetFiles(folder, "*.txt").SelectMany(File.ReadAllLines).Where(line => line.Trim().Length > 0).ToArray();

        Assert.True(lines.Length > 600, $"{lines.Length} addresses");
        Assert.All(lines, line => Assert.NotEmpty(lists.Find(line.Trim())));
    }

    [Fact]
    public async Task Withdrawal_ToASanctionedAddress_IsHeldForTwoOfficersAndTellsNothing()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        world.Sanctions = [new("sanctions-xbt", [WalletWorld.Stranger])];
        var withdrawal = await world.JudgedAsync("0.001");

        var document = await world.ReadAsync(withdrawal);
        Assert.Equal((WithdrawalStatus.PendingApproval, null), (document.Status, document.Reason));
        Assert.Equal((WithdrawalPolicy.ScreeningRule, 2), (document.PolicyDecision!.Rule, document.PolicyDecision.Quorum!.Groups.Single().Count));
        var hit = Assert.Single(document.Checks!.Screening!.Hits);
        Assert.Equal("sanctions-xbt", hit.List);
        Assert.Contains(WalletWorld.Stranger, hit.Explanation, StringComparison.Ordinal);
        Assert.Equal("0.00102000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Held);
    }

    [Fact]
    public async Task Screen_OfARiskyAddress_SaysSo_AndSanctionsGoFirst()
    {
        var (listed, risky) = (AddressLists.Of([new("sanctions-x", ["listed"])], []), AddressLists.Of([new("risk-mixer", ["listed", "mixer"])], []));
        var screening = Screening(listed, risky);

        Assert.Equal(AddressScreeningOutcome.Clear, (await screening.ScreenAsync("bitcoin", "other")).Value.Outcome);
        var doubted = (await screening.ScreenAsync("bitcoin", "mixer")).Value;
        Assert.Equal((AddressScreeningOutcome.Risky, "risk-mixer"), (doubted.Outcome, Assert.Single(doubted.Hits).List));
        Assert.Equal((AddressScreeningOutcome.Hit, 2), ((await screening.ScreenAsync("bitcoin", "listed")).Value.Outcome, (await screening.ScreenAsync("bitcoin", "listed")).Value.Hits.Count));
        Assert.IsType<ServiceUnavailable>((await Screening(AddressLists.Of([], []), risky).ScreenAsync("bitcoin", "mixer")).Error);
    }

    [Fact]
    public async Task Withdrawal_ToARiskyAddress_ScoresHighAndNeedsAPerson()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        world.Risks = [new("risk-mixer", [WalletWorld.Stranger])];
        var document = await world.ReadAsync(await world.JudgedAsync("0.001"));

        Assert.Equal((WithdrawalStatus.PendingApproval, "risky"), (document.Status, document.PolicyDecision!.Rule));
        Assert.Contains("risk-mixer", document.Checks!.Risk!.Factors.Single(factor => factor.Code == RiskFactors.RiskyAddress).Explanation, StringComparison.Ordinal);
        Assert.False(document.Checks.IsScreeningHit);
    }

    [Fact]
    public async Task Withdrawal_ToABlockedAddress_IsRejectedWithANeutralReason()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        world.BlockedAddresses.Add(WalletWorld.Stranger);
        var document = await world.ReadAsync(await world.JudgedAsync("0.001"));

        Assert.Equal((WithdrawalStatus.Rejected, ScreenWithdrawal.NeutralReason), (document.Status, document.Reason));
        Assert.Equal(AddressLists.OwnBlockList, Assert.Single(document.Checks!.Screening!.Hits).List);
        Assert.Equal("1.00000000", (await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc)).Available);
    }

    [Fact]
    public async Task Withdrawal_WhileNoListIsLoaded_WaitsAndChangesNothing()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var (withdrawal, token) = await world.MailedAsync("0.001");
        await world.Confirm.ExecuteAsync(withdrawal, token);
        world.Sanctions = [];
        var before = world.Digest();

        await Assert.ThrowsAsync<StepUnavailableException>(() => world.StepAsync(nameof(ScreenWithdrawal), withdrawal));
        Assert.Equal(before, world.Digest());
    }

    private static AddressLists Load(ListOptions options) => AddressLists.Of(ListKind.Addresses.Read(options), []);

    private static ListScreening Screening(AddressLists lists, AddressLists? risks = null) => new(() => lists, () => risks ?? AddressLists.Of([], []), new FakeTimeProvider());
}

/// <summary>A test against the official lists, where they are.</summary>
internal sealed class OfficialListFactAttribute : FactAttribute
{
    public OfficialListFactAttribute()
    {
        if (!Directory.Exists(Folder))
        {
            Skip = "The official lists are not here (SANCTIONS_DATA).";
        }
    }

    /// <summary>Data that others made, which is not part of the repository.</summary>
    public static string DataFolder { get; } = Environment.GetEnvironmentVariable("SANCTIONS_DATA") ?? Path.Combine(RepositoryRoot(), "..", "shared", "data");

    public static string Folder { get; } = Path.Combine(DataFolder, "lists", "ofac", "crypto");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
