using CryptoVault.Accounts;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Wallets.AddressBook;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Shared.Tests.Wallets.AddressBook;

public sealed class AddressBookTests
{
    private static readonly TestWallet Wallet = new(7);
    private readonly WalletWorld world = new();

    [Fact]
    public async Task Add_OfAnAddress_WaitsForItsMailAndKeepsNoToken()
    {
        var (added, token) = await AddedAsync();

        Assert.Equal((AddressState.PendingConfirmation, null), (added.State, added.InForceFrom));
        Assert.DoesNotContain(token, world.Digest(), StringComparison.Ordinal);
        var mail = Assert.Single(world.Mails);
        Assert.Equal(("confirm-address", WalletWorld.Stranger), (mail.Template, mail.Values["address"]));
    }

    [Theory]
    [InlineData("doge", WalletWorld.Stranger, "/network", "UNKNOWN_NETWORK")]
    [InlineData("bitcoin", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx", "/address", "INVALID_ADDRESS")]
    [InlineData("tron", WalletWorld.Stranger, "/address", "INVALID_ADDRESS")]
    public async Task Add_OfAWrongAddress_NamesTheFieldAndChangesNothing(string network, string address, string pointer, string code)
    {
        var before = world.Digest();
        var added = await world.AddressBook.AddAsync(new NewAddress(WalletWorld.Ana, network, address, "mine", null));

        var field = Assert.Single(Assert.IsType<ValidationFailed>(added.Error).Fields);
        Assert.Equal((pointer, code), (field.Pointer, field.Code));
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Add_OfAListedAddressOrToAFullBook_IsRefusedAndChangesNothing()
    {
        world.BookOptions = new AddressBookOptions { MostEntries = 1 };
        await AddedAsync();
        var before = world.Digest();

        Assert.IsType<AddressAlreadyListed>((await AddAsync(WalletWorld.Stranger)).Error);
        Assert.IsType<AddressBookFull>((await AddAsync(Wallet.Bitcoin)).Error);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Confirm_WithTheToken_CoolsOffADayAndIsThenInForce()
    {
        var (added, token) = await AddedAsync();
        var confirmed = await ConfirmAsync(added, token);
        var again = await ConfirmAsync(added, token);

        Assert.Equal((AddressState.CoolingOff, world.Clock.GetUtcNow() + TimeSpan.FromHours(24)), (confirmed.Value.State, confirmed.Value.InForceFrom));
        Assert.Equal(confirmed.Value.InForceFrom, again.Value.InForceFrom);
        world.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal(AddressState.CoolingOff, await StateAsync());
        world.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(AddressState.Active, await StateAsync());
    }

    [Fact]
    public async Task Confirm_WithAWrongOrLateToken_IsRefusedAndChangesNothing()
    {
        var (added, token) = await AddedAsync();
        var (_, other) = await AddedAsync(Wallet.Bitcoin);
        var before = world.Digest();

        Assert.IsType<AddressTokenInvalid>((await ConfirmAsync(added, other)).Error);
        Assert.IsType<AddressTokenInvalid>((await world.AddressBook.ConfirmAsync("ben", added.Entry.AddressId, token)).Error);
        world.Clock.Advance(world.BookOptions.ConfirmWithin);
        Assert.IsType<AddressTokenInvalid>((await ConfirmAsync(added, token)).Error);
        Assert.Equal(before, world.Digest());
    }

    [Theory]
    [InlineData(-60, 24)]
    [InlineData(-30, 24)]
    [InlineData(-23, 25)]
    [InlineData(-1, 47)]
    [InlineData(3, 51)]
    [InlineData(25, 24)]
    public void InForceFrom_AfterASecurityChange_IsTwoDaysAfterItUnlessItWasInForce(int changedHours, int inForceHours)
    {
        var confirmed = new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero);
        var entry = new AddressEntry("id", "bitcoin", WalletWorld.Stranger, "mine", confirmed, confirmed, "") { ConfirmedTime = confirmed };

        Assert.Equal(confirmed.AddHours(inForceHours), AddressBookRules.InForceFrom(entry, [confirmed.AddHours(changedHours)], new AddressBookOptions()));
    }

    [Fact]
    public async Task Confirm_AfterAChangeOfThePassword_CoolsOffTwoDaysFromTheChange()
    {
        var opened = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromDays(9));
        var changed = world.Clock.GetUtcNow();
        await world.Partitions.DecideAsync<Unit>(LedgerPartitions.OfUser(WalletWorld.Ana), view =>
        {
            view.Put(new ProfileDocument(WalletWorld.Ana, "ana@example.com", "DE", [], opened));
            view.Put(new CredentialsDocument("hash", changed));
            return Unit.Value;
        }, default);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var (added, token) = await AddedAsync();

        Assert.Equal(changed + TimeSpan.FromHours(48), (await ConfirmAsync(added, token)).Value.InForceFrom);
    }

    [Fact]
    public async Task Remove_OfAnAddress_WorksAtOnce()
    {
        var added = await ActiveAsync();
        Assert.True((await world.AddressBook.RemoveAsync(WalletWorld.Ana, added.Entry.AddressId)).IsSuccess);

        Assert.IsType<AddressNotFound>((await world.AddressBook.RemoveAsync(WalletWorld.Ana, added.Entry.AddressId)).Error);
        Assert.Empty((await world.AddressBook.ReadAsync(WalletWorld.Ana)).Value.Entries);
    }

    [Fact]
    public async Task WhitelistOnly_IsOnAtOnceAndOffAfterSevenDays()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        Assert.True((await world.AddressBook.SetWhitelistOnlyAsync(WalletWorld.Ana, true)).Value.WhitelistOnly);
        var before = world.Digest();
        Assert.IsType<AddressNotWhitelisted>((await world.AskAsync(WalletWorld.Ana, "0.01")).Error);
        Assert.Equal(before, world.Digest());

        var off = (await world.AddressBook.SetWhitelistOnlyAsync(WalletWorld.Ana, false)).Value;
        Assert.Equal((true, world.Clock.GetUtcNow() + TimeSpan.FromDays(7)), (off.WhitelistOnly, off.WhitelistOnlyUntil));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(off.WhitelistOnlyUntil, (await world.AddressBook.SetWhitelistOnlyAsync(WalletWorld.Ana, false)).Value.WhitelistOnlyUntil);
        world.Clock.Advance(TimeSpan.FromDays(6) - TimeSpan.FromTicks(1));
        Assert.IsType<AddressNotWhitelisted>((await world.AskAsync(WalletWorld.Ana, "0.01")).Error);
        world.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.01")).IsSuccess);
    }

    [Fact]
    public async Task WhitelistOnly_SwitchedOnAgain_ForgetsThatItWasToEnd()
    {
        await world.AddressBook.SetWhitelistOnlyAsync(WalletWorld.Ana, true);
        await world.AddressBook.SetWhitelistOnlyAsync(WalletWorld.Ana, false);
        await world.AddressBook.SetWhitelistOnlyAsync(WalletWorld.Ana, true);
        world.Clock.Advance(TimeSpan.FromDays(8));

        var state = (await world.AddressBook.ReadAsync(WalletWorld.Ana)).Value;
        Assert.Equal((true, null), (state.WhitelistOnly, state.WhitelistOnlyUntil));
    }

    [Fact]
    public async Task Withdraw_ToAnAddressThatCoolsOff_SaysFromWhenItIsInForce()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        world.BookOptions = new AddressBookOptions { OneTimeAddresses = false };
        var (added, token) = await AddedAsync();
        Assert.Contains("address book only", (await world.AskAsync(WalletWorld.Ana, "0.01")).Error!.Message, StringComparison.Ordinal);
        var confirmed = await ConfirmAsync(added, token);
        var refused = Assert.IsType<AddressNotWhitelisted>((await world.AskAsync(WalletWorld.Ana, "0.01")).Error);
        Assert.Contains($"{confirmed.Value.InForceFrom:yyyy-MM-dd HH:mm}", refused.Message, StringComparison.Ordinal);
        world.Clock.Advance(world.BookOptions.CoolOff);

        var taken = (await world.AskAsync(WalletWorld.Ana, "0.01")).Value.Checks!.Destination!;
        Assert.Equal((DestinationKind.Whitelisted, added.Entry.AddressId), (taken.Kind, taken.AddressId));
        Assert.Equal("mine", taken.Label.Value);
    }

