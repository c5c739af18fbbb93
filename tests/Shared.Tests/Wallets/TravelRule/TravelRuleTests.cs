using CryptoVault.Accounts;
using CryptoVault.Adapters.Files;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.TravelRule;
using CryptoVault.Wallets.TravelRule.Ivms101;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.TravelRule;

public sealed class TravelRuleTests
{
    private static readonly TravelRuleData ToProvider = new(WalletKind.Provider, "Howard", "Jane", "Clark", "Lawrence") { ProviderName = "Bob VASP", BeneficiaryCountry = "GB" };
    private static readonly TravelRuleData ToOwnWallet = new(WalletKind.SelfHosted, "Howard", "Jane", "Howard", "Jane");
    private readonly WalletWorld world = new();

    [Theory]
    [InlineData("DE", "0.0001", true)] // 6 dollars: the EU asks from 0
    [InlineData("US", "0.0499", false)] // 2,994 dollars
    [InlineData("US", "0.05", true)] // 3,000 dollars
    [InlineData("BR", "0.5", false)]
    public async Task Request_WithoutData_IsRefusedFromTheThresholdOfTheJurisdiction(string country, string amount, bool isRefused)
    {
        await LivesInAsync(country);
        var before = world.Digest();
        var asked = await AskAsync(amount, null);

        Assert.Equal(isRefused, asked.Error is TravelRuleDataRequired);
        Assert.Equal(!isRefused, asked.IsSuccess);
        Assert.Equal(isRefused, before == world.Digest());
    }

