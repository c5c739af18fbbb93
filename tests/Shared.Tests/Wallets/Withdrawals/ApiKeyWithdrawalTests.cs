using CryptoVault.Accounts;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.AddressBook;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;
using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Shared.Tests.Wallets.Withdrawals;

/// <summary>What a program may withdraw with an API key. A bitcoin is worth 60,000 dollars.</summary>
public sealed class ApiKeyWithdrawalTests
{
    private const string Key = "key-of-ana";
    private const string Other = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";

    private readonly WalletWorld world = new();

    [Fact]
    public async Task Request_ByAKeyToAListedAddress_IsTakenNamesTheKeyAndAsksNobodyByMail()
    {
        await SceneAsync();
        var asked = await AskAsync("0.01");
        var withdrawal = new WithdrawalReference(WalletWorld.Ana, asked.Value.WithdrawalId);
        var progress = await world.StepAsync(nameof(AskForConfirmation), withdrawal);
        var again = await world.StepAsync(nameof(AskForConfirmation), withdrawal);
        await world.DeliverAsync();

        var document = await world.ReadAsync(withdrawal);
        Assert.Equal((WithdrawalStatus.Screening, WithdrawalStatus.Screening), (progress.Status, again.Status));
        Assert.Equal((Key, null, DestinationKind.Whitelisted), (document.Checks!.ApiKeyId, document.Checks.MailExemptedBy, document.Checks.Destination!.Kind));
        Assert.Null(document.ConfirmationHash);
        Assert.True((await world.Facts.OfAsync(document)).IsByApiKey);
        var mail = Assert.Single(world.Mails);
        Assert.Null(mail.Token);
        Assert.Equal(Key, mail.Values["apiKey"]);
    }

    [Fact]
    public async Task Request_ByAKeyToAnAddressThatIsNotInForce_IsRefusedAndChangesNothing()
    {
        await SceneAsync();
        Assert.True((await world.AddressBook.AddAsync(new NewAddress(WalletWorld.Ana, "bitcoin", Other, "soon", null))).IsSuccess);
        var before = world.Digest();

        Assert.IsType<AddressNotWhitelisted>((await AskAsync("0.01", address: Other)).Error);
        Assert.IsType<AddressNotWhitelisted>((await AskAsync("0.01", address: "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")).Error);
        Assert.Equal(before, world.Digest());
        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.01", address: Other)).IsSuccess); // a person may
    }

    [Theory]
    [InlineData("gone", typeof(InvalidApiKey))]
    [InlineData("expired", typeof(InvalidApiKey))]
    [InlineData("no scope", typeof(ScopeMissing))]
    [InlineData("no addresses", typeof(ScopeMissing))]
    [InlineData("no limit", typeof(ScopeMissing))]
    [InlineData("new device", typeof(NewDeviceCoolOff))]
    public async Task Request_ByAKeyThatDoesNotWithdraw_IsRefusedAndChangesNothing(string flaw, Type error)
    {
        var now = world.Clock.GetUtcNow();
        await SceneAsync(key => flaw switch
        {
            "gone" => key with { KeyId = "another" },
            "expired" => key with { ExpiresAt = now },
            "no scope" => key with { Scopes = [ApiKeyScope.Read, ApiKeyScope.Trade] },
            "no addresses" => key with { Addresses = [] },
            "no limit" => key with { WithdrawalDayUsdUnits = null },
            _ => key with { WithdrawsFrom = now.AddDays(30) },
        });
        var before = world.Digest();

        Assert.IsType(error, (await AskAsync("0.01")).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_ByAKeyOfAnAccountWithoutASecondFactorOrAfterAReset_IsRefusedAndChangesNothing()
    {
        await SceneAsync();
        await ChangeAsync(profile => profile with { SecondFactorSince = null });
        var before = world.Digest();
        Assert.IsType<SecondFactorRequired>((await AskAsync("0.01")).Error);
        Assert.Equal(before, world.Digest());

        await ChangeAsync(profile => profile with { SecondFactorSince = world.Clock.GetUtcNow().AddDays(-9), WithdrawalsBlockedUntil = world.Clock.GetUtcNow().AddHours(1) });
        before = world.Digest();
        Assert.IsType<WithdrawalsBlocked>((await AskAsync("0.01")).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Request_BeyondTheKeysLimit_IsRefusedUntilADayIsOverAndPeopleAreNot()
    {
        await SceneAsync(); // 1,000 dollars a day
        Assert.True((await AskAsync("0.01", "first")).IsSuccess); // 600
        var before = world.Digest();

        var refused = Assert.IsType<ApiKeyLimitExceeded>((await AskAsync("0.007", "second")).Error);
        Assert.Equal(before, world.Digest());
        Assert.Contains("400.00000000 USD are left", refused.Message, StringComparison.Ordinal);
        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.007", "a person")).IsSuccess);
        Assert.True((await AskAsync("0.006", "third")).IsSuccess); // what people take is not the key's

        world.Clock.Advance(LimitUseDocument.Day);
        Assert.True((await AskAsync("0.016", "next day")).IsSuccess);
    }

    [Fact]
    public async Task Request_GivenBack_GivesTheKeysLimitBack()
    {
        await SceneAsync();
        var asked = await AskAsync("0.016", "first"); // 960
        Assert.IsType<ApiKeyLimitExceeded>((await AskAsync("0.01", "second")).Error);

        Assert.True((await world.Cancel.ExecuteAsync(new WithdrawalReference(WalletWorld.Ana, asked.Value.WithdrawalId))).IsSuccess);
        Assert.True((await AskAsync("0.01", "third")).IsSuccess);
        world.AssertSound();
    }

    [Fact]
    public async Task Request_ManyAtOnceByAKey_NeverExceedsItsLimitTogether()
    {
        await SceneAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => AskAsync("0.004", $"many-{i}")))); // 240 each

        Assert.Equal(4, answers.Count(answer => answer.IsSuccess));
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => Assert.IsType<ApiKeyLimitExceeded>(answer.Error));
        Assert.Equal(("0.98392000", "0.01608000"), await world.BalanceAsync(WalletWorld.Ana, WalletWorld.Btc));
        world.AssertSound();
    }