    [Fact]
    public async Task Withdraw_ToACustomersAddress_IsInternal()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var ben = (await world.Addresses.ExecuteAsync("ben", "BTC", "bitcoin")).Value.Address;

        Assert.Equal(DestinationKind.Internal, (await world.AskAsync(WalletWorld.Ana, "0.01", address: ben)).Value.Checks!.Destination!.Kind);
    }

    [Fact]
    public async Task Prove_WithTheWalletsSignature_IsRecordedAndTravelsWithWithdrawals()
    {
        await world.FundAsync(WalletWorld.Ana, "1", WalletWorld.Btc);
        var added = await ActiveAsync(Wallet.Bitcoin);
        var before = world.Digest();
        Assert.IsType<WalletProofInvalid>((await world.AddressBook.ProveAsync(WalletWorld.Ana, added.Entry.AddressId, new TestWallet(8).SignBitcoin(added.Entry.ProofMessage))).Error);
        Assert.Equal(before, world.Digest());

        var proved = await world.AddressBook.ProveAsync(WalletWorld.Ana, added.Entry.AddressId, Wallet.SignBitcoin(added.Entry.ProofMessage));
        Assert.Equal(world.Clock.GetUtcNow(), proved.Value.Entry.ProvedTime);
        Assert.True((await world.AskAsync(WalletWorld.Ana, "0.01", address: Wallet.Bitcoin)).Value.Checks!.Destination!.IsProvedOwn);
    }

    private Task<Result<ListedAddress>> AddAsync(string address) =>
        world.AddressBook.AddAsync(new NewAddress(WalletWorld.Ana, "bitcoin", address, "mine", null));

    private async Task<(ListedAddress Added, string Token)> AddedAsync(string address = WalletWorld.Stranger)
    {
        var added = await AddAsync(address);
        Assert.True(added.IsSuccess, added.Error?.Message);
        await world.DeliverAsync();
        return (added.Value, world.Tokens.TextOf(world.Mails[^1].Token!));
    }

    private Task<Result<ListedAddress>> ConfirmAsync(ListedAddress added, string token) =>
        world.AddressBook.ConfirmAsync(WalletWorld.Ana, added.Entry.AddressId, token);

    private async Task<ListedAddress> ActiveAsync(string address = WalletWorld.Stranger)
    {
        var (added, token) = await AddedAsync(address);
        Assert.True((await ConfirmAsync(added, token)).IsSuccess);
        world.Clock.Advance(world.BookOptions.CoolOff);
        return added;
    }

    private async Task<AddressState> StateAsync() => Assert.Single((await world.AddressBook.ReadAsync(WalletWorld.Ana)).Value.Entries).State;
}