    [Fact]
    public async Task Request_WithData_KeepsThemBesideTheWithdrawal()
    {
        await LivesInAsync("DE");
        var asked = (await AskAsync("0.001", ToProvider)).Value;

        var reference = asked.Checks!.TravelRule!;
        Assert.Equal(("EU", true, false, false), (reference.Jurisdiction, reference.IsRequired, reference.IsSelfHosted, reference.IsProofRequired));
        var kept = await world.Store.FindAsync<TravelRuleDocument>(LedgerPartitions.OfUser(WalletWorld.Ana), reference.DocumentId!);
        var payload = IdentityPayload.Parse(System.Text.Encoding.UTF8.GetBytes(kept!.Payload.Value));
        Assert.Empty(PayloadRules.Check(payload, new DateOnly(2030, 1, 1)));
        Assert.Equal(("Howard", "Clark"), (payload.Originator!.OriginatorPersons[0].NaturalPerson!.Name.NameIdentifier[0].PrimaryIdentifier, payload.Beneficiary!.BeneficiaryPersons[0].NaturalPerson!.Name.NameIdentifier[0].PrimaryIdentifier));
        Assert.Equal([WalletWorld.Stranger], payload.Beneficiary.AccountNumber);
        Assert.DoesNotContain("Howard", kept.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Howard", ToProvider.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ToASelfHostedWallet_NeedsAProofFromAThousandEuros()
    {
        await LivesInAsync("DE");
        Assert.True((await AskAsync("0.0166", ToOwnWallet, "small")).IsSuccess); // 996
        var before = world.Digest();

        Assert.Contains("1000 EUR", Assert.IsType<WalletProofRequired>((await AskAsync("0.0167", ToOwnWallet, "large")).Error).Message, StringComparison.Ordinal);
        Assert.Equal(before, world.Digest());
        Assert.True((await AskAsync("0.0167", ToProvider, "provider")).IsSuccess);
    }

    [Fact]
    public async Task Request_WithWrongData_NamesTheFieldAndChangesNothing()
    {
        await LivesInAsync("DE");
        var before = world.Digest();
        var asked = await AskAsync("0.001", ToProvider with { BeneficiaryCountry = "XX", ProviderName = "", ProviderLei = "5493001KJTIIGC8Y1R1", OriginatorLastName = " " });

        Assert.Equal(
            ["/travelRule/beneficiary/country", "/travelRule/originator/lastName", "/travelRule/providerLei", "/travelRule/providerName"],
            Assert.IsType<ValidationFailed>(asked.Error).Fields.Select(field => field.Pointer).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_WhereOnlyRecordsAreKept_IsTakenAndSaysWhatIsLacking()
    {
        world.TravelRuleOptions = new TravelRuleOptions { Mode = TravelRuleMode.Record };
        await LivesInAsync("DE");
        var reference = (await AskAsync("0.5", null)).Value.Checks!.TravelRule!;

        Assert.Equal(new TravelRuleReference("EU", true, false, false, null, null), reference);
    }

    [Fact]
    public async Task Submit_OfAWithdrawalToAProvider_TellsItOnceUnderOneId()
    {
        await LivesInAsync("DE");
        var withdrawal = await ApprovedAsync(ToProvider);
        Assert.Empty(world.Told);
        world.Custody.IsDown = true;
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        world.Custody.IsDown = false;
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);
        await world.StepAsync(nameof(SubmitWithdrawal), withdrawal);

        Assert.Equal(2, world.Told.Count);
        Assert.Single(world.Told.Select(message => message.MessageId).Distinct());
        Assert.Equal(("0.00100000", "BTC", "Bob VASP"), (world.Told[0].Amount, world.Told[0].Asset, world.Told[0].Ivms101.BeneficiaryVasp!.Provider!.LegalPerson!.Name.NameIdentifier[0].LegalPersonNameText));
    }

    [Fact]
    public async Task Submit_OfAWithdrawalToASelfHostedWallet_TellsNobody()
    {
        await LivesInAsync("DE");
        await world.StepAsync(nameof(SubmitWithdrawal), await ApprovedAsync(ToOwnWallet));

        Assert.Empty(world.Told);
    }

    [Fact]
    public async Task Outbox_ForAMessageThatComesTwice_HasOneFile()
    {
        var folder = Directory.CreateTempSubdirectory("travel-rule").FullName;
        try
        {
            var blobs = new BlobFolder(folder, world.Ids, world.Clock);
            var payload = IdentityPayload.Parse("{\"originator\":{\"originatorPersons\":[]}}"u8);
            var message = new TravelRuleMessage("0198c0de-0000-7000-8000-00000000000a", "BTC", "1", "bitcoin", WalletWorld.Stranger, "2026-01-01T00:00:00Z", payload);
            await new TravelRuleOutbox(blobs).SendAsync(message, default);
            await new TravelRuleOutbox(blobs).SendAsync(message, default);

            var written = new List<string>();
            await foreach (var blob in blobs.ListAsync(TravelRuleOutbox.Container))
            {
                written.Add(blob.Key.Name);
            }

            Assert.Equal("outbox/0198c0de-0000-7000-8000-00000000000a.json", Assert.Single(written));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ToJurisdictions_OfAWrongConfiguration_NamesIt()
    {
        var options = new TravelRuleOptions { Jurisdictions = [new JurisdictionOptions { Name = "Mars", Countries = ["MA"], Currency = "MRS" }] };

        Assert.Contains("Mars", Assert.Throws<ArgumentException>(() => options.ToJurisdictions(world.Assets)).Message, StringComparison.Ordinal);
    }

    private async Task<WithdrawalReference> ApprovedAsync(TravelRuleData data)
    {
        var withdrawal = new WithdrawalReference(WalletWorld.Ana, (await AskAsync("0.001", data)).Value.WithdrawalId);
        await world.StepAsync(nameof(AskForConfirmation), withdrawal);
        await world.DeliverAsync();
        Assert.True((await world.Confirm.ExecuteAsync(withdrawal, world.Tokens.TextOf(world.Mails[^1].Token!))).IsSuccess);
        await world.StepAsync(nameof(ScreenWithdrawal), withdrawal);
        Assert.Equal(WithdrawalStatus.AutoApproved, (await world.StepAsync(nameof(ApplyPolicy), withdrawal)).Status);
        return withdrawal;
    }

    private async Task LivesInAsync(string country)
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        await world.Partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
        {
            view.Put(new ProfileDocument(WalletWorld.Ana, "ana@example.com", country, [], world.Clock.GetUtcNow()));
            return Unit.Value;
        }, default);
    }

    private Task<Result<WithdrawalDocument>> AskAsync(string amount, TravelRuleData? data, string key = "key") =>
        world.Request.ExecuteAsync(new RequestWithdrawalCommand(WalletWorld.Ana, 3, "BTC", "bitcoin", WalletWorld.Stranger, amount, WalletWorld.Once(key, amount)) { TravelRule = data });
}