    [Fact]
    public async Task Request_RepeatedByAKey_IsTheSameWithdrawal()
    {
        await SceneAsync();
        var first = await AskAsync("0.016");
        var before = world.Digest();

        var again = await AskAsync("0.016");

        Assert.Equal(first.Value.WithdrawalId, again.Value.WithdrawalId);
        Assert.Equal(before, world.Digest());
    }

    private Task<Result<WithdrawalDocument>> AskAsync(string amount, string key = "key", string address = WalletWorld.Stranger) =>
        world.Request.ExecuteAsync(
            new RequestWithdrawalCommand(WalletWorld.Ana, 3, "BTC", "bitcoin", address, amount, WalletWorld.Once(key, $"{address}{amount}")) { ApiKeyId = Key });

    /// <summary>Ana with a bitcoin, a second factor, an address in force, and a key for 1,000 dollars a day.</summary>
    private async Task SceneAsync(Func<ApiKey, ApiKey>? change = null)
    {
        var opened = world.Clock.GetUtcNow();
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var added = (await world.AddressBook.AddAsync(new NewAddress(WalletWorld.Ana, "bitcoin", WalletWorld.Stranger, "cold", null))).Value;
        await world.DeliverAsync();
        var token = world.Tokens.TextOf(world.Mails.Last(mail => mail.Token is not null).Token!);
        Assert.True((await world.AddressBook.ConfirmAsync(WalletWorld.Ana, added.Entry.AddressId, token)).IsSuccess);
        world.Clock.Advance(TimeSpan.FromHours(49));
        world.Mails.Clear();
        var now = world.Clock.GetUtcNow();
        var key = new ApiKey(Key, "bot", ApiKeyKind.Hmac, "sealed", [ApiKeyScope.Withdraw], ["203.0.113.7"], now, now.AddDays(90))
        {
            WithdrawalDayUsdUnits = 1_000 * MoneyMath.PowerOfTen(8),
        };
        await world.Partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
        {
            view.Put(new ApiKeysDocument([change is null ? key : change(key)]));
            view.Put(new ProfileDocument(WalletWorld.Ana, "ana@example.com", "BR", [], opened) { SecondFactorSince = opened });
            return Unit.Value;
        });
    }

    private Task<Result<Unit>> ChangeAsync(Func<ProfileDocument, ProfileDocument> change) =>
        world.Partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
        {
            view.Set(change(view.Find<ProfileDocument>(ProfileDocument.DocumentId)!));
            return Unit.Value;
        });
}
