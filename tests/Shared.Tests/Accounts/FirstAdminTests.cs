using CryptoVault.Accounts;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Accounts.Registration;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class FirstAdminTests
{
    private static SetUpCommand Command(string code, string email = "ada@example.com") => new(code, email, AccountsWorld.Password);

    [Fact]
    public async Task SetUp_WithTheCode_MakesAnAdministratorAndClosesForEver()
    {
        using var world = new AccountsWorld();
        await world.Offer.ExecuteAsync();
        var code = world.CodePlace.Code!;

        var admin = await world.SetUp.ExecuteAsync(Command(code));

        Assert.True(admin.IsSuccess, admin.Error?.Message);
        Assert.Equal(RoleSet.Of(Role.Admin), (await world.SignedInAsync("ada@example.com")).Roles);
        Assert.IsType<SetupClosed>((await world.SetUp.ExecuteAsync(Command(code, "eve@example.com"))).Error);
        Assert.Null(world.CodePlace.Code);
        await world.Offer.ExecuteAsync();
        Assert.Null(world.CodePlace.Code);
        Assert.Equal(1, world.CodePlace.Puts);
    }

    [Fact]
    public async Task SetUp_ByTwoAtOnce_MakesOneAdministrator()
    {
        using var world = new AccountsWorld();
        await world.Offer.ExecuteAsync();
        var code = world.CodePlace.Code!;

        var both = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => world.SetUp.ExecuteAsync(Command(code, $"a{i}@example.com"))));

        Assert.Single(both, result => result.IsSuccess);
        Assert.Equal(5, both.Count(result => result.Error is SetupClosed));
        Assert.Single(world.Store.All("users"), document => document.Id == ProfileDocument.DocumentId);
    }

    [Fact]
    public async Task SetUp_WithAWrongOrOldCode_IsRefusedAndChangesNothing()
    {
        using var world = new AccountsWorld();
        await world.Offer.ExecuteAsync();
        var code = world.CodePlace.Code!;

        Assert.IsType<InvalidSetupCode>((await world.SetUp.ExecuteAsync(Command("0000-0000-0000-0000-0000"))).Error);
        world.Clock.Advance(TimeSpan.FromHours(24));
        Assert.IsType<InvalidSetupCode>((await world.SetUp.ExecuteAsync(Command(code))).Error);

        Assert.Empty(world.Store.All("users"));
    }

    [Fact]
    public async Task SetUp_ThatBrokeOffAfterItsClaim_IsTakenUpByTheSameAddressOnly()
    {
        using var world = new AccountsWorld();
        await world.Offer.ExecuteAsync();
        var code = world.CodePlace.Code!;
        world.Store.FailNext([MemoryStore.Fault.None, .. Enumerable.Repeat(MemoryStore.Fault.Unavailable, 4)]);
        Assert.IsType<ServiceUnavailable>((await world.SetUp.ExecuteAsync(Command(code))).Error);
        await DrainFaultsAsync(world);

        Assert.IsType<SetupClosed>((await world.SetUp.ExecuteAsync(Command(code, "eve@example.com"))).Error);
        Assert.True((await world.SetUp.ExecuteAsync(Command(code))).IsSuccess);
        Assert.IsType<SetupClosed>((await world.SetUp.ExecuteAsync(Command(code))).Error);
    }

    [Fact]
    public async Task SetUp_WithACustomersAddress_IsRefusedAndStaysOpen()
    {
        using var world = new AccountsWorld();
        await world.AccountAsync("ana@example.com");
        await world.Offer.ExecuteAsync();
        var code = world.CodePlace.Code!;

        Assert.IsType<EmailTaken>((await world.SetUp.ExecuteAsync(Command(code, "ana@example.com"))).Error);

        Assert.Equal(RoleSet.Of(Role.Customer), (await world.SignedInAsync("ana@example.com")).Roles);
        Assert.True((await world.SetUp.ExecuteAsync(Command(code))).IsSuccess);
    }

    [Fact]
    public async Task Offer_AgainWhileTheCodeIsGood_KeepsIt()
    {
        using var world = new AccountsWorld();
        await world.Offer.ExecuteAsync();
        var code = world.CodePlace.Code!;
        await world.Offer.ExecuteAsync();

        Assert.Equal(code, world.CodePlace.Code);
        world.Clock.Advance(TimeSpan.FromHours(24));
        await world.Offer.ExecuteAsync();
        Assert.NotEqual(code, world.CodePlace.Code);
        Assert.IsType<InvalidSetupCode>((await world.SetUp.ExecuteAsync(Command(code))).Error);
    }

    [Fact]
    public async Task Offer_WhenTheCodeWasLost_MakesANewOne()
    {
        using var world = new AccountsWorld();
        await world.Offer.ExecuteAsync();
        world.CodePlace.Remove();

        await world.Offer.ExecuteAsync();

        Assert.True((await world.SetUp.ExecuteAsync(Command(world.CodePlace.Code!))).IsSuccess);
    }

    [Fact]
    public async Task Offer_OfAConfiguredCode_ShowsNothing()
    {
        using var world = new AccountsWorld(new AccountOptions { PasswordIterations = 1000, AdminSetupCode = "operator-chose-this-1" });

        await world.Offer.ExecuteAsync();

        Assert.Null(world.CodePlace.Code);
        Assert.True((await world.SetUp.ExecuteAsync(Command("operator-chose-this-1"))).IsSuccess);
    }

    [Fact]
    public async Task Offer_KeepsOnlyTheHashOfTheCode()
    {
        using var world = new AccountsWorld();
        await world.Offer.ExecuteAsync();

        var stored = System.Text.Encoding.UTF8.GetString(world.Store.All("system").Single(document => document.Id == AdminSetupDocument.DocumentId).Body.Span);

        Assert.DoesNotContain(world.CodePlace.Code!, stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(world.CodePlace.Code!.Replace("-", "", StringComparison.Ordinal), stored, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$", world.CodePlace.Code!);
    }

    [Fact]
    public async Task SetUp_InTwoProcessesAtOnce_MakesOneAdministrator()
    {
        using var one = new AccountsWorld(exclusive: false);
        await one.Offer.ExecuteAsync();
        var code = one.CodePlace.Code!;
        using var two = new AccountsWorld(store: one.Store, exclusive: false);

        var both = await Task.WhenAll(one.SetUp.ExecuteAsync(Command(code, "ada@example.com")), two.SetUp.ExecuteAsync(Command(code, "eve@example.com")));

        Assert.Single(both, result => result.IsSuccess);
        Assert.Single(both, result => result.Error is SetupClosed);
        Assert.Single(one.Store.All("users"), document => document.Id == ProfileDocument.DocumentId);
    }

    [Fact]
    public async Task Close_WhereAnAdministratorWasMadeOtherwise_EndsTheOffer()
    {
        using var world = new AccountsWorld();
        await world.Offer.ExecuteAsync();
        var code = world.CodePlace.Code!;

        await new CloseAdminSetup(world.Partitions, world.CodePlace, world.Clock).ExecuteAsync();
        await world.Offer.ExecuteAsync();

        Assert.Null(world.CodePlace.Code);
        Assert.IsType<SetupClosed>((await world.SetUp.ExecuteAsync(Command(code))).Error);
    }

    private static async Task DrainFaultsAsync(AccountsWorld world)
    {
        for (var i = 0; world.Store.PendingFaults > 0; i++)
        {
            await world.Store.CommitAsync(new CryptoVault.Storage.DocumentBatch("users", "drain", [CryptoVault.Storage.DocumentOperation.Create($"d{i}", "{}"u8.ToArray())]));
        }
    }
}
